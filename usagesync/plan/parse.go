package plan

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// ParseError says where a settings document can't be read.
type ParseError struct {
	Line, Column int // from 1; the column counts bytes
	Err          error
}

// Error implements error.
func (e *ParseError) Error() string {
	return fmt.Sprintf("settings, line %d, column %d: %v", e.Line, e.Column, e.Err)
}

// Unwrap returns what went wrong there.
func (e *ParseError) Unwrap() error { return e.Err }

// ParseSettings reads a settings document. Unknown members, duplicate keys and anything after the document are errors,
// each a *ParseError, and so is everything that Validate finds.
func ParseSettings(b []byte) (Settings, error) {
	at := func(offset int64, err error) error {
		before := b[:min(max(int(offset), 0), len(b))]
		line := bytes.Count(before, []byte{'\n'}) + 1
		return &ParseError{line, len(before) - bytes.LastIndexByte(before, '\n'), err}
	}
	if err := json.Unmarshal(b, new(any)); err != nil { // says the place of a syntax error exactly, which reading tokens does not
		if syntax, ok := errors.AsType[*json.SyntaxError](err); ok && !more(b) {
			return Settings{}, at(syntax.Offset-1, endless(err))
		}
	}
	d := json.NewDecoder(bytes.NewReader(b))
	if err := duplicateKeys(d); err != nil {
		return Settings{}, at(offsetOf(err, d), err)
	}
	d = json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	var s Settings
	if err := d.Decode(&s); err != nil {
		offset := offsetOf(err, d)
		if name, ok := unknownField(err); ok {
			offset = int64(bytes.Index(b, []byte(name)))
		}
		return Settings{}, at(offset, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return Settings{}, at(d.InputOffset(), errors.New("there is more after the document"))
	}
	return s.Canonical(), s.Validate()
}

// more reports whether a whole document is followed by something else.
func more(b []byte) bool {
	d := json.NewDecoder(bytes.NewReader(b))
	var whole json.RawMessage
	return d.Decode(&whole) == nil
}

// offsetOf returns the byte at which reading failed.
func offsetOf(err error, d *json.Decoder) int64 {
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return syntax.Offset - 1
	}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return wrong.Offset - 1
	}
	return d.InputOffset()
}

// unknownField returns the quoted name that encoding/json complains of, which has no error type of its own.
func unknownField(err error) (string, bool) {
	_, name, ok := strings.Cut(err.Error(), "json: unknown field ")
	return name, ok
}

// duplicateKeys reads one JSON value and refuses an object that names a member twice, in any case: encoding/json would
// silently take the last.
func duplicateKeys(d *json.Decoder) error {
	token, err := d.Token()
	if err != nil {
		return endless(err)
	}
	switch token {
	case json.Delim('{'):
		seen := map[string]bool{}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return endless(err)
			}
			name, _ := key.(string)
			if seen[strings.ToLower(name)] {
				return fmt.Errorf("member %q stands twice in one object", name)
			}
			seen[strings.ToLower(name)] = true
			if err := duplicateKeys(d); err != nil {
				return err
			}
		}
	case json.Delim('['):
		for d.More() {
			if err := duplicateKeys(d); err != nil {
				return err
			}
		}
	default:
		return nil
	}
	_, err = d.Token()
	return endless(err)
}

// endless names what io.EOF means in the middle of a document.
func endless(err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("the document ends in the middle")
	}
	return err
}
