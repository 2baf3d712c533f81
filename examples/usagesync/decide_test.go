package main

import (
	"context"
	"io"
	"strings"
	"testing"
)

func TestAsk(t *testing.T) {
	for _, test := range []struct{ name, typed, want, problem string }{
		{"an answer", " signed \n", "signed", ""},
		{"the end of the input", "signed", "signed", ""},
		{"nothing", "\n", "", "needs a reason"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var screen strings.Builder
			got, err := ask(t.Context(), strings.NewReader(test.typed), &screen, "Why? ")
			if got != test.want || (err == nil) != (test.problem == "") || err != nil && !strings.Contains(err.Error(), test.problem) {
				t.Errorf("got %q, %v", got, err)
			}
			if screen.String() != "Why? " {
				t.Errorf("asked %q", screen.String())
			}
		})
	}
}

// Ctrl-C at the question ends it, although nobody answers.
func TestAskInterrupted(t *testing.T) {
	keyboard, finger := io.Pipe()
	t.Cleanup(func() { _ = finger.Close() })
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, err := ask(ctx, keyboard, io.Discard, "Why? "); err == nil {
		t.Errorf("got %q", got)
	}
}
