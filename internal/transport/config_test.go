package transport_test

import (
	"strings"
	"testing"

	"github.com/psasync/psasync/internal/transport"
)

func TestNewReportsAllProblems(t *testing.T) {
	_, err := transport.New(transport.Config{
		Base: parse(t, "http://evil.example/?q=1"), Attempts: -1, BackoffBase: -1, BackoffCap: -1, MaxWait: -1, Timeout: -1,
		MaxBody: -1, MaxErrorBody: -1,
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		"https", "query", "Attempts", "BackoffBase", "BackoffCap", "MaxWait", "Timeout", "MaxBody", "MaxErrorBody",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q lacks %q", err, want)
		}
	}
	if _, err := transport.New(transport.Config{}); err == nil || !strings.Contains(err.Error(), "Base is missing") {
		t.Errorf("error %v, want the missing base", err)
	}
}

func TestNewCopiesTheBase(t *testing.T) {
	s, u := newScript(ok), parse(t, base)
	c, err := transport.New(transport.Config{Base: u, RoundTripper: s})
	if err != nil {
		t.Fatal(err)
	}
	u.Host = "evil.example"
	if err := c.Do(t.Context(), call(transport.Read)); err != nil {
		t.Fatal(err)
	}
	if got := s.sent[0].URL; got != base+"/things" {
		t.Errorf("sent to %s", got)
	}
}
