package usagesync_test

import (
	"errors"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

func TestDismiss(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 5)
		b.w.faults = []fault{lost}
		run := b.sync().Run
		if err := b.s.Dismiss(b.Context(), "1/501", "Ada", "impatient"); !errors.Is(err, usagesync.ErrNotFound) {
			b.Errorf("an outcome that is only unknown was dismissed: %v", err)
		}
		twin := b.w.on("1", endpointItem)[0]
		twin.ID = "77"
		b.w.all = append(b.w.all, twin)
		time.Sleep(window)
		b.settleOne()
		if err := b.s.Dismiss(b.Context(), "1/501", "", "why"); err == nil {
			b.Error("nobody decided")
		}
		b.w.edit("77", func(a *plan.Addition) { a.Cancelled = plan.NewDate(2026, 11, 1) })
		b.must(b.s.Dismiss(b.Context(), "1/501", "Ada", "77 was mine"))
		if facts := b.facts(run); len(facts) != 2 || facts[1] != usagesync.FactDismissed {
			b.Errorf("journal %v", facts)
		}
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "withheld needs-consent"})
		b.consent("1", endpointItem, b.w.on("1", endpointItem)[0].ID)
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "adopted"})
	})
}

func TestForget(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 5)
		b.sync()
		if err := b.s.Forget(b.Context(), "9/9", "Ada", "why"); !errors.Is(err, usagesync.ErrNotFound) {
			b.Errorf("unknown line: %v", err)
		}
		b.w.use("1", endpointCode, 6)
		b.w.faults = []fault{never}
		b.sync()
		if err := b.s.Forget(b.Context(), "1/501", "Ada", "why"); err == nil {
			b.Error("a line was forgotten while a write on it may still come")
		}
		time.Sleep(window)
		b.settleOne()
		b.w.remove(b.w.on("1", endpointItem)[0].ID)
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "withheld addition-gone"})
		b.must(b.s.Forget(b.Context(), "1/501", "Ada", "removed in ConnectWise"))
		b.wantOutcomes(b.sync(), map[string]string{"1/501": "done"})
		b.wantOne("1", endpointItem, 6)
	})
}
