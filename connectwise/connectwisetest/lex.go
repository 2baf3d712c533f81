package connectwisetest

import (
	"slices"
	"strings"
	"time"
	"unicode"
)

type tokenKind int

const (
	tokenEnd tokenKind = iota
	tokenWord
	tokenLiteral
	tokenSymbol // an operator, parenthesis or comma
)

type token struct {
	kind  tokenKind
	text  string
	value any // of a literal: string, *big.Rat or time.Time
}

func (t token) is(symbol string) bool { return t.kind == tokenSymbol && t.text == symbol }

func (t token) word(w string) bool { return t.kind == tokenWord && strings.EqualFold(t.text, w) }

// lex splits a condition into tokens.
func lex(src string) ([]token, error) {
	var tokens []token
	for rest := strings.TrimSpace(src); rest != ""; rest = strings.TrimSpace(rest) {
		t, err := lexOne(rest)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, t)
		rest = rest[len(t.text):]
	}
	return tokens, nil
}

const digits = "0123456789"

func lexOne(src string) (token, error) {
	symbols := []string{"!=", "<=", ">=", "=", "<", ">", "(", ")", ","}
	symbol := slices.IndexFunc(symbols, func(s string) bool { return strings.HasPrefix(src, s) })
	switch c := src[0]; {
	case symbol >= 0:
		return token{kind: tokenSymbol, text: symbols[symbol]}, nil
	case c == '"' || c == '\'':
		value, size, err := lexString(src)
		return token{kind: tokenLiteral, text: src[:size], value: value}, err
	case c == '[':
		value, size, err := lexTime(src)
		return token{kind: tokenLiteral, text: src[:size], value: value}, err
	case c == '-' || strings.ContainsRune(digits, rune(c)):
		text := src[:1+span(src[1:], func(c rune) bool { return c == '.' || strings.ContainsRune(digits, c) })]
		n, ok := Number(text).rat()
		if !ok {
			return token{}, badCondition("%s is not a number.", text)
		}
		return token{kind: tokenLiteral, text: text, value: n}, nil
	default:
		size := span(src, func(c rune) bool { return c == '_' || c == '/' || unicode.IsLetter(c) || unicode.IsDigit(c) })
		if size == 0 {
			return token{}, badCondition("'%.1s' is not expected here.", src)
		}
		return token{kind: tokenWord, text: src[:size]}, nil
	}
}

// span is the length of the prefix whose characters all belong.
func span(s string, belongs func(rune) bool) int {
	if end := strings.IndexFunc(s, func(c rune) bool { return !belongs(c) }); end >= 0 {
		return end
	}
	return len(s)
}

// lexString reads a quoted string. Nobody documents how the server escapes; this one takes the two ways that clients are
// seen to use: \" and \\ inside double quotes, and ” inside single quotes [client code].
func lexString(src string) (value string, size int, err error) {
	quote := src[0]
	var b strings.Builder
	for i := 1; i < len(src); i++ {
		c := src[i]
		next := byte(0)
		if i+1 < len(src) {
			next = src[i+1]
		}
		switch {
		case c == '\\' && quote == '"' && (next == '"' || next == '\\'), c == '\'' && quote == '\'' && next == '\'':
			b.WriteByte(next)
			i++
		case c == '\\' && quote == '"':
			return "", 0, badCondition("a backslash in a string escapes only a quote or a backslash.")
		case c == quote:
			return b.String(), i + 1, nil
		default:
			b.WriteByte(c)
		}
	}
	return "", 0, badCondition("a string in the conditions isn't closed.")
}

func lexTime(src string) (value time.Time, size int, err error) {
	end := strings.IndexByte(src, ']')
	if end < 0 {
		return time.Time{}, 0, badCondition("a date in the conditions isn't closed.")
	}
	text := src[1:end]
	for _, layout := range []string{wireTime, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, end + 1, nil
		}
	}
	return time.Time{}, 0, badCondition("[%s] is not a UTC date.", text)
}
