package usagesync_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

func TestSettings(t *testing.T) {
	inNovember(t, 0, func(b *bench) {
		set, rev, err := b.s.Settings(b.Context())
		b.must(err)
		set.Products = []plan.ProductMapping{{Product: mtr, ItemID: "2"}, {Product: endpoint, ItemID: "1"}}
		b.must(b.s.SaveSettings(b.Context(), set, rev))
		got, next, err := b.s.Settings(b.Context())
		b.must(err)
		if diff := cmp.Diff(set.Canonical(), got); diff != "" || next <= rev {
			b.Errorf("revision %d after %d; settings (-want +got):\n%s", next, rev, diff)
		}
		if err := b.s.SaveSettings(b.Context(), set, rev); !errors.Is(err, usagesync.ErrConflict) {
			b.Errorf("an old revision was saved: %v", err)
		}
		set.Products = append(set.Products, set.Products[0])
		if _, ok := errors.AsType[*plan.SettingsError](b.s.SaveSettings(b.Context(), set, next)); !ok {
			b.Error("invalid settings were saved")
		}
		other, err := usagesync.New(usagesync.Config{Partner: "other", Source: b.w, Target: b.w, Store: b.store})
		b.must(err)
		if _, rev, err := other.Settings(b.Context()); rev != 0 || err != nil {
			b.Errorf("another partner has revision %d, %v", rev, err)
		}
	})
}
