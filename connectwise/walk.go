package connectwise

import (
	"context"
	"fmt"
	"iter"
	"math"
	"net/http"
	"slices"
	"strconv"
)

const maxPages = 10_000 // of one walk: ten million records at the default page size

// All walks over every record that the query selects, by id, a page at a time: forward-only paging [official docs].
// The walk is lazy and starts afresh each time it is ranged over. An error is yielded once, with a zero record, and
// ends it, so a walk without an error has seen everything. Rows out of order and a page key that stands still are
// [ErrPaging]. Records created behind the walk's place while it runs are not seen.
func (c Collection[T]) All(ctx context.Context, q Query) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		if err := c.walk(ctx, q, func(row T) bool { return yield(row, nil) }); err != nil {
			var none T
			yield(none, err)
		}
	}
}

// AllIn walks over the records that the query selects and whose field, an id such as "id" or "company/id", is one of ids:
// in as many walks as keep each URL below the 2,000 characters that ConnectWise asks for, and so by id within each of
// them only. An id that is named twice counts once; no ids make an empty walk without a request.
func (c Collection[T]) AllIn(ctx context.Context, field Field, ids []int, q Query) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for _, chunk := range chunks(slices.Compact(slices.Sorted(slices.Values(ids))), c.room(field, q)) {
			part := q
			part.Where = And(q.Where, field.In(chunk...))
			for row, err := range c.All(ctx, part) {
				if !yield(row, err) || err != nil {
					return
				}
			}
		}
	}
}

// room is how many characters of a list of ids fit the URL of a walk; none when the query can't be sent anyway.
func (c Collection[T]) room(field Field, q Query) int {
	q.Where = And(q.Where, field.In(0))
	values, err := q.forwardOnly()
	if err != nil {
		return 0
	}
	values.Set("pageId", strconv.Itoa(math.MaxInt32))
	return maxURL - length(c.client.base.Load(), c.path, values)
}

// walk calls visit for every row until it returns false.
func (c Collection[T]) walk(ctx context.Context, q Query, visit func(T) bool) error {
	values, err := q.forwardOnly()
	if err != nil {
		return err
	}
	var rows []T
	var answer http.Header
	key, last := 0, 0
	for range maxPages {
		values.Set("pageId", strconv.Itoa(key))
		rows, answer, err = c.page(ctx, values, http.Header{"Pagination-Type": {"forward-only"}}, rows)
		if err != nil {
			return err
		}
		for _, row := range rows {
			id := row.recordID()
			if id <= last {
				return c.pagingError("record %d after record %d", id, last)
			}
			if !visit(row) {
				return nil
			}
			last = id
		}
		if len(rows) < q.size() {
			return nil
		}
		next, ok := nextPageID(answer)
		if !ok {
			next = last
		}
		if next <= key {
			return c.pagingError("page key %d after page key %d", next, key)
		}
		key = next
	}
	return c.pagingError("more than %d pages", maxPages)
}

func (c Collection[T]) pagingError(format string, args ...any) error {
	return &APIError{
		Op: c.resource.op("list"), Method: http.MethodGet, Path: c.path, Status: http.StatusOK, Attempts: 1,
		Err: fmt.Errorf("%w: "+format, append([]any{ErrPaging}, args...)...),
	}
}

// Collect gathers a walk into a slice. On an error it returns no records at all, so that a part of a list can't pass
// for the whole.
func Collect[T any](walk iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for record, err := range walk {
		if err != nil {
			return nil, err
		}
		all = append(all, record)
	}
	return all, nil
}
