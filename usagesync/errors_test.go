package usagesync_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/psasync/psasync/usagesync"
)

func TestStopAndNotDoneCombine(t *testing.T) {
	base := errors.New("401 unauthorized")
	for name, test := range map[string]struct {
		err           error
		stop, notDone bool
	}{
		"neither":          {base, false, false},
		"stop":             {usagesync.Stop(base), true, false},
		"not done":         {usagesync.NotDone(base), false, true},
		"stop of not done": {usagesync.Stop(usagesync.NotDone(base)), true, true},
		"not done of stop": {fmt.Errorf("create: %w", usagesync.NotDone(usagesync.Stop(base))), true, true},
	} {
		if usagesync.IsStop(test.err) != test.stop || usagesync.IsNotDone(test.err) != test.notDone || !errors.Is(test.err, base) {
			t.Errorf("%s: stop %v, not done %v", name, usagesync.IsStop(test.err), usagesync.IsNotDone(test.err))
		}
	}
	if usagesync.Stop(nil) != nil || usagesync.NotDone(nil) != nil {
		t.Error("nil became an error")
	}
}
