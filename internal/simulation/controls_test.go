package simulation_test

import (
	"context"
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
)

// without is a store that loses a part of what the sync wants to remember.
type without struct {
	usagesync.Store
	lose func([]usagesync.Write) []usagesync.Write
}

func (s without) Commit(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
	return s.Store.Commit(ctx, partner, f, s.lose(slices.Clone(w))...)
}

// noIntents keeps no intent at all: what was sent is known from its outcome alone.
func noIntents(w []usagesync.Write) []usagesync.Write {
	return slices.DeleteFunc(w, func(w usagesync.Write) bool { return w.Kind == usagesync.KindIntent })
}

// noFences keeps intents that do not say which additions were there before.
func noFences(writes []usagesync.Write) []usagesync.Write {
	for i, w := range writes {
		var in usagesync.Intent
		if w.Kind != usagesync.KindIntent || w.Data == nil || json.Unmarshal(w.Data, &in) != nil {
			continue
		}
		in.Fence = nil
		if data, err := json.Marshal(in); err == nil {
			writes[i].Data = data
		}
	}
	return writes
}

func losing(lose func([]usagesync.Write) []usagesync.Write) func(usagesync.Store) usagesync.Store {
	return func(s usagesync.Store) usagesync.Store { return without{s, lose} }
}

// batch is how many schedules a control plays before it looks whether they found enough.
const batch = 25

// Each part of the protocol is needed: what the same schedules find when it is taken away. Without the fence no addition
// is created twice, because a line that owns any addition is never created again; what goes wrong is that an addition of
// the past is taken for the one that was just created.
func TestWithout(t *testing.T) {
	for name, test := range map[string]struct {
		algorithm
		finds, never []string
	}{
		"the settle window": {algorithm{settle: time.Nanosecond}, []string{"duplicates", "lost"}, nil},
		"the fence":         {algorithm{store: losing(noFences)}, []string{"wrong adoptions", "lost"}, []string{"duplicates"}},
		"intents":           {algorithm{store: losing(noIntents)}, []string{"duplicates", "lost"}, nil},
	} {
		t.Run(name, func(t *testing.T) { test.control(t, "without "+name, test.finds, test.never) })
	}
}

// The limit of the protocol: where ConnectWise does not name the creator, a person who adds the same item with the same
// quantity and date while the outcome of a create is unknown, and that create was lost, has added what nobody can tell from
// ours. It is taken for ours, so nothing is billed twice.
func TestTwinsOfUnknownCreators(t *testing.T) {
	algorithm{twins: true}.control(t, "twins of unknown creators", []string{"wrong adoptions"}, []string{"duplicates"})
}

// control plays schedules until they found all that they have to find: as many as the command line says, or in batches.
func (a algorithm) control(t *testing.T, name string, finds, never []string) {
	t.Helper()
	size, most := batch, 80*batch
	if *schedulesFlag > 0 {
		size, most = *schedulesFlag, *schedulesFlag
	}
	missing := func(found tally) []string {
		return slices.DeleteFunc(slices.Clone(finds), func(what string) bool { return found[what] > 0 })
	}
	found, began := tally{}, time.Now()
	for from := 0; from < most && len(missing(found)) > 0; from += size {
		found.add(a.simulate(t, from, size, false))
	}
	found.print(t, name, began)
	if what := missing(found); len(what) > 0 && most > 1 {
		t.Errorf("no %v: the schedules do not notice what is missing", what)
	}
	for _, what := range never {
		if found[what] > 0 {
			t.Errorf("%s %d, want none", what, found[what])
		}
	}
}
