package storetest_test

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/storetest"
)

func brokenScans() []broken {
	return []broken{
		{storetest.RuleScanOrder, "ignores case", orderedBy(func(a, b string) int {
			return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
		})},
		{storetest.RuleScanOrder, "orders UTF-16 units", orderedBy(func(a, b string) int {
			return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
		})},
		{storetest.RuleScanOrder, "orders by length", orderedBy(func(a, b string) int {
			return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
		})},
		{storetest.RuleScanOrder, "descends", orderedBy(func(a, b string) int { return cmp.Compare(b, a) })},
		{storetest.RuleScanAfter, "includes the given key", withScan(func(s usagesync.Store) scanFunc {
			return func(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error) {
				page, err := s.Scan(ctx, partner, k, after, limit)
				if r, e := s.Get(ctx, partner, k, after); e == nil && limit > 0 {
					page = slices.Insert(page, 0, r)[:min(limit, len(page)+1)]
				}
				return page, err
			}
		})},
		{storetest.RuleScanAfter, "skips one more", withScan(func(s usagesync.Store) scanFunc {
			return func(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error) {
				page, err := s.Scan(ctx, partner, k, after, limit+1)
				if after == "" {
					return page[:min(len(page), limit)], err
				}
				return page[min(len(page), 1):], err
			}
		})},
		{storetest.RuleScanAfter, "starts over at a key that is gone", withScan(func(s usagesync.Store) scanFunc {
			return func(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error) {
				if _, err := s.Get(ctx, partner, k, after); err != nil {
					after = ""
				}
				return s.Scan(ctx, partner, k, after, limit)
			}
		})},
		{storetest.RuleScanLimit, "ignores the limit", withScan(func(s usagesync.Store) scanFunc {
			return func(ctx context.Context, partner string, k usagesync.Kind, after string, _ int) ([]usagesync.Record, error) {
				return s.Scan(ctx, partner, k, after, 1<<20)
			}
		})},
		{storetest.RuleScanLimit, "takes 0 for no limit", withScan(func(s usagesync.Store) scanFunc {
			return func(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error) {
				return s.Scan(ctx, partner, k, after, cmp.Or(limit, 1<<20))
			}
		})},
		{storetest.RuleScanLimit, "short pages", withScan(func(s usagesync.Store) scanFunc {
			return func(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error) {
				return s.Scan(ctx, partner, k, after, min(limit, 5))
			}
		})},
		{storetest.RuleScanPaging, "pages by offset", func(s usagesync.Store) usagesync.Store {
			offsets := map[string]int{} // where the page behind a key began when the key was returned
			return altered{Store: s, scan: func(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error) {
				all, err := everything(ctx, s, partner, k)
				from, ok := offsets[partner+after]
				if after != "" && !ok {
					return s.Scan(ctx, partner, k, after, limit)
				}
				from = min(from, len(all))
				page := all[from:min(from+limit, len(all))]
				if len(page) > 0 {
					offsets[partner+page[len(page)-1].Key] = from + len(page)
				}
				return page, err
			}}
		}},
	}
}

// orderedBy scans in an order of its own, and pages by that order.
func orderedBy(compare func(a, b string) int) func(usagesync.Store) usagesync.Store {
	return withScan(func(s usagesync.Store) scanFunc {
		return func(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error) {
			all, err := everything(ctx, s, partner, k)
			slices.SortFunc(all, func(a, b usagesync.Record) int { return compare(a.Key, b.Key) })
			all = slices.DeleteFunc(all, func(r usagesync.Record) bool {
				return after != "" && compare(r.Key, after) <= 0
			})
			return all[:min(len(all), limit)], err
		}
	})
}
