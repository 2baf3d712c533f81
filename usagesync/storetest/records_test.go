package storetest_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/storetest"
)

func brokenRecords() []broken {
	shared := map[string]json.RawMessage{} // what callers gave, by partner and key
	return []broken{
		{storetest.RuleRoundTrip, "rewrites JSON", eachWrite(func(w *usagesync.Write) {
			var v any
			if w.Data != nil && json.Unmarshal(w.Data, &v) == nil {
				w.Data, _ = json.Marshal(v)
			}
		})},
		{storetest.RuleRoundTrip, "takes null for a delete", eachWrite(func(w *usagesync.Write) {
			if string(w.Data) == "null" {
				w.Data = nil
			}
		})},
		{storetest.RuleRoundTrip, "cuts data at 64 kB", eachWrite(func(w *usagesync.Write) {
			w.Data = w.Data[:min(len(w.Data), 1<<16)]
		})},
		{storetest.RuleRoundTrip, "forgets the kind", eachRecord(func(r *usagesync.Record) { r.Kind = "" })},
		{storetest.RuleKeys, "folds case", elsewhere(func(p string, k usagesync.Kind, key string) (string, usagesync.Kind, string) {
			return p, k, strings.ToLower(key)
		})},
		{storetest.RuleKeys, "pads spaces", elsewhere(func(p string, k usagesync.Kind, key string) (string, usagesync.Kind, string) {
			return p, k, strings.TrimRight(key, " ")
		})},
		{storetest.RuleKeys, "cuts keys", elsewhere(func(p string, k usagesync.Kind, key string) (string, usagesync.Kind, string) {
			return p, k, key[:min(len(key), 128)]
		})},
		{storetest.RuleNotFound, "no error for nothing", func(s usagesync.Store) usagesync.Store {
			return altered{Store: s, get: func(ctx context.Context, partner string, k usagesync.Kind, key string) (usagesync.Record, error) {
				r, err := s.Get(ctx, partner, k, key)
				if errors.Is(err, usagesync.ErrNotFound) {
					return usagesync.Record{}, nil
				}
				return r, err
			}}
		}},
		{storetest.RuleNotFound, "an error of its own", func(s usagesync.Store) usagesync.Store {
			return altered{Store: s, get: func(ctx context.Context, partner string, k usagesync.Kind, key string) (usagesync.Record, error) {
				r, err := s.Get(ctx, partner, k, key)
				if errors.Is(err, usagesync.ErrNotFound) {
					return r, errors.New("record not found")
				}
				return r, err
			}}
		}},
		{storetest.RuleNotFound, "error for an empty scan", withScan(func(s usagesync.Store) scanFunc {
			return func(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error) {
				page, err := s.Scan(ctx, partner, k, after, limit)
				if len(page) == 0 && err == nil {
					err = usagesync.ErrNotFound
				}
				return page, err
			}
		})},
		{storetest.RuleRevisions, "never grows", eachRecord(func(r *usagesync.Record) { r.Rev = min(r.Rev, 1) })},
		{storetest.RuleRevisions, "starts at zero", eachRecord(func(r *usagesync.Record) { r.Rev-- })},
		{storetest.RuleCopies, "keeps the caller's data", func(s usagesync.Store) usagesync.Store {
			return altered{
				Store: s,
				get: func(ctx context.Context, partner string, k usagesync.Kind, key string) (usagesync.Record, error) {
					r, err := s.Get(ctx, partner, k, key)
					if data, ok := shared[partner+key]; ok && len(data) == len(r.Data) {
						r.Data = bytes.Clone(data)
					}
					return r, err
				},
				commit: func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
					if strings.HasSuffix(partner, string(storetest.RuleCopies)) {
						for _, w := range w {
							shared[partner+w.Key] = w.Data
						}
					}
					return s.Commit(ctx, partner, f, w...)
				},
			}
		}},
		{storetest.RuleCopies, "hands out its own data", func(s usagesync.Store) usagesync.Store {
			given := map[string]usagesync.Record{}
			return altered{Store: s, get: func(ctx context.Context, partner string, k usagesync.Kind, key string) (usagesync.Record, error) {
				r, err := s.Get(ctx, partner, k, key)
				if !strings.HasSuffix(partner, string(storetest.RuleCopies)) {
					return r, err
				}
				if _, ok := given[key]; !ok {
					given[key] = r
				}
				return given[key], err
			}}
		}},
		{storetest.RuleCopies, "changes what it was given", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				err := s.Commit(ctx, partner, f, w...)
				clear(w)
				return err
			}
		})},
	}
}
