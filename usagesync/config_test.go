package usagesync_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
)

func TestNewReportsAllProblemsTogether(t *testing.T) {
	_, err := usagesync.New(usagesync.Config{Settle: -1})
	if err == nil {
		t.Fatal("an empty configuration is accepted")
	}
	for _, name := range []string{"Partner", "Source", "Target", "Store", "Settle"} {
		if !strings.Contains(err.Error(), "Config."+name) {
			t.Errorf("no word of %s in %q", name, err)
		}
	}
}

func TestConfigSettle(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		s, err := usagesync.New(usagesync.Config{Partner: "msp", Source: b.w, Target: b.w, Store: b.store, Settle: time.Hour})
		b.must(err)
		b.w.use("1", endpointCode, 2)
		b.w.faults = []fault{lost}
		b.sync()
		time.Sleep(time.Hour - time.Nanosecond)
		for _, want := range []usagesync.Verdict{usagesync.VerdictWaiting, usagesync.VerdictDone} {
			all, err := s.Settle(b.Context())
			b.must(err)
			if all[0].Verdict != want {
				b.Errorf("verdict %s, want %s", all[0].Verdict, want)
			}
			time.Sleep(time.Nanosecond)
		}
	})
}

// Partners that share a site share its lane, and nothing else.
func TestLane(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 2)
		for lane, held := range map[string]bool{"another site": false, "msp": true} {
			other, err := usagesync.New(usagesync.Config{Partner: "other", Lane: lane, Source: b.w, Target: b.w, Store: b.store})
			b.must(err)
			p := b.plan()
			var loser error
			b.w.onWrite = func() {
				b.w.mu.Unlock()
				defer b.w.mu.Lock()
				_, loser = other.Settle(b.Context())
			}
			b.apply(p)
			if (loser != nil) != held {
				b.Errorf("lane %q: %v", lane, loser)
			}
			b.must(b.s.Forget(b.Context(), "1/501", "test", "again"))
			b.w.all = nil
		}
	})
}

func TestLogHoldsNoNames(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		var log bytes.Buffer
		s, err := usagesync.New(usagesync.Config{
			Partner: "msp", Source: b.w, Target: b.w, Store: b.store, Logger: slog.New(slog.NewJSONHandler(&log, nil)),
		})
		b.must(err)
		b.w.use("1", endpointCode, 2)
		p, err := s.Plan(b.Context(), usagesync.PlanRequest{})
		b.must(err)
		_, err = s.Apply(b.Context(), p, p.Digest)
		b.must(err)
		if !strings.Contains(log.String(), `"line":"1/501"`) {
			b.Errorf("the log does not name the step:\n%s", &log)
		}
		if strings.Contains(log.String(), "Customer") || strings.Contains(log.String(), "Agreement 1") {
			b.Errorf("the log names people:\n%s", &log)
		}
	})
}
