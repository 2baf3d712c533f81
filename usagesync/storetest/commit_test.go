package storetest_test

import (
	"context"
	"errors"
	"slices"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/storetest"
)

func brokenCommits() []broken {
	return []broken{
		{storetest.RuleIfNew, "creates over what is there", eachWrite(func(w *usagesync.Write) {
			if w.IfRev == usagesync.IfNew {
				w.IfRev = usagesync.IfAny
			}
		})},
		{storetest.RuleIfRev, "ignores the revision", eachWrite(func(w *usagesync.Write) {
			if w.IfRev > 0 {
				w.IfRev = usagesync.IfAny
			}
		})},
		{storetest.RuleIfRev, "accepts a revision yet to come", withRevision(func(asked, present int64) int64 {
			if present > 0 && asked > 0 {
				return min(asked, present)
			}
			return asked
		})},
		{storetest.RuleIfRev, "accepts an older revision", withRevision(func(asked, present int64) int64 {
			if asked > 0 {
				return max(asked, present)
			}
			return asked
		})},
		{storetest.RuleIfRev, "creates what is gone", withRevision(func(asked, present int64) int64 {
			if present == 0 && asked > 0 {
				return usagesync.IfNew
			}
			return asked
		})},
		{storetest.RuleIfRev, "writes what it refuses", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				err := s.Commit(ctx, partner, f, w...)
				if errors.Is(err, usagesync.ErrConflict) {
					_ = eachWrite(func(w *usagesync.Write) { w.IfRev = usagesync.IfAny })(s).Commit(ctx, partner, f, w...)
				}
				return err
			}
		})},
		{storetest.RuleIfRev, "an error of its own", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				for _, w := range w {
					if w.IfRev > 0 && refusedBy(ctx, s, partner, w) {
						return errors.New("record changed meanwhile")
					}
				}
				return s.Commit(ctx, partner, f, w...)
			}
		})},
		{storetest.RuleIfAny, "only creates", eachWrite(func(w *usagesync.Write) {
			if w.Data != nil && w.IfRev == usagesync.IfAny {
				w.IfRev = usagesync.IfNew
			}
		})},
		{storetest.RuleIfAny, "only replaces", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				for _, w := range w {
					if _, err := s.Get(ctx, partner, w.Kind, w.Key); err != nil && w.IfRev == usagesync.IfAny && w.Data != nil {
						return usagesync.ErrConflict
					}
				}
				return s.Commit(ctx, partner, f, w...)
			}
		})},
		{storetest.RuleIfAny, "keeps what is there", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				w = slices.DeleteFunc(slices.Clone(w), func(w usagesync.Write) bool {
					_, err := s.Get(ctx, partner, w.Kind, w.Key)
					return err == nil && w.Data != nil && w.IfRev == usagesync.IfAny
				})
				return s.Commit(ctx, partner, f, w...)
			}
		})},
		{storetest.RuleDelete, "ignores deletes", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				w = slices.DeleteFunc(slices.Clone(w), func(w usagesync.Write) bool { return w.Data == nil })
				return s.Commit(ctx, partner, f, w...)
			}
		})},
		{storetest.RuleDelete, "deletes whatever the revision", eachWrite(func(w *usagesync.Write) {
			if w.Data == nil {
				w.IfRev = usagesync.IfAny
			}
		})},
		{storetest.RuleDelete, "refuses to delete nothing", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				for _, w := range w {
					if _, err := s.Get(ctx, partner, w.Kind, w.Key); err != nil && w.Data == nil {
						return usagesync.ErrConflict
					}
				}
				return s.Commit(ctx, partner, f, w...)
			}
		})},
		{storetest.RuleAllOrNone, "one write after the other", withCommit(oneByOne)},
		{storetest.RuleAllOrNone, "skips the refused write", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				err := s.Commit(ctx, partner, f, w...)
				if len(w) > 1 && err != nil {
					w = slices.DeleteFunc(slices.Clone(w), func(w usagesync.Write) bool { return refusedBy(ctx, s, partner, w) })
					_ = s.Commit(ctx, partner, f, w...)
				}
				return err
			}
		})},
		{storetest.RuleInOrder, "the last write backwards", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				w = slices.Clone(w)
				slices.Reverse(w)
				return s.Commit(ctx, partner, f, w...)
			}
		})},
		{storetest.RuleInOrder, "compares with what was before the commit", withCommit(func(s usagesync.Store) commitFunc {
			return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
				w = slices.Clone(w)
				for i, other := range w {
					if refusedBy(ctx, s, partner, other) {
						return usagesync.ErrConflict
					}
					for _, before := range w[:i] {
						if before.Key == other.Key {
							w[i].IfRev = usagesync.IfAny
						}
					}
				}
				return s.Commit(ctx, partner, f, w...)
			}
		})},
	}
}

// withRevision puts another revision in the place of the one a write asks for; present is 0 where there is no record.
func withRevision(other func(asked, present int64) int64) func(usagesync.Store) usagesync.Store {
	return withCommit(func(s usagesync.Store) commitFunc {
		return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
			w = slices.Clone(w)
			for i := range w {
				r, _ := s.Get(ctx, partner, w[i].Kind, w[i].Key)
				w[i].IfRev = other(w[i].IfRev, r.Rev)
			}
			return s.Commit(ctx, partner, f, w...)
		}
	})
}

// oneByOne carries out a commit's writes as commits of their own.
func oneByOne(s usagesync.Store) commitFunc {
	return func(ctx context.Context, partner string, f usagesync.Fence, w ...usagesync.Write) error {
		if len(w) == 0 {
			return s.Commit(ctx, partner, f)
		}
		for _, w := range w {
			if err := s.Commit(ctx, partner, f, w); err != nil {
				return err
			}
		}
		return nil
	}
}
