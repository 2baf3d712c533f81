package connectwise

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/psasync/psasync/internal/transport"
)

// Record is a record that ConnectWise keeps under a numeric id: the models of this package.
type Record interface {
	recordID() int
}

// Collection reads the records of one kind. Its zero value is of no use: take one from a [Client]. It is safe for
// concurrent use.
type Collection[T Record] struct {
	client   *Client
	resource resource
	path     string // the resource's, with its parent's id
	err      error  // of the arguments that led here
}

// top is a collection without a parent.
func top[T Record](c *Client, k kind) Collection[T] {
	r := resources()[k]
	return Collection[T]{client: c, resource: r, path: r.path}
}

// under is a collection of one parent's records.
func under[T Record](c *Client, k kind, parent string, id int) Collection[T] {
	r := resources()[k]
	collection := Collection[T]{client: c, resource: r, path: strings.Replace(r.path, "{parentId}", strconv.Itoa(id), 1)}
	if id <= 0 {
		collection.err = &ArgumentError{Argument: parent, Reason: "want a positive id"}
	}
	return collection
}

// Get reads one record. Errors: [ErrNotFound] when it is gone, or the ones of every read.
func (c Collection[T]) Get(ctx context.Context, id int) (T, error) {
	path, err := c.record(id)
	if err != nil {
		var none T
		return none, err
	}
	return c.one(ctx, transport.Call{Op: c.resource.op("get"), Class: transport.Read, Method: http.MethodGet, Path: path}, id)
}

// List reads one numbered page, which may be a part of what the query selects: use [Collection.All] for all of it.
func (c Collection[T]) List(ctx context.Context, q Query) ([]T, error) {
	values, err := q.navigable()
	if err != nil {
		return nil, err
	}
	rows, _, err := c.page(ctx, values, nil, nil)
	return rows, err
}

// Count asks the server how many records the query's conditions select.
func (c Collection[T]) Count(ctx context.Context, q Query) (int, error) {
	values, err := q.filter()
	if err != nil {
		return 0, err
	}
	var answer struct{ Count *int }
	err = c.do(ctx, transport.Call{
		Op: c.resource.op("count"), Class: transport.Read, Method: http.MethodGet, Path: c.path + "/count", Query: values,
		Decode: func(_ http.Header, body io.Reader) error {
			answer.Count = nil
			if err := c.client.decode(body, &answer); err != nil {
				return err
			}
			if answer.Count == nil || *answer.Count < 0 {
				return errors.New("no count in the answer")
			}
			return nil
		},
	})
	if err != nil {
		return 0, err
	}
	return *answer.Count, nil
}

// page reads one page into rows, with the answer's header.
func (c Collection[T]) page(ctx context.Context, q url.Values, h http.Header, rows []T) (page []T, answer http.Header, err error) {
	err = c.do(ctx, transport.Call{
		Op: c.resource.op("list"), Class: transport.Read, Method: http.MethodGet, Path: c.path, Query: q, Header: h,
		Decode: func(h http.Header, body io.Reader) error {
			answer = h
			return c.client.read(body, func(text []byte) (err error) {
				page, err = decodeRows(text, rows)
				return err
			})
		},
	})
	if err != nil {
		return nil, nil, err
	}
	return page, answer, nil
}

// one sends a call whose answer is one record: the one with this id, or any one for id 0.
func (c Collection[T]) one(ctx context.Context, call transport.Call, id int) (T, error) {
	var got, none T
	call.Decode = func(_ http.Header, body io.Reader) error {
		got = none
		if err := c.client.read(body, func(text []byte) error { return decodeRecord(text, &got) }); err != nil {
			return err
		}
		switch answered := got.recordID(); {
		case answered <= 0:
			return errNoID
		case id != 0 && answered != id:
			return fmt.Errorf("asked for record %d, got %d", id, answered)
		}
		return nil
	}
	if err := c.do(ctx, call); err != nil {
		return none, err
	}
	return got, nil
}

// create sends a new record once. An answer without an id proves nothing, which makes the create ambiguous.
func (c Collection[T]) create(ctx context.Context, record any, sendBefore time.Time) (T, error) {
	body, err := json.Marshal(record)
	if err != nil {
		var none T
		return none, &ArgumentError{Argument: "record", Reason: "can't be written as JSON"}
	}
	return c.one(ctx, transport.Call{
		Op: c.resource.op("create"), Class: transport.Create, Method: http.MethodPost, Path: c.path, Body: body, SendBefore: sendBefore,
	}, 0)
}

// patch changes members of one record. Replacing may be repeated, adding and removing may not.
func (c Collection[T]) patch(ctx context.Context, id int, ops []PatchOp) (T, error) {
	var none T
	path, err := c.record(id)
	class, body, opsErr := encodePatch(ops)
	if err := errors.Join(err, opsErr); err != nil {
		return none, err
	}
	return c.one(ctx, transport.Call{Op: c.resource.op("patch"), Class: class, Method: http.MethodPatch, Path: path, Body: body}, id)
}

func (c Collection[T]) record(id int) (string, error) {
	if id <= 0 {
		return "", &ArgumentError{Argument: "id", Reason: "want a positive id"}
	}
	return c.path + "/" + strconv.Itoa(id), nil
}

func (c Collection[T]) do(ctx context.Context, call transport.Call) error {
	if c.err != nil {
		return c.err
	}
	return c.client.do(ctx, call)
}
