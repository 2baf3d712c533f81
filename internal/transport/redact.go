package transport

import (
	"errors"
	"net/url"
	"strings"
	"unicode"
)

// maxText is the most that an error shows of what a server said.
const maxText = 500

// clean makes a server's text fit for a log line or a terminal: control characters, line breaks, bidirectional
// overrides and other unprintable runes become spaces, and it ends after maxText bytes.
func clean(s string) string {
	s = strings.ToValidUTF8(s[:min(len(s), maxText)], "")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s))
}

func cleanDetails(in []Detail) []Detail {
	var out []Detail
	for _, d := range in {
		out = append(out, Detail{clean(d.Code), clean(d.Message), clean(d.Resource), clean(d.Field)})
	}
	return out
}

// redacted is what is left of an error that held a URL with its query.
type redacted struct {
	text string
	err  error
}

func (r redacted) Error() string { return r.text }
func (r redacted) Unwrap() error { return r.err }

// redact takes the *url.Error that net/http wraps everything in, and any deeper one, out of err and out of its text: both
// show the query.
func redact(err error) error {
	wrapped, ok := errors.AsType[*url.Error](err)
	if !ok {
		return err
	}
	inner := redact(wrapped.Err)
	return redacted{strings.ReplaceAll(err.Error(), wrapped.Error(), inner.Error()), inner}
}
