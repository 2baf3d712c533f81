package usagesync_test

import (
	"strconv"
	"testing"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

func TestJournalKeepsRunsApart(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		var runs []string
		for i := range 3 {
			b.w.use("1", endpointCode, int64(5+i))
			runs = append(runs, b.sync().Run)
		}
		i := 0
		for run, err := range b.s.Runs(b.Context()) {
			b.must(err)
			if run.ID != runs[i] || run.Finished.IsZero() || run.Outcomes[usagesync.OutcomeDone] != 1 {
				b.Errorf("run %d: %+v, want %s", i, run, runs[i])
			}
			for e, err := range b.s.Journal(b.Context(), run.ID) {
				b.must(err)
				if e.Run != run.ID || e.Quantity.String() != strconv.Itoa(5+i) || e.Period != october {
					b.Errorf("entry %+v in the journal of %s", e, run.ID)
				}
				if i > 0 && (e.Before == nil || e.Before.Quantity != plan.Units(int64(4+i))) {
					b.Errorf("entry %+v can't be undone: what was before?", e)
				}
			}
			i++
		}
		if i != 3 {
			b.Errorf("%d runs", i)
		}
	})
}
