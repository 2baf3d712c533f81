package targettest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

const goroutines = 4

func concurrent(ctx context.Context, p *probe) {
	var want []string
	errs := make([]error, goroutines)
	effect, ok := p.observe(ctx, func() {
		start := make(chan struct{})
		var wg sync.WaitGroup
		for i := range goroutines {
			n := p.addition(plan.Units(int64(101 + i)))
			last := plan.Units(int64(201 + i))
			want = append(want, last.String())
			wg.Go(func() {
				<-start
				errs[i] = lifetime(ctx, p.target, n, last)
			})
		}
		close(start)
		wg.Wait()
	})
	for i, err := range errs {
		p.ok(err, "goroutine %d of %d", i+1, goroutines)
	}
	if diff := difference(each(effect.added, func(h Held) string { return h.Quantity.String() }), want); ok && diff != "" {
		p.violated("of the quantities that %d goroutines left behind, the system %s", goroutines, diff)
	}
}

// lifetime creates an addition, finds it in the list and changes it, and compares each answer with what it asked.
func lifetime(ctx context.Context, t usagesync.Target, n usagesync.NewAddition, last plan.Quantity) error {
	made, err := t.Create(ctx, n)
	if err != nil {
		return fmt.Errorf("Create: %w", err)
	}
	if !asAsked(made, n) {
		return fmt.Errorf("Create of %s answered %s", n.Quantity, describe(made))
	}
	list, err := t.Additions(ctx, n.AgreementID)
	if err != nil {
		return fmt.Errorf("Additions: %w", err)
	}
	if !slices.Contains(each(list, describe), describe(made)) {
		return errors.New("Additions lacks " + describe(made))
	}
	got, err := t.Update(ctx, usagesync.AdditionRef{AgreementID: n.AgreementID, ID: made.ID}, usagesync.Change{Quantity: last})
	if err != nil {
		return fmt.Errorf("Update: %w", err)
	}
	made.Quantity = last
	if describe(got) != describe(made) {
		return fmt.Errorf("Update answered %s, want %s", describe(got), describe(made))
	}
	return nil
}
