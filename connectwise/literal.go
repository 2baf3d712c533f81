package connectwise

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

const adviceLooser = "filter by id, or with Contains on a part without it, and compare in Go"

// literal writes a value in the condition grammar [official docs], or says why it can't.
func literal(value any) (string, *ArgumentError) {
	switch v := value.(type) {
	case nil:
		return "null", nil
	case string:
		return quote(v)
	case bool:
		if v {
			return "True", nil
		}
		return "False", nil
	case int:
		return strconv.Itoa(v), nil
	case int64:
		return strconv.FormatInt(v, 10), nil
	case Decimal:
		if v.IsPresent() {
			return v.String(), nil
		}
	case Date:
		if v.IsPresent() {
			return instant(v.Time()), nil
		}
	case time.Time:
		if !v.IsZero() {
			return instant(v), nil
		}
	default:
		return "", &ArgumentError{Reason: "no literal of this type", Advice: "use string, int, int64, bool, Decimal, Date, time.Time or nil"}
	}
	return "", &ArgumentError{Reason: "the value is absent", Advice: "use nil for null"}
}

func instant(t time.Time) string { return "[" + t.UTC().Format("2006-01-02T15:04:05Z") + "]" }

// quote puts a string into double quotes, where apostrophes need nothing. Escaping is undocumented, and the two ways
// seen in client code contradict each other, so that a string in need of it has no safe form.
func quote(s string) (string, *ArgumentError) {
	if strings.ContainsAny(s, `"\`) {
		return "", &ArgumentError{Reason: "a string with a double quote or a backslash can't be sent safely", Advice: adviceLooser}
	}
	if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
		return "", &ArgumentError{Reason: "a string with control characters or broken UTF-8 matches nothing", Advice: adviceLooser}
	}
	return `"` + s + `"`, nil
}
