package connectwisetest

import (
	"math/big"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"
)

// predicate decides whether a record (or an element of one of its lists) is returned.
type predicate func(reflect.Value) bool

type resolver func(path string) (accessor, error)

// parseCondition compiles the grammar of the reference, section 2.5. AND binds tighter than OR [inferred].
func parseCondition(src string, resolve resolver) (predicate, error) {
	tokens, err := lex(src)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens, resolve: resolve}
	match, err := p.either()
	if err == nil && p.peek().kind != tokenEnd {
		err = p.unexpected()
	}
	return match, err
}

type parser struct {
	tokens  []token
	resolve resolver
}

func (p *parser) peek() token {
	if len(p.tokens) == 0 {
		return token{}
	}
	return p.tokens[0]
}

func (p *parser) next() token {
	t := p.peek()
	if len(p.tokens) > 0 {
		p.tokens = p.tokens[1:]
	}
	return t
}

func (p *parser) unexpected() error {
	if p.peek().kind == tokenEnd {
		return badCondition("the conditions end too early.")
	}
	return badCondition("'%s' is not expected here.", p.peek().text)
}

func (p *parser) expect(symbol string) error {
	if !p.peek().is(symbol) {
		return p.unexpected()
	}
	p.next()
	return nil
}

func (p *parser) either() (predicate, error) {
	left, err := p.both()
	for err == nil && p.peek().word("or") {
		p.next()
		var right predicate
		right, err = p.both()
		left = func(a, b predicate) predicate {
			return func(v reflect.Value) bool { return a(v) || b(v) }
		}(left, right)
	}
	return left, err
}

func (p *parser) both() (predicate, error) {
	left, err := p.term()
	for err == nil && p.peek().word("and") {
		p.next()
		var right predicate
		right, err = p.term()
		left = func(a, b predicate) predicate {
			return func(v reflect.Value) bool { return a(v) && b(v) }
		}(left, right)
	}
	return left, err
}

func (p *parser) term() (predicate, error) {
	if p.peek().is("(") {
		p.next()
		inner, err := p.either()
		if err != nil {
			return nil, err
		}
		return inner, p.expect(")")
	}
	if p.peek().kind != tokenWord {
		return nil, p.unexpected()
	}
	path := p.next().text
	read, err := p.resolve(path)
	if err != nil {
		return nil, err
	}
	negate := p.peek().word("not")
	if negate {
		p.next()
	}
	var test func(any) bool
	switch op := p.peek(); {
	case op.word("in"):
		test, err = p.in(path, read.kind)
	case op.word("like"), op.word("contains"):
		test, err = p.like(path, read.kind)
	case op.kind == tokenSymbol && !negate:
		test, err = p.compare(path, read.kind)
	default:
		err = p.unexpected()
	}
	if err != nil {
		return nil, err
	}
	return func(v reflect.Value) bool {
		x := read.get(v)
		if x == nil && negate {
			return false // as in SQL, null is neither in nor not in [inferred]
		}
		return test(x) != negate
	}, nil
}

func (p *parser) in(path string, k kind) (func(any) bool, error) {
	p.next()
	if err := p.expect("("); err != nil {
		return nil, err
	}
	var values []any
	for {
		v, err := p.literal(path, k)
		if err != nil {
			return nil, err
		}
		values = append(values, v)
		if !p.peek().is(",") {
			break
		}
		p.next()
	}
	return func(x any) bool {
		return slices.ContainsFunc(values, func(v any) bool { return v != nil && order(x, v) == equal })
	}, p.expect(")")
}

func (p *parser) like(path string, k kind) (func(any) bool, error) {
	contains := p.next().word("contains")
	v, err := p.literal(path, k)
	if err != nil {
		return nil, err
	}
	text, ok := v.(string)
	if !ok {
		return nil, badCondition("%s: like and contains need a string.", path)
	}
	if contains {
		text = strings.ToLower(text)
		return func(x any) bool { s, ok := x.(string); return ok && strings.Contains(strings.ToLower(s), text) }, nil
	}
	pattern, err := likePattern(text)
	if err != nil {
		return nil, err
	}
	return func(x any) bool { s, ok := x.(string); return ok && pattern.MatchString(s) }, nil
}

// likePattern knows the wildcards % and * (any run), _ (one character) and sets such as [abc]; [[] is a literal bracket,
// as in SQL [official docs].
func likePattern(text string) (*regexp.Regexp, error) {
	var b strings.Builder
	b.WriteString("(?is)^")
	for rest := text; rest != ""; {
		size := 1
		switch rest[0] {
		case '%', '*':
			b.WriteString(".*")
		case '_':
			b.WriteString(".")
		case '[':
			end := strings.IndexByte(rest[1:], ']')
			if end <= 0 {
				return nil, badCondition("a set in a like pattern isn't closed.")
			}
			b.WriteString("[" + regexp.QuoteMeta(rest[1:end+1]) + "]")
			size = end + 2
		default:
			for size < len(rest) && !strings.ContainsRune("%*_[", rune(rest[size])) {
				size++
			}
			b.WriteString(regexp.QuoteMeta(rest[:size]))
		}
		rest = rest[size:]
	}
	b.WriteString("$")
	pattern, err := regexp.Compile(b.String())
	if err != nil {
		return nil, badCondition("a like pattern can't be read.")
	}
	return pattern, nil
}

func (p *parser) compare(path string, k kind) (func(any) bool, error) {
	op := p.next().text
	wanted, ok := map[string][]ordering{
		"=": {equal}, "<": {less}, "<=": {less, equal}, ">": {greater}, ">=": {greater, equal},
		"!=": {less, greater, different},
	}[op]
	if !ok {
		return nil, badCondition("'%s' is not expected here.", op)
	}
	v, err := p.literal(path, k)
	if err != nil {
		return nil, err
	}
	equality := op == "=" || op == "!="
	if _, flag := v.(bool); (v == nil || flag) && !equality {
		return nil, badCondition("%s: only = and != compare with null, True and False.", path)
	}
	if v == nil {
		return func(x any) bool { return (x == nil) == (op == "=") }, nil
	}
	return func(x any) bool { return x != nil && slices.Contains(wanted, order(x, v)) }, nil
}

// literal reads a value that fits what the path names.
func (p *parser) literal(path string, k kind) (any, error) {
	t := p.peek()
	v := t.value
	switch {
	case t.kind == tokenLiteral, t.word("null"):
	case t.word("true"), t.word("false"):
		v = t.word("true")
	default:
		return nil, p.unexpected()
	}
	p.next()
	if got := kindOfLiteral(v); got != kindNull && got != k && k != kindAny {
		return nil, badCondition("%s can't be compared with %s.", path, t.text)
	}
	return v, nil
}

type ordering int

const (
	less ordering = iota - 1
	equal
	greater
	different // not equal, and without an order
)

// order compares values of one kind. Strings compare without case, as the vendor's database does by default [inferred].
func order(a, b any) ordering {
	switch x := a.(type) {
	case string:
		if y, ok := b.(string); ok {
			return ordering(strings.Compare(strings.ToLower(x), strings.ToLower(y)))
		}
	case *big.Rat:
		if y, ok := b.(*big.Rat); ok {
			return ordering(x.Cmp(y))
		}
	case time.Time:
		if y, ok := b.(time.Time); ok {
			return ordering(x.Compare(y))
		}
	case bool:
		switch y, ok := b.(bool); {
		case !ok:
		case x == y:
			return equal
		case y:
			return less
		default:
			return greater
		}
	}
	return different
}
