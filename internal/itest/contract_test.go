package itest

import (
	"context"
	"database/sql"
	"sync"
	"testing"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/sqlstore"
	"github.com/psasync/psasync/usagesync/storetest"
)

// TestContract gives every handle of the store a pool of its own, so that "reopened" and "a second process" mean a new
// connection to the same data.
func TestContract(t *testing.T) {
	onEach(t, func(t *testing.T, p place) {
		admin := p.pool(t)
		p.storeOn(t, admin, sqlstore.Options{Migrate: true})
		var pools sync.Map
		storetest.Test(t, storetest.Harness{
			Open: func(ctx context.Context) (usagesync.Store, error) {
				db, err := sql.Open(p.driver, p.dsn)
				if err != nil {
					return nil, err
				}
				s, err := sqlstore.Open(ctx, db, p.dialect, sqlstore.Options{})
				if err != nil {
					return nil, err
				}
				pools.Store(s, db)
				return s, nil
			},
			Expire: func(ctx context.Context, lane string) error { return expire(ctx, admin, lane) },
			Close: func(s usagesync.Store) error {
				db, _ := pools.LoadAndDelete(s)
				return db.(*sql.DB).Close()
			},
		})
	})
}

// TestNegativeLimit asks for what SQLite takes as no limit at all.
func TestNegativeLimit(t *testing.T) {
	onEach(t, func(t *testing.T, p place) {
		s := p.store(t)
		if err := s.Commit(t.Context(), "partner", usagesync.Fence{}, pair(1)...); err != nil {
			t.Fatal(err)
		}
		if page, err := s.Scan(t.Context(), "partner", usagesync.KindJournal, "", -1); err != nil || len(page) != 0 {
			t.Errorf("%d records, %v", len(page), err)
		}
	})
}

// expire ends the lease of a lane as the clock does.
func expire(ctx context.Context, db *sql.DB, lane string) error {
	for {
		_, err := db.ExecContext(ctx, "UPDATE usagesync_lease SET until = 1 WHERE lane = $1", lane)
		if !sqliteBusy(err) {
			return err
		}
	}
}
