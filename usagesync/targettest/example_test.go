package targettest_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/targettest"
)

// hasty is somebody's own target with a fault: every error of a create counts as not done, the lost answer too.
type hasty struct{ usagesync.Target }

func (h hasty) Create(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
	a, err := h.Target.Create(ctx, n)
	return a, usagesync.NotDone(err)
}

// Check names every rule that a target breaks. In a test, Test does the same with a subtest for each rule.
func ExampleCheck() {
	desk := newSystem() // a PSA in memory, with records that the harness names
	harness := desk.harness()
	harness.Open = func(context.Context) (usagesync.Target, error) { return hasty{desk}, nil }
	harness.Items = nil // hasty has no catalog that can be written to

	err := targettest.Check(context.Background(), harness)

	if v, ok := errors.AsType[*targettest.Violation](err); ok {
		fmt.Println(v.Rule)
		fmt.Println(v.Detail)
	}
	// Output:
	// create-lost
	// the answer was lost: Create of item "1350" x 20 on agreement "314" returned error not done: connection reset, want one that is not NotDone
}
