package usagesync_test

import (
	"errors"
	"testing"

	"github.com/psasync/psasync/usagesync"
)

// More lines, entries and intents than one Scan returns.
func TestRecordsBeyondOnePage(t *testing.T) {
	const many = 1001
	inNovember(t, many, func(b *bench) {
		for _, tenant := range b.w.tenants {
			b.w.use(tenant.ID[1:], endpointCode, 1)
		}
		for i := range many {
			if i%2 == 0 {
				b.w.faults = append(b.w.faults, none)
			} else {
				b.w.faults = append(b.w.faults, lost)
			}
		}
		res := b.sync()
		if got, want := len(b.lines()), 501; got != want {
			b.Errorf("%d lines, want %d", got, want)
		}
		if got, want := len(b.intents()), 500; got != want {
			b.Errorf("%d intents, want %d", got, want)
		}
		if got, want := len(b.facts(res.Run)), many+501; got != want {
			b.Errorf("%d journal entries, want %d", got, want)
		}
		last := 0
		for e, err := range b.s.Journal(b.Context(), res.Run) {
			b.must(err)
			if e.Number < last || e.Number > last+1 {
				b.Fatalf("entry %d follows %d", e.Number, last)
			}
			last = e.Number
		}
		for _, err := range b.s.Lines(b.Context()) {
			b.must(err)
			break // a walk can be left
		}
	})
}

func TestUnreadableRecordIsAnError(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 5)
		p := b.plan()
		b.must(b.store.Commit(b.Context(), "msp", usagesync.Fence{}, usagesync.Write{Kind: usagesync.KindLine, Key: "1/501", Data: []byte(`{"quantity":"x"}`)}))
		if _, ok := errors.AsType[*usagesync.StoreError](func() error { _, err := b.s.Apply(b.Context(), p, p.Digest); return err }()); !ok || b.w.writes() > 0 {
			b.Error("a run went on without knowing what it owns")
		}
		if _, err := b.s.Settle(b.Context()); errors.Is(err, usagesync.ErrHeld) {
			b.Error("the lease was not given back")
		}
	})
}
