package connectwisetest

import (
	"math/big"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
)

// schema is what the JSON tags of a record's struct say about its members. It decides which names conditions,
// projections, request bodies and patches may use.
type schema struct {
	typ     reflect.Type
	members []member
}

type member struct {
	name               string
	index              int
	typ                reflect.Type
	required, readOnly bool
	maxLength          int
	enum               []string
	sub                *schema // of a struct, or of the elements of a list of structs
}

func (m member) list() bool { return m.typ.Kind() == reflect.Slice }

func newSchema(t reflect.Type) *schema {
	s := &schema{typ: t}
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		m := member{name: name, index: i, typ: f.Type}
		for rule := range strings.SplitSeq(f.Tag.Get("cw"), ",") {
			key, value, _ := strings.Cut(rule, "=")
			switch key {
			case "required":
				m.required = true
			case "readonly":
				m.readOnly = true
			case "max":
				m.maxLength, _ = strconv.Atoi(value)
			case "enum":
				m.enum = strings.Split(value, "|")
			}
		}
		elem := f.Type
		if m.list() {
			elem = elem.Elem()
		}
		if elem.Kind() == reflect.Struct {
			m.sub = newSchema(elem)
		}
		s.members = append(s.members, m)
	}
	return s
}

func (s *schema) find(name string) (member, bool) {
	i := slices.IndexFunc(s.members, func(m member) bool { return m.name == name })
	if i < 0 {
		return member{}, false
	}
	return s.members[i], true
}

// kind is what a value in a condition is compared as.
type kind int

const (
	kindNull kind = iota
	kindText
	kindNumber
	kindFlag
	kindTime
	kindObject // a reference or a list: only null comparisons
	kindAny    // a custom field's value
)

func kindOf(t reflect.Type) kind {
	switch {
	case t == reflect.TypeFor[Number]() || t.Kind() == reflect.Int:
		return kindNumber
	case t == reflect.TypeFor[DateTime]():
		return kindTime
	case t.Kind() == reflect.String:
		return kindText
	case t.Kind() == reflect.Bool:
		return kindFlag
	case t.Kind() == reflect.Interface:
		return kindAny
	default:
		return kindObject
	}
}

// accessor reads the member that a path names from a record: nil for null, else a string, *big.Rat, bool, time.Time,
// or object{}.
type accessor struct {
	kind kind
	get  func(record reflect.Value) any
}

type object struct{}

// resolve finds the member that a path such as "company/id" names. A path can't lead through a list.
func (s *schema) resolve(path string) (accessor, error) {
	var steps []int
	at := s
	names := strings.Split(path, "/")
	if _, ok := s.find(names[0]); !ok && len(names) == 1 {
		names = []string{"_info", path} // bare lastUpdated works too [official docs]
	}
	var m member
	for i, name := range names {
		found := false
		if at != nil && (i == 0 || !m.list()) {
			m, found = at.find(name)
		}
		if !found {
			return accessor{}, unknownName(path)
		}
		steps = append(steps, m.index)
		at = m.sub
	}
	k := kindOf(m.typ)
	return accessor{k, func(v reflect.Value) any {
		for _, i := range steps {
			if v.IsZero() {
				return nil
			}
			v = v.Field(i)
		}
		return operand(v, k)
	}}, nil
}

func operand(v reflect.Value, k kind) any {
	switch {
	case v.Kind() == reflect.Int:
		return new(big.Rat).SetInt64(v.Int())
	case k == kindFlag:
		return v.Bool()
	case v.IsZero():
		return nil
	case k == kindText:
		return v.String()
	case k == kindNumber:
		return nullable(Number(v.String()).rat())
	case k == kindTime:
		return nullable(DateTime(v.String()).time())
	case k == kindAny:
		return literalOf(v.Interface())
	default:
		return object{}
	}
}

func nullable[T any](v T, ok bool) any {
	if !ok {
		return nil
	}
	return v
}

// literalOf turns a custom field's value into what conditions compare.
func literalOf(v any) any {
	r := reflect.ValueOf(v)
	switch {
	case r.Kind() == reflect.Bool, v == nil:
		return v
	case r.CanInt():
		return new(big.Rat).SetInt64(r.Int())
	case r.CanFloat():
		return new(big.Rat).SetFloat64(r.Float())
	case r.Kind() != reflect.String:
		return object{}
	}
	if _, isText := v.(string); !isText { // json.Number, Number
		return nullable(Number(r.String()).rat())
	}
	return r.String()
}

// tidy makes a record independent of the caller's slices and its numbers and dates canonical.
func tidy(v reflect.Value) {
	for _, f := range v.Fields() {
		switch x := f.Addr().Interface().(type) {
		case *Number:
			*x = x.canonical()
		case *DateTime:
			*x = x.canonical()
		default:
			switch {
			case f.Kind() == reflect.Struct:
				tidy(f)
			case f.Kind() == reflect.Slice && !f.IsNil():
				f.Set(reflect.AppendSlice(reflect.MakeSlice(f.Type(), 0, f.Len()), f))
			}
		}
	}
}

func copyOf[T any](record T) T {
	tidy(reflect.ValueOf(&record).Elem())
	return record
}

// kindOfLiteral is the kind of a value that a condition spells out.
func kindOfLiteral(v any) kind {
	switch v.(type) {
	case string:
		return kindText
	case *big.Rat:
		return kindNumber
	case bool:
		return kindFlag
	case time.Time:
		return kindTime
	default:
		return kindNull
	}
}
