package connectwisetest

import (
	"fmt"
	"reflect"
	"slices"
	"unicode/utf8"
)

// validate checks the rules of the schema on the members in set, or on all when set is nil.
func validate(sc *schema, record reflect.Value, set changes) []validationError {
	var out []validationError
	for _, m := range sc.members {
		v := record.Field(m.index)
		text := ""
		if v.Kind() == reflect.String {
			text = v.String()
		}
		switch {
		case set != nil && !set[m.name]:
		case v.IsZero():
			if m.required {
				out = append(out, missing(m.name))
			}
		case m.maxLength > 0 && utf8.RuneCountInString(text) > m.maxLength:
			out = append(out, validationError{Code: "MaxLengthField", Field: m.name,
				Message: fmt.Sprintf("The field %s must be a string with a maximum length of %d.", m.name, m.maxLength)})
		case m.enum != nil && !slices.Contains(m.enum, text):
			out = append(out, validationError{Code: "InvalidField", Field: m.name,
				Message: fmt.Sprintf("The field %s must be one of %v.", m.name, m.enum)})
		}
	}
	return out
}

func missing(field string) validationError {
	return validationError{Code: "MissingRequiredField", Field: field, Message: field + " is required."}
}

// missingRecord is how a write reports a reference to nothing: 400 with an inner NotFound, not 404 [client code].
func missingRecord(what string, key any, field string) validationError {
	return validationError{Code: "NotFound", Field: field, Message: fmt.Sprintf("%s %v not found", what, key)}
}
