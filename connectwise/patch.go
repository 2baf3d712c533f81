package connectwise

import (
	"encoding/json"
	"errors"

	"github.com/psasync/psasync/internal/transport"
)

// PatchOp is one JSON Patch operation. Path is the case-sensitive bare name of a member: "quantity". Paths into
// references ("product/id") are refused, because the server may ignore them and still answer 200 [official docs]:
// replace the whole reference with a [Ref].
type PatchOp struct {
	Op    string // "replace", "add" or "remove"
	Path  string
	Value any // any JSON value, nil for null; not sent with "remove"
}

// Replace returns the operation that sets a member to a value. A patch of nothing else may be repeated, and is, when
// an attempt fails.
func Replace(path string, value any) PatchOp { return PatchOp{Op: "replace", Path: path, Value: value} }

// MarshalJSON always writes the value of a replace or add, also when it is 0, false or null.
func (o PatchOp) MarshalJSON() ([]byte, error) {
	if o.Op == "remove" {
		return json.Marshal(struct {
			Op   string `json:"op"`
			Path string `json:"path"`
		}{o.Op, o.Path})
	}
	return json.Marshal(struct {
		Op    string `json:"op"`
		Path  string `json:"path"`
		Value any    `json:"value"`
	}{o.Op, o.Path, o.Value})
}

// encodePatch returns the delivery class and the body of a patch.
func encodePatch(ops []PatchOp) (transport.Class, []byte, error) {
	if len(ops) == 0 {
		return 0, nil, &ArgumentError{Argument: "patch", Reason: "no operation"}
	}
	class := transport.Replay
	var problems []error
	for _, o := range ops {
		if o.Op != "replace" {
			class = transport.Create
		}
		problems = append(problems, o.check())
	}
	if err := errors.Join(problems...); err != nil {
		return 0, nil, err
	}
	body, err := json.Marshal(ops)
	if err != nil {
		return 0, nil, &ArgumentError{Argument: "patch", Reason: "a value can't be written as JSON"}
	}
	return class, body, nil
}

func (o PatchOp) check() error {
	switch {
	case o.Op != "replace" && o.Op != "add" && o.Op != "remove":
		return &ArgumentError{Argument: "patch", Reason: "unknown operation", Advice: "use replace, add or remove"}
	case !isName(o.Path):
		return &ArgumentError{Argument: "patch", Reason: "want the bare name of a member as path", Advice: "replace whole references"}
	}
	return o.checkValue()
}

// checkValue refuses values that would be written as something else than they look like.
func (o PatchOp) checkValue() error {
	switch v := o.Value.(type) {
	case Decimal:
		return o.given(v.IsPresent())
	case Date:
		return o.given(v.IsPresent())
	case float32, float64:
		return &ArgumentError{Argument: o.Path, Reason: "a binary fraction is not exact", Advice: "use a Decimal"}
	case Reference:
		return &ArgumentError{Argument: o.Path, Reason: "a reference that was read has members that must not be written", Advice: "use a Ref"}
	}
	return nil
}

// given refuses an absent value, which would clear the member.
func (o PatchOp) given(present bool) error {
	if present {
		return nil
	}
	return &ArgumentError{Argument: o.Path, Reason: "absent", Advice: "use nil to clear the member"}
}
