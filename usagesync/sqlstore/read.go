package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/psasync/psasync/usagesync"
)

// Get implements [usagesync.Store].
func (s *Store) Get(ctx context.Context, partner string, k usagesync.Kind, key string) (usagesync.Record, error) {
	if err := checkNames(field{"partner", partner}, field{"kind", string(k)}, field{"key", key}); err != nil {
		return usagesync.Record{}, say("get", err)
	}
	r := usagesync.Record{Kind: k, Key: key}
	err := s.patiently(ctx, func() error {
		var data []byte
		err := s.db.QueryRowContext(ctx, s.sql.get, partner, string(k), key).Scan(&r.Rev, &data)
		r.Data = data
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = usagesync.ErrNotFound
	}
	if err != nil {
		return usagesync.Record{}, say(fmt.Sprintf("get %s %q", k, key), err)
	}
	return r, nil
}

// Scan implements [usagesync.Store]. A limit of 0 or less returns nothing.
func (s *Store) Scan(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error) {
	if err := checkNames(field{"partner", partner}, field{"kind", string(k)}, field{"key", after}); err != nil {
		return nil, say("scan", err)
	}
	var page []usagesync.Record
	err := s.patiently(ctx, func() error {
		var err error
		page, err = s.page(ctx, partner, k, after, max(limit, 0))
		return err
	})
	if err != nil {
		return nil, say(fmt.Sprintf("scan %s after %q", k, after), err)
	}
	return page, nil
}

func (s *Store) page(ctx context.Context, partner string, k usagesync.Kind, after string, limit int) ([]usagesync.Record, error) {
	rows, err := s.db.QueryContext(ctx, s.sql.scan, partner, string(k), after, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var page []usagesync.Record
	for rows.Next() {
		r := usagesync.Record{Kind: k}
		var data []byte
		if err := rows.Scan(&r.Key, &r.Rev, &data); err != nil {
			return nil, err
		}
		r.Data = data
		page = append(page, r)
	}
	return page, rows.Err()
}
