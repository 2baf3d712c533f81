package itest

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
)

// TestCrowd lets 16 goroutines on two pools of this process, and two more processes, write at the same time. Nobody may be
// told that the database is busy.
func TestCrowd(t *testing.T) {
	const (
		goroutines = 16
		commits    = 50
		children   = 2
	)
	onEach(t, func(t *testing.T, p place) {
		ctx := t.Context()
		stores := []usagesync.Store{p.store(t), p.store(t)}
		var procs []*process
		for i := range children {
			procs = append(procs, p.start(t, fmt.Sprintf("child-%d", i), commits))
		}
		for _, c := range procs {
			if c.acknowledged(1) == 0 {
				t.Fatalf("the child committed nothing: %s", c.errs.String())
			}
		}
		began := time.Now()
		var wg sync.WaitGroup
		for g := range goroutines {
			wg.Go(func() {
				s, name := stores[g%len(stores)], fmt.Sprintf("goroutine-%d", g)
				l, err := s.Acquire(ctx, name, name, time.Hour)
				if err != nil {
					t.Error(err)
					return
				}
				for n := 1; n <= commits; n++ {
					if err := s.Commit(ctx, name, l.Fence(), pair(n)...); err != nil {
						t.Errorf("%s, commit %d: %v", name, n, err)
						return
					}
				}
			})
		}
		wg.Wait()
		t.Logf("%d commits of %d goroutines in %s", goroutines*commits, goroutines, time.Since(began).Round(time.Millisecond))
		for _, c := range procs {
			c.acknowledged(commits)
			if err := c.cmd.Wait(); err != nil {
				t.Errorf("child: %v: %s", err, c.errs.String())
			}
		}
		s := p.store(t)
		for g := range goroutines {
			if n := journalled(t, s, fmt.Sprintf("goroutine-%d", g)); n != commits {
				t.Errorf("goroutine %d: %d of %d commits stored", g, n, commits)
			}
		}
		for i := range children {
			if n := journalled(t, s, fmt.Sprintf("child-%d", i)); n != commits {
				t.Errorf("child %d: %d of %d commits stored", i, n, commits)
			}
		}
	})
}

// TestCrowdOnOneLane lets all of them write under one lease, and without one, the same records in opposite orders: where each
// locked what it comes upon first, PostgreSQL would end one deadlock after the other.
func TestCrowdOnOneLane(t *testing.T) {
	const goroutines, commits = 8, 30
	onEach(t, func(t *testing.T, p place) {
		ctx := t.Context()
		stores := []usagesync.Store{p.store(t), p.store(t)}
		l, err := stores[0].Acquire(ctx, "lane", "owner", time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		for what, fence := range map[string]usagesync.Fence{"fenced": l.Fence(), "unfenced": {}} {
			var wg sync.WaitGroup
			for g := range goroutines {
				wg.Go(func() {
					a, b := what+"-a", what+"-b"
					if g%2 == 1 {
						a, b = b, a
					}
					for range commits {
						err := stores[g%4/2].Commit(ctx, "partner", fence,
							usagesync.Write{Kind: usagesync.KindSettings, Key: a, IfRev: usagesync.IfAny, Data: []byte("1")},
							usagesync.Write{Kind: usagesync.KindSettings, Key: b, IfRev: usagesync.IfAny, Data: []byte("1")})
						if err != nil {
							t.Errorf("%s: %v", what, err)
							return
						}
					}
				})
			}
			wg.Wait()
			for _, key := range []string{what + "-a", what + "-b"} {
				r, err := stores[0].Get(ctx, "partner", usagesync.KindSettings, key)
				if err != nil || r.Rev != goroutines*commits {
					t.Errorf("%s is at revision %d, want %d: %v", key, r.Rev, goroutines*commits, err)
				}
			}
		}
	})
}
