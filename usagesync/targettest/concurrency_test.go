package targettest_test

import (
	"context"
	"sync"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/targettest"
)

// A moment between a write and its answer, in the bubble's time: long enough for everybody else to write too.
const moment = time.Millisecond

// shared is a variable that goroutines share where each should have its own.
type shared[T any] struct {
	mu sync.Mutex
	v  T
}

func (s *shared[T]) set(v T) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.v = v
}

func (s *shared[T]) get() T {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.v
}

func brokenRaces() []broken {
	return []broken{
		{targettest.RuleConcurrent, "one answer for all", withCreate(func(t usagesync.Target) createFunc {
			var answer shared[plan.Addition]
			return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
				a, err := t.Create(ctx, n)
				answer.set(a)
				time.Sleep(moment)
				return answer.get(), err
			}
		})},
		{targettest.RuleConcurrent, "one request for all", withUpdate(func(t usagesync.Target) updateFunc {
			var asked shared[usagesync.Change]
			return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
				asked.set(c)
				time.Sleep(moment)
				return t.Update(ctx, ref, asked.get())
			}
		})},
		{targettest.RuleConcurrent, "one request for all, answered as if for each", withUpdate(func(t usagesync.Target) updateFunc {
			var asked shared[usagesync.Change]
			return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
				asked.set(c)
				time.Sleep(moment)
				a, err := t.Update(ctx, ref, asked.get())
				a.Quantity = c.Quantity
				return a, err
			}
		})},
		{targettest.RuleConcurrent, "one list for a moment", withAdditions(func(t usagesync.Target) additionsFunc {
			var list shared[[]plan.Addition]
			return func(ctx context.Context, agreement string) ([]plan.Addition, error) {
				if agreement == "314" {
					all, err := t.Additions(ctx, agreement)
					list.set(all[:min(len(all), 1)])
					time.Sleep(moment)
					return list.get(), err
				}
				return t.Additions(ctx, agreement)
			}
		})},
	}
}
