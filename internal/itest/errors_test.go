package itest

import (
	"regexp"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
)

// TestErrorsSayWhere holds the texts that a person sees.
func TestErrorsSayWhere(t *testing.T) {
	onEach(t, func(t *testing.T, p place) {
		ctx := t.Context()
		s := p.store(t)
		if _, err := s.Acquire(ctx, "site", "first", time.Minute); err != nil {
			t.Fatal(err)
		}
		_, missing := s.Get(ctx, "partner", usagesync.KindLine, "l-1")
		_, held := s.Acquire(ctx, "site", "second", time.Minute)
		stale := usagesync.Write{Kind: usagesync.KindLine, Key: "l-1", IfRev: 3, Data: []byte(`"secret"`)}
		for _, c := range []struct {
			err  error
			want string
		}{
			{missing, `^sqlstore: get line "l-1": record not found$`},
			{held, `^sqlstore: acquire a lease: lane "site" until \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ: lease held by another owner$`},
			{s.Commit(ctx, "partner", usagesync.Fence{}, stale), `^sqlstore: commit: line "l-1" is not at revision 3: record changed meanwhile$`},
			{s.Commit(ctx, "partner", usagesync.Fence{Lane: "site", Token: 7}), `^sqlstore: commit: lane "site", token 7: lease lost$`},
		} {
			if c.err == nil || !regexp.MustCompile(c.want).MatchString(c.err.Error()) {
				t.Errorf("got %v, want %s", c.err, c.want)
			}
		}
	})
}
