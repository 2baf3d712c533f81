package sqlstore_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/sqlstore"
)

// TestRefusedNames gives every text of every call what one of the databases could not keep. Nothing of it may reach the
// database, or the error's text.
func TestRefusedNames(t *testing.T) {
	for what, bad := range map[string]string{
		"too long":    strings.Repeat("secret", 134),
		"not UTF-8":   "secret\xff",
		"a zero byte": "secret\x00",
	} {
		t.Run(what, func(t *testing.T) {
			ctx := t.Context()
			db := &fakeDB{}
			s := db.store(t, sqlstore.SQLite, sqlstore.Options{})
			calls := map[string]error{
				"commit: partner": s.Commit(ctx, bad, usagesync.Fence{}, write("x")),
				"commit: lane":    s.Commit(ctx, "p", usagesync.Fence{Lane: bad, Token: 1}, write("x")),
				"commit: key":     s.Commit(ctx, "p", usagesync.Fence{}, write("x"), write(bad)),
				"commit: kind":    s.Commit(ctx, "p", usagesync.Fence{}, usagesync.Write{Kind: usagesync.Kind(bad)}),
				"release: lane":   s.Release(ctx, usagesync.Lease{Lane: bad}),
			}
			_, calls["get: partner"] = s.Get(ctx, bad, "k", "x")
			_, calls["get: kind"] = s.Get(ctx, "p", usagesync.Kind(bad), "x")
			_, calls["get: key"] = s.Get(ctx, "p", "k", bad)
			_, calls["scan: partner"] = s.Scan(ctx, bad, "k", "", 1)
			_, calls["scan: kind"] = s.Scan(ctx, "p", usagesync.Kind(bad), "", 1)
			_, calls["scan: key"] = s.Scan(ctx, "p", "k", bad, 1)
			_, calls["acquire: lane"] = s.Acquire(ctx, bad, "o", time.Second)
			_, calls["acquire: owner"] = s.Acquire(ctx, "l", bad, time.Second)
			if what != "too long" {
				w := write("x")
				w.Data = []byte(bad)
				calls["commit: data"] = s.Commit(ctx, "p", usagesync.Fence{}, w)
			}
			for call, err := range calls {
				_, field, _ := strings.Cut(call, ": ")
				if e, ok := errors.AsType[*sqlstore.InvalidError](err); !ok || e.Field != field {
					t.Errorf("%s: %v, want an *InvalidError of the %s", call, err, field)
				} else if strings.Contains(err.Error(), "secret") {
					t.Errorf("%s: the error shows the value: %v", call, err)
				}
			}
			if said := db.said(); said != nil {
				t.Errorf("the database was told %q", said)
			}
		})
	}
}

func TestPrefix(t *testing.T) {
	for prefix, ok := range map[string]bool{
		"": true, "a": true, "_x9_": true, strings.Repeat("x", 40): true,
		strings.Repeat("x", 41): false, "9a": false, "A_": false, "a-b": false, "a.b": false, `a"`: false, "a b": false, "a;": false,
	} {
		_, err := sqlstore.Open(t.Context(), (&fakeDB{}).open(t), sqlstore.SQLite, sqlstore.Options{Prefix: prefix})
		if (err == nil) != ok {
			t.Errorf("prefix %q: %v", prefix, err)
		}
	}
}
