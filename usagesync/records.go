package usagesync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
)

// How many records one Scan asks for.
const (
	scanPage  = 500
	chunkPage = 16 // of records that may be large
)

// batch collects the writes of one commit.
type batch struct {
	writes []Write
	err    error
}

func (b *batch) put(k Kind, key string, ifRev int64, v any) {
	data, err := json.Marshal(v)
	if err != nil && b.err == nil {
		b.err = fmt.Errorf("%s %q: %w", k, key, err)
	}
	b.writes = append(b.writes, Write{Kind: k, Key: key, IfRev: ifRev, Data: data})
}

func (b *batch) drop(k Kind, key string) {
	b.writes = append(b.writes, Write{Kind: k, Key: key, IfRev: IfAny})
}

// scan walks the partner's records of a kind whose keys begin with a prefix, in ascending order of their keys.
func scan[T any](ctx context.Context, s *Syncer, k Kind, prefix string) iter.Seq2[T, error] {
	return scanAfter[T](ctx, s, k, prefix, prefix, scanPage)
}

// scanAfter walks those of them that come after a key, reading so many at a time.
func scanAfter[T any](ctx context.Context, s *Syncer, k Kind, prefix, after string, limit int) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		for after := after; ; {
			page, err := s.cfg.Store.Scan(ctx, s.cfg.Partner, k, after, limit)
			if err != nil {
				yield(none, storeError("scan "+string(k), err))
				return
			}
			for _, r := range page {
				if !strings.HasPrefix(r.Key, prefix) {
					return
				}
				v, err := decode[T](k, r)
				if err != nil {
					yield(none, err)
					return
				}
				if !yield(v, nil) {
					return
				}
				after = r.Key
			}
			if len(page) < limit {
				return
			}
		}
	}
}

// get reads one record, of which it returns the revision.
func get[T any](ctx context.Context, s *Syncer, k Kind, key string) (v T, rev int64, err error) {
	r, err := s.cfg.Store.Get(ctx, s.cfg.Partner, k, key)
	if err != nil {
		return v, 0, storeError(fmt.Sprintf("get %s %q", k, key), err)
	}
	v, err = decode[T](k, r)
	return v, r.Rev, err
}

func decode[T any](k Kind, r Record) (v T, err error) {
	if err := json.Unmarshal(r.Data, &v); err != nil {
		return v, storeError(fmt.Sprintf("read %s %q", k, r.Key), err)
	}
	return v, nil
}

func isNotFound(err error) bool { return errors.Is(err, ErrNotFound) }

// load reads all records of a kind into a map.
func load[T any](ctx context.Context, s *Syncer, k Kind, key func(T) string) (map[string]T, error) {
	all := map[string]T{}
	for v, err := range scan[T](ctx, s, k, "") {
		if err != nil {
			return nil, err
		}
		all[key(v)] = v
	}
	return all, nil
}
