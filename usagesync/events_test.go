package usagesync_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync"
)

func TestApplyTellsEveryStep(t *testing.T) {
	inNovember(t, 2, func(b *bench) {
		b.w.use("1", endpointCode, 2)
		b.w.use("2", endpointCode, 2)
		b.w.add("2", endpointItem, 2)
		p := b.plan()
		b.events = nil
		b.apply(p)
		var got []string
		for _, e := range b.events {
			switch e := e.(type) {
			case usagesync.StepStarted:
				got = append(got, "start "+e.Step.ID)
			case usagesync.StepFinished:
				got = append(got, "finish "+e.Step.ID+" "+string(e.Outcome))
				if e.Done != 1 || e.Total != 1 {
					b.Errorf("%d of %d", e.Done, e.Total)
				}
			case usagesync.RunFinished:
				got = append(got, "run "+string(e.Result.Steps[1].Reason))
			}
		}
		if diff := cmp.Diff([]string{"start 1/501", "finish 1/501 done", "run needs-consent"}, got); diff != "" {
			b.Errorf("events (-want +got):\n%s", diff)
		}
	})
}
