package usagesync_test

import (
	"errors"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// The window counts from the latest moment at which a request of a run that died could have begun.
func TestSettleCountsFromTheLastPossibleSend(t *testing.T) {
	for verb, latest := range map[plan.Verb]time.Duration{plan.VerbCreate: 10 * time.Second, plan.VerbUpdate: 50 * time.Second} {
		t.Run(string(verb), func(t *testing.T) {
			inNovember(t, 1, func(b *bench) {
				if verb == plan.VerbUpdate {
					b.w.use("1", endpointCode, 5)
					b.sync()
				}
				b.w.use("1", endpointCode, 6)
				p := b.plan()
				power := &power{left: 1 << 30}
				dying := b.syncer(crashStore{b.store, power}, b.w)
				b.w.onWrite = func() { power.left = 0 } // dead while the request is under way
				if _, err := dying.Apply(b.Context(), p, p.Digest); err == nil {
					b.Fatal("a dead process has a result")
				}
				b.w.onWrite = nil
				in := b.intents()[0]
				if want := in.At.Add(latest); !in.SendBefore.Equal(want) || in.State != usagesync.IntentOpen {
					b.Errorf("intent %+v, want one to be sent before %s", in, want)
				}
				time.Sleep(window + latest - time.Nanosecond)
				if got := b.settleOne(); got.Verdict != usagesync.VerdictWaiting {
					b.Errorf("verdict %s", got.Verdict)
				}
				time.Sleep(time.Nanosecond)
				b.settleOne()
				b.wantOne("1", endpointItem, 6)
			})
		})
	}
}

// A line has one intent at a time, whatever the lease said.
func TestIntentIsNewOnItsLine(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		p := b.plan()
		store := slowStore{Store: b.store, before: func(k usagesync.Kind) {
			if k == usagesync.KindIntent {
				b.must(b.store.Commit(b.Context(), "msp", usagesync.Fence{}, usagesync.Write{
					Kind: k, Key: "1/501", Data: []byte(`{"agreementId":"1","itemId":"501","verb":"create","quantity":20}`),
				}))
			}
		}}
		_, err := b.syncer(store, b.w).Apply(b.Context(), p, p.Digest)
		if !errors.Is(err, usagesync.ErrConflict) || b.w.writes() != 0 {
			b.Errorf("%v after %d writes, want ErrConflict and none", err, b.w.writes())
		}
	})
}
