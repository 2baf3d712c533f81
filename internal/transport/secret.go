package transport

import (
	"fmt"
	"io"
	"log/slog"
)

const hidden = "[redacted]"

// Secret is a credential that prints as [redacted] through fmt, slog, JSON and text. fmt can't call methods on
// unexported struct fields and prints what they hold, so a struct keeps its Secret in a closure.
type Secret string

// Reveal returns the credential itself, for the request that needs it.
func (s Secret) Reveal() string { return string(s) }

// String returns [redacted].
func (s Secret) String() string { return hidden }

// GoString returns [redacted].
func (s Secret) GoString() string { return hidden }

// Format writes [redacted] for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// LogValue returns [redacted].
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText returns [redacted].
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// MarshalJSON returns "[redacted]".
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + hidden + `"`), nil }

// sealed holds a credential where no printer gets at it.
type sealed func() string

func seal(s string) sealed { return func() string { return s } }
