package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/psasync/psasync/usagesync"
)

const goroutines = 8

// handles returns the store for each goroutine: half of them work on a second handle, as another process does.
func (p *probe) handles(ctx context.Context) ([]usagesync.Store, bool) {
	second, ok := p.open(ctx)
	if !ok {
		return nil, false
	}
	var all []usagesync.Store
	for range goroutines / 2 {
		all = append(all, p.store, second)
	}
	return all, true
}

// together calls f in several goroutines at once and returns their errors.
func together(handles []usagesync.Store, f func(s usagesync.Store, i int) error) []error {
	errs := make([]error, len(handles))
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i, s := range handles {
		wg.Go(func() {
			<-start
			errs[i] = f(s, i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}

func lostUpdate(ctx context.Context, p *probe) {
	const each = 10
	handles, ok := p.handles(ctx)
	if !ok || !p.commit(ctx, create("counter", "0")) {
		return
	}
	errs := together(handles, func(s usagesync.Store, _ int) error {
		for range each {
			if err := increment(ctx, s, p.partner, "counter"); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(errs...); p.ok(err, "concurrent increments") {
		p.holds(ctx, "after concurrent increments", "counter", strconv.Itoa(goroutines*each))
	}
}

// increment adds one under the revision that it read, again and again until nobody was faster. Every conflict means
// that another goroutine succeeded, so an honest store ends this long before the bound.
func increment(ctx context.Context, s usagesync.Store, partner, key string) error {
	const bound = 10_000
	for range bound {
		r, err := s.Get(ctx, partner, usagesync.KindSettings, key)
		if err != nil {
			return err
		}
		n, err := strconv.Atoi(string(r.Data))
		if err != nil {
			return err
		}
		err = s.Commit(ctx, partner, usagesync.Fence{}, write(key, r.Rev, []byte(strconv.Itoa(n+1))))
		if !errors.Is(err, usagesync.ErrConflict) {
			return err
		}
	}
	return fmt.Errorf("no success in %d attempts", bound)
}

const rounds = 5

func oneCreator(ctx context.Context, p *probe) {
	handles, ok := p.handles(ctx)
	if !ok {
		return
	}
	for round := range rounds {
		key := fmt.Sprintf("contested-%d", round)
		errs := together(handles, func(s usagesync.Store, i int) error {
			return s.Commit(ctx, p.partner, usagesync.Fence{}, create(key, strconv.Itoa(i)))
		})
		if winner, ok := p.oneWinner(errs, usagesync.ErrConflict, "concurrent creates"); ok {
			p.holds(ctx, "after concurrent creates", key, strconv.Itoa(winner))
		}
	}
}

func oneHolder(ctx context.Context, p *probe) {
	handles, ok := p.handles(ctx)
	if !ok {
		return
	}
	for round := range rounds {
		lane := fmt.Sprintf("%s-%d", p.lane, round)
		leases := make([]usagesync.Lease, goroutines)
		errs := together(handles, func(s usagesync.Store, i int) error {
			l, err := s.Acquire(ctx, lane, fmt.Sprintf("owner-%d", i), MaxTTL)
			leases[i] = l
			return err
		})
		if winner, ok := p.oneWinner(errs, usagesync.ErrHeld, "concurrent Acquires of one lane"); ok {
			p.live(ctx, "after concurrent Acquires", leases[winner])
		}
	}
}

// oneWinner checks that one error is nil and the others are want.
func (p *probe) oneWinner(errs []error, want error, what string) (int, bool) {
	var winners []int
	for i, err := range errs {
		if err == nil {
			winners = append(winners, i)
		} else {
			p.refused(err, want, "%s", what)
		}
	}
	if len(winners) != 1 {
		p.violated("%s: %d of %d succeeded, want 1", what, len(winners), len(errs))
		return 0, false
	}
	return winners[0], true
}

// takeover lets owners who don't know yet that their lease is lost go on writing while another takes the lane. What
// they have written when the new lease is given must be their last word.
func takeover(ctx context.Context, p *probe) {
	handles, ok := p.handles(ctx)
	if !ok {
		return
	}
	l, ok := p.acquire(ctx, p.lane, "first")
	if !ok {
		return
	}
	started := make(chan struct{}, len(handles))
	stop := make(chan struct{})
	errs := make([]error, len(handles))
	var wg sync.WaitGroup
	for i, s := range handles {
		z := zombie{store: s, partner: p.partner, fence: l.Fence(), write: put(fmt.Sprintf("zombie-%d", i), "{}")}
		wg.Go(func() { errs[i] = z.keepWriting(ctx, started, stop) })
	}
	for range handles {
		<-started
	}
	_, ok = p.takeOver(ctx, p.lane, "second")
	before := p.state(ctx)
	close(stop)
	wg.Wait()
	if after := p.state(ctx); ok && !slices.Equal(before, after) {
		p.violated("commits under the old lease landed after the lane was taken over: %q became %q", before, after)
	}
	for _, err := range errs {
		p.ok(err, "Commit under a lease that is being taken over")
	}
}

// zombie is an owner who doesn't know that its lease is lost.
type zombie struct {
	store   usagesync.Store
	partner string
	fence   usagesync.Fence
	write   usagesync.Write
}

// keepWriting repeats the write until it is fenced or stopped, and reports its first attempt on started. The bound
// keeps it from spinning for ever where Expire waits for all goroutines to rest, as a sleep in a synctest bubble does.
func (z zombie) keepWriting(ctx context.Context, started chan<- struct{}, stop <-chan struct{}) error {
	const bound = 10_000
	for n := range bound {
		err := z.store.Commit(ctx, z.partner, z.fence, z.write)
		if n == 0 {
			started <- struct{}{}
		}
		switch {
		case errors.Is(err, usagesync.ErrFenced):
			return nil
		case err != nil:
			return err
		}
		select {
		case <-stop:
			return nil
		default:
		}
	}
	return nil
}

// state lists the rule's settings with their revisions.
func (p *probe) state(ctx context.Context) []string {
	page, err := p.store.Scan(ctx, p.partner, usagesync.KindSettings, "", 1000)
	p.ok(err, "Scan")
	var all []string
	for _, r := range page {
		all = append(all, fmt.Sprintf("%s at %d", r.Key, r.Rev))
	}
	return all
}
