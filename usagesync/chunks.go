package usagesync

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"strings"
)

// chunkBytes is how large a record of a list gets, unless a single row is larger.
const chunkBytes = 256 << 10

// sweepBatch is how many records one commit removes.
const sweepBatch = 100

// chunked cuts a list into JSON arrays, so that none of its records grows with it.
func chunked[T any](rows []T) iter.Seq2[json.RawMessage, error] {
	return func(yield func(json.RawMessage, error) bool) {
		chunk := []byte{'['}
		for _, row := range rows {
			data, err := json.Marshal(row)
			if err != nil {
				yield(nil, err)
				return
			}
			if len(chunk) > 1 && len(chunk)+len(data) > chunkBytes {
				if !yield(append(chunk, ']'), nil) {
					return
				}
				chunk = []byte{'['}
			}
			if len(chunk) > 1 {
				chunk = append(chunk, ',')
			}
			chunk = append(chunk, data...)
		}
		if len(rows) > 0 {
			yield(append(chunk, ']'), nil)
		}
	}
}

// putList stores a list, in one commit per chunk, in place of whatever an attempt that broke off left there.
func putList[T any](ctx context.Context, x *session, k Kind, prefix string, rows []T) error {
	if err := x.sweep(ctx, k, prefix+"/"); err != nil {
		return err
	}
	n := 0
	for chunk, err := range chunked(rows) {
		var b batch
		b.err = err
		b.put(k, chunkKey(prefix, n), IfAny, chunk)
		if err := x.commit(ctx, &b); err != nil {
			return err
		}
		n++
	}
	return nil
}

// getList reads what putList stored.
func getList[T any](ctx context.Context, s *Syncer, k Kind, prefix string) (rows []T, err error) {
	for chunk, err := range scanAfter[[]T](ctx, s, k, prefix+"/", prefix+"/", chunkPage) {
		if err != nil {
			return nil, err
		}
		rows = append(rows, chunk...)
	}
	return rows, nil
}

func chunkKey(prefix string, n int) string { return fmt.Sprintf("%s/%08d", prefix, n) }

// sweepList removes a record and the lists that belong to it.
func (x *session) sweepList(ctx context.Context, k Kind, key string) error {
	var b batch
	b.drop(k, key)
	if err := x.commit(ctx, &b); err != nil {
		return err
	}
	return x.sweep(ctx, k, key+"/")
}

// sweep removes the records of a kind whose keys begin with a prefix, a bounded batch at a time.
func (x *session) sweep(ctx context.Context, k Kind, prefix string) error {
	for {
		page, err := x.cfg.Store.Scan(ctx, x.cfg.Partner, k, prefix, sweepBatch)
		if err != nil {
			return storeError("scan "+string(k), err)
		}
		var b batch
		for _, r := range page {
			if strings.HasPrefix(r.Key, prefix) {
				b.drop(k, r.Key)
			}
		}
		if len(b.writes) == 0 {
			return nil
		}
		if err := x.commit(ctx, &b); err != nil {
			return err
		}
	}
}
