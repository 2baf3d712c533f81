package itest

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/sqlstore"
)

// TestKilled kills processes while they commit: what was acknowledged is there, nothing is there by half, the lease of
// the dead is still theirs until it ends, and the database needs nobody's help.
func TestKilled(t *testing.T) {
	const kills = 8
	onEach(t, func(t *testing.T, p place) {
		ctx := t.Context()
		admin := p.pool(t)
		s := p.storeOn(t, admin, sqlstore.Options{Migrate: true})
		var acked, more int
		for round := range kills {
			name := fmt.Sprintf("child-%d", round)
			c := p.start(t, name, 1_000_000)
			if c.acknowledged(1+rand.IntN(150)) == 0 {
				t.Fatalf("the child committed nothing: %s", c.errs.String())
			}
			if err := c.cmd.Process.Kill(); err != nil { // SIGKILL
				t.Fatal(err)
			}
			last := c.acknowledged(1 << 30) // said before it died
			_ = c.cmd.Wait()

			stored := journalled(t, s, name)
			if stored < last || stored > last+1 {
				t.Errorf("%s: %d commits acknowledged, %d stored", name, last, stored)
			}
			counter, err := s.Get(ctx, name, usagesync.KindLine, "counter")
			if err != nil || string(counter.Data) != strconv.Itoa(stored) {
				t.Errorf("%s: torn commit: %d entries, counter %s, %v", name, stored, counter.Data, err)
			}
			if _, err := s.Acquire(ctx, name, "another", time.Minute); !errors.Is(err, usagesync.ErrHeld) {
				t.Errorf("%s: Acquire of the dead process's lane: %v, want ErrHeld", name, err)
			}
			if err := expire(ctx, admin, name); err != nil {
				t.Fatal(err)
			}
			if l, err := s.Acquire(ctx, name, "another", time.Minute); err != nil || l.Token != 2 {
				t.Errorf("%s: Acquire after its end: token %d, %v", name, l.Token, err)
			}
			acked, more = acked+last, more+stored-last
		}
		t.Logf("%d kills, %d commits acknowledged, 0 lost; %d stored whose answer did not get out", kills, acked, more)
		if p.dialect == sqlstore.SQLite {
			if check := one[string](t, admin, "PRAGMA integrity_check"); check != "ok" {
				t.Errorf("integrity_check: %s", check)
			}
		}
	})
}

// journalled counts the journal entries of a partner, which must have no gap.
func journalled(t *testing.T, s *sqlstore.Store, partner string) int {
	t.Helper()
	page, err := s.Scan(t.Context(), partner, usagesync.KindJournal, "", 1_000_000)
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range page {
		if want := fmt.Sprintf("%08d", i+1); r.Key != want {
			t.Fatalf("%s: entry %s at the place of %s", partner, r.Key, want)
		}
	}
	return len(page)
}
