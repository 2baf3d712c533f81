package storetest_test

import (
	"context"
	"errors"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/storetest"
)

func brokenPlaces() []broken {
	type move = func(partner string, k usagesync.Kind, key string) (string, usagesync.Kind, string)
	joined := func(sep string) move {
		return func(partner string, k usagesync.Kind, key string) (string, usagesync.Kind, string) {
			return "", "", partner + sep + string(k) + sep + key
		}
	}
	return []broken{
		{storetest.RuleKindsApart, "ignores the kind", elsewhere(func(p string, _ usagesync.Kind, key string) (string, usagesync.Kind, string) {
			return p, "", key
		})},
		{storetest.RuleKindsApart, "joins kind and key", elsewhere(func(p string, k usagesync.Kind, key string) (string, usagesync.Kind, string) {
			return p, "", string(k) + key
		})},
		{storetest.RulePartnersApart, "ignores the partner", elsewhere(func(_ string, k usagesync.Kind, key string) (string, usagesync.Kind, string) {
			return "", k, key
		})},
		{storetest.RulePartnersApart, "joins all to one text", elsewhere(joined(""))},
		{storetest.RulePartnersApart, "joins all with slashes", elsewhere(joined("/"))},
		{storetest.RulePartnersApart, "reads a neighbour first", func(s usagesync.Store) usagesync.Store {
			return altered{Store: s, get: func(ctx context.Context, partner string, k usagesync.Kind, key string) (usagesync.Record, error) {
				if r, err := s.Get(ctx, partner+"x", k, key); err == nil {
					return r, nil
				}
				return s.Get(ctx, partner, k, key)
			}}
		}},
		{storetest.RulePartnersApart, "falls back on a neighbour", func(s usagesync.Store) usagesync.Store {
			return altered{Store: s, get: func(ctx context.Context, partner string, k usagesync.Kind, key string) (usagesync.Record, error) {
				r, err := s.Get(ctx, partner, k, key)
				if errors.Is(err, usagesync.ErrNotFound) {
					return s.Get(ctx, partner+"x", k, key)
				}
				return r, err
			}}
		}},
		{storetest.RulePartnersApart, "scans a neighbour too", withScan(func(s usagesync.Store) scanFunc {
			return func(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error) {
				page, err := s.Scan(ctx, partner, k, after, limit)
				if len(page) < limit && err == nil {
					more, _ := s.Scan(ctx, partner+"x", k, after, limit-len(page))
					page = append(page, more...)
				}
				return page, err
			}
		})},
	}
}
