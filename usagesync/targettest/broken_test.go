package targettest_test

import (
	"context"
	"slices"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/targettest"
)

// broken is a target with one fault, and the rule that must notice it.
type broken struct {
	rule targettest.Rule
	name string
	wrap func(usagesync.Target) usagesync.Target
}

func brokenTargets() []broken {
	return slices.Concat(
		brokenDirectories(), brokenAdditions(), brokenIDs(), brokenCreates(), brokenUpdates(), brokenClaims(), brokenContexts(), brokenRaces(), brokenItems(),
	)
}

type (
	directoryFunc  func(ctx context.Context) (plan.Directory, error)
	agreementsFunc func(ctx context.Context, ids []string) ([]plan.Agreement, error)
	additionsFunc  func(ctx context.Context, agreement string) ([]plan.Addition, error)
	createFunc     func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error)
	updateFunc     func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error)
)

// altered is a target with some methods replaced.
type altered struct {
	usagesync.Target
	directory  directoryFunc
	agreements agreementsFunc
	additions  additionsFunc
	create     createFunc
	update     updateFunc
}

func (a altered) Directory(ctx context.Context) (plan.Directory, error) {
	if a.directory == nil {
		return a.Target.Directory(ctx)
	}
	return a.directory(ctx)
}

func (a altered) Agreements(ctx context.Context, ids []string) ([]plan.Agreement, error) {
	if a.agreements == nil {
		return a.Target.Agreements(ctx, ids)
	}
	return a.agreements(ctx, ids)
}

func (a altered) Additions(ctx context.Context, agreement string) ([]plan.Addition, error) {
	if a.additions == nil {
		return a.Target.Additions(ctx, agreement)
	}
	return a.additions(ctx, agreement)
}

func (a altered) Create(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
	if a.create == nil {
		return a.Target.Create(ctx, n)
	}
	return a.create(ctx, n)
}

func (a altered) Update(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
	if a.update == nil {
		return a.Target.Update(ctx, ref, c)
	}
	return a.update(ctx, ref, c)
}

func withDirectory(alter func(usagesync.Target) directoryFunc) func(usagesync.Target) usagesync.Target {
	return func(t usagesync.Target) usagesync.Target { return altered{Target: t, directory: alter(t)} }
}

func withAgreements(alter func(usagesync.Target) agreementsFunc) func(usagesync.Target) usagesync.Target {
	return func(t usagesync.Target) usagesync.Target { return altered{Target: t, agreements: alter(t)} }
}

func withAdditions(alter func(usagesync.Target) additionsFunc) func(usagesync.Target) usagesync.Target {
	return func(t usagesync.Target) usagesync.Target { return altered{Target: t, additions: alter(t)} }
}

func withCreate(alter func(usagesync.Target) createFunc) func(usagesync.Target) usagesync.Target {
	return func(t usagesync.Target) usagesync.Target { return altered{Target: t, create: alter(t)} }
}

func withUpdate(alter func(usagesync.Target) updateFunc) func(usagesync.Target) usagesync.Target {
	return func(t usagesync.Target) usagesync.Target { return altered{Target: t, update: alter(t)} }
}

// eachAgreements changes every answer of Agreements.
func eachAgreements(change func([]plan.Agreement) []plan.Agreement) func(usagesync.Target) usagesync.Target {
	return withAgreements(func(t usagesync.Target) agreementsFunc {
		return func(ctx context.Context, ids []string) ([]plan.Agreement, error) {
			list, err := t.Agreements(ctx, ids)
			return change(list), err
		}
	})
}

// eachList changes every list of additions.
func eachList(change func([]plan.Addition) []plan.Addition) func(usagesync.Target) usagesync.Target {
	return withAdditions(func(t usagesync.Target) additionsFunc {
		return func(ctx context.Context, agreement string) ([]plan.Addition, error) {
			list, err := t.Additions(ctx, agreement)
			return change(list), err
		}
	})
}

// eachListed changes every addition of every list.
func eachListed(change func(*plan.Addition)) func(usagesync.Target) usagesync.Target {
	return eachList(func(list []plan.Addition) []plan.Addition {
		for i := range list {
			change(&list[i])
		}
		return list
	})
}

// eachNew changes what every create asks for.
func eachNew(change func(*usagesync.NewAddition)) func(usagesync.Target) usagesync.Target {
	return withCreate(func(t usagesync.Target) createFunc {
		return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
			change(&n)
			return t.Create(ctx, n)
		}
	})
}

// eachMade changes what every create answers.
func eachMade(change func(*plan.Addition, error) error) func(usagesync.Target) usagesync.Target {
	return withCreate(func(t usagesync.Target) createFunc {
		return func(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
			a, err := t.Create(ctx, n)
			err = change(&a, err)
			return a, err
		}
	})
}

// eachUpdated changes what every update answers.
func eachUpdated(change func(*plan.Addition, error) error) func(usagesync.Target) usagesync.Target {
	return withUpdate(func(t usagesync.Target) updateFunc {
		return func(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
			a, err := t.Update(ctx, ref, c)
			err = change(&a, err)
			return a, err
		}
	})
}
