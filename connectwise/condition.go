package connectwise

import (
	"slices"
	"strconv"
	"strings"
)

// Field is the path of a member as conditions and orders name it: "id", "company/id", "_info/lastUpdated".
//
// Its methods build a [Condition]. A path outside [A-Za-z0-9_/] and a literal that ConnectWise has no documented way
// to write make a condition that carries the error; a query with it is refused before anything is sent.
type Field string

// Condition is one term of a query's filter, or several joined by [And] and [Or]. The zero Condition filters nothing.
type Condition struct {
	text     string
	compound bool
	err      error
}

// Eq is field = value, for a string, int, int64, bool, [Decimal], [Date], [time.Time] or nil (null).
//
// A string that holds a double quote or a backslash is refused, since no rule for escaping them is documented
// [unverified], and one that holds an asterisk too, since the server may take it for a wildcard [official docs]: filter
// by id, or with [Field.Contains] on a part without them, and compare in Go.
func (f Field) Eq(value any) Condition { return f.compare("=", value) }

// Ne is field != value, with the values of [Field.Eq].
func (f Field) Ne(value any) Condition { return f.compare("!=", value) }

// Lt is field < value, for a number or a time.
func (f Field) Lt(value any) Condition { return f.order("<", value) }

// Le is field <= value, for a number or a time.
func (f Field) Le(value any) Condition { return f.order("<=", value) }

// Gt is field > value, for a number or a time.
func (f Field) Gt(value any) Condition { return f.order(">", value) }

// Ge is field >= value, for a number or a time.
func (f Field) Ge(value any) Condition { return f.order(">=", value) }

// In is field in (ids). Only ids, because lists of strings are unverified. Long lists need [Field.InChunks].
func (f Field) In(ids ...int) Condition { return f.list(" in ", ids) }

// NotIn is field not in (ids).
func (f Field) NotIn(ids ...int) Condition { return f.list(" not in ", ids) }

// Contains is field contains "part". It may find more than was meant, as %, _ and * may be wildcards to the server
// [unverified]: compare in Go. A part with a double quote or a backslash is refused as in [Field.Eq].
func (f Field) Contains(part string) Condition { return f.contain(" contains ", part) }

// NotContains is field not contains "part".
func (f Field) NotContains(part string) Condition { return f.contain(" not contains ", part) }

const (
	chunkIDs  = 100   // [client code]
	chunkText = 1_000 // as sent, so that a URL has as much again for the host, the path and other conditions
)

// InChunks is [Field.In] for any number of ids: as many conditions as it takes to keep each URL below the 2,000
// characters that ConnectWise asks for. Their union is the whole list; no ids make no condition. [Collection.AllIn] walks
// over all of them.
func (f Field) InChunks(ids []int) []Condition {
	var conditions []Condition
	for _, chunk := range chunks(ids, chunkText) {
		conditions = append(conditions, f.In(chunk...))
	}
	return conditions
}

// chunks splits ids into lists that take at most so many characters as they are sent, and at least one id each.
func chunks(ids []int, characters int) [][]int {
	var all [][]int
	start, size := 0, 0
	for i, id := range ids {
		width := len(strconv.Itoa(id)) + len("%2C")
		if i > start && (i-start == chunkIDs || size+width > characters) {
			all = append(all, ids[start:i])
			start, size = i, 0
		}
		size += width
	}
	if start < len(ids) {
		all = append(all, ids[start:])
	}
	return all
}

// And joins conditions; those that filter nothing are left out.
func And(conditions ...Condition) Condition {
	return join(" and ", slices.DeleteFunc(slices.Clone(conditions), func(c Condition) bool { return c == Condition{} }))
}

// Or joins alternatives. An alternative that filters nothing is an error, as it would let everything through.
func Or(conditions ...Condition) Condition {
	if len(conditions) == 0 || slices.Contains(conditions, Condition{}) {
		return Condition{err: &ArgumentError{Argument: "Or", Reason: "an alternative filters nothing"}}
	}
	return join(" or ", conditions)
}

// String returns the condition as it is sent, before URL encoding; it is empty for one that can't be sent.
func (c Condition) String() string { return c.text }

// Err says why the condition can't be sent.
func (c Condition) Err() error { return c.err }

func join(operator string, conditions []Condition) Condition {
	switch len(conditions) {
	case 0:
		return Condition{}
	case 1:
		return conditions[0]
	}
	texts := make([]string, len(conditions))
	for i, c := range conditions {
		if c.err != nil {
			return Condition{err: c.err}
		}
		texts[i] = c.text
		if c.compound {
			texts[i] = "(" + c.text + ")"
		}
	}
	return Condition{text: strings.Join(texts, operator), compound: true}
}

func (f Field) compare(operator string, value any) Condition {
	text, refused := literal(value)
	if s, ok := value.(string); ok && strings.Contains(s, "*") {
		refused = &ArgumentError{Reason: "an asterisk in a string may be a wildcard to the server", Advice: adviceLooser}
	}
	return f.term(operator, text, refused)
}

func (f Field) order(operator string, value any) Condition {
	text, refused := literal(value)
	switch value.(type) {
	case string, bool, nil:
		refused = &ArgumentError{Reason: "only numbers and times have an order"}
	}
	return f.term(operator, text, refused)
}

func (f Field) contain(operator, part string) Condition {
	text, refused := quote(part)
	if part == "" {
		refused = &ArgumentError{Reason: "every text contains the empty one"}
	}
	return f.term(operator, text, refused)
}

func (f Field) list(operator string, ids []int) Condition {
	var refused *ArgumentError
	if len(ids) == 0 {
		refused = &ArgumentError{Reason: "an empty list matches nothing", Advice: "leave out the call"}
	}
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = strconv.Itoa(id)
	}
	return f.term(operator, "("+strings.Join(texts, ",")+")", refused)
}

func (f Field) term(operator, value string, refused *ArgumentError) Condition {
	if err := f.check(); err != nil {
		return Condition{err: err}
	}
	if refused != nil {
		refused.Argument = string(f)
		return Condition{err: refused}
	}
	return Condition{text: string(f) + operator + value}
}

// check refuses every path that is not names of letters, digits and underscores, joined by slashes.
func (f Field) check() error {
	for name := range strings.SplitSeq(string(f), "/") {
		if !isName(name) {
			return &ArgumentError{Argument: "field path", Reason: "want names of [A-Za-z0-9_] joined by slashes"}
		}
	}
	return nil
}

func isName(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < 'A' || r > 'Z') && (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '_'
	})
}
