package render

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"

	"github.com/psasync/psasync/usagesync/plan"
)

// JSON writes p itself, indented and with a final newline. Reading it back gives the same plan with the same digest; only
// a list without members may come back as empty instead of nil. What a terminal would act on is escaped inside the
// strings. An error is that of w.
func JSON(w io.Writer, p plan.Plan) error {
	p.Steps = append([]plan.Step{}, p.Steps...)
	for i, s := range p.Steps {
		p.Steps[i] = withSources(s)
	}
	p.Findings, p.Money = list(p.Findings), list(p.Money)
	return writeJSON(w, "plan", p)
}

func writeJSON(w io.Writer, what string, v any) error {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false) // customers have ampersands in their names
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("render: encode the %s as JSON: %w", what, err)
	}
	return write(w, what+" as JSON", escapeHidden(b.String()))
}

// list gives a list at least no members, so that readers find [] instead of null.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

func withSources(s plan.Step) plan.Step {
	s.Sources = list(s.Sources)
	return s
}

// escapeHidden writes the characters that encoding/json leaves as they are, but that nobody would see, as escapes.
func escapeHidden(document string) string {
	var b strings.Builder
	for _, r := range document {
		switch {
		case r == '\n' || !hidden(r):
			b.WriteRune(r)
		case r > 0xFFFF:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&b, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}
