package usagesync_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestApplyRequestsFollowTheFormula(t *testing.T) {
	for name, test := range map[string]struct {
		pause time.Duration
		want  map[string]int
	}{
		"readings still fresh": {0, map[string]int{"directory": 1, "list": 60, "agreements": 2, "create": 55}},
		"readings too old":     {30*time.Second + 1, map[string]int{"directory": 1, "list": 115, "agreements": 2, "create": 55}},
	} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 60, func(b *bench) {
				for _, tenant := range b.w.tenants[:55] {
					b.w.use(tenant.ID[1:], endpointCode, 2)
				}
				p := b.plan()
				time.Sleep(test.pause)
				b.apply(p)
				for word, want := range test.want {
					if got := b.w.count(word); got != want {
						b.Errorf("%d %s, want %d", got, word, want)
					}
				}
			})
		})
	}
}

// What Plan read serves one Apply only: its own writes make it old.
func TestApplyReadsAgainAfterItsOwnWrites(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		p := b.plan()
		b.w.faults = []fault{refused}
		b.apply(p)
		b.w.add("1", endpointItem, 20)
		b.wantOutcomes(b.apply(p), map[string]string{"1/501": "refused addition-appeared"})
	})
}

// A refusal may mean that what was read is out of date: whatever comes next is read again.
func TestApplyReadsAgainAfterARefusal(t *testing.T) {
	inNovember(t, 3, func(b *bench) {
		for _, c := range []string{"1", "2", "3"} {
			b.w.use(c, endpointCode, 2)
		}
		p := b.plan()
		b.w.calls = nil
		b.w.faults = []fault{none, refused}
		b.apply(p)
		want := []string{"agreements 3", "create 1 501", "create 2 501", "agreements 1", "list 3", "create 3 501"}
		if diff := cmp.Diff(want, b.w.calls); diff != "" {
			b.Errorf("calls (-want +got):\n%s", diff)
		}
	})
}
