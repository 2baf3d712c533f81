package targettest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// state is what the system holds on the watched agreements.
type state map[usagesync.AdditionRef]Held

func (p *probe) state(ctx context.Context) (state, bool) {
	all := state{}
	for _, agreement := range p.world.watched() {
		held, err := p.harness.Look(ctx, agreement)
		if !p.ok(err, "Look at agreement %q", agreement) {
			return nil, false
		}
		for _, h := range held {
			all[usagesync.AdditionRef{AgreementID: agreement, ID: h.ID}] = h
		}
	}
	return all, true
}

// restore removes the additions that were not there before.
func (p *probe) restore(ctx context.Context, before state) {
	now, _ := p.state(ctx)
	for ref := range now {
		if _, ok := before[ref]; !ok {
			p.ok(p.harness.Remove(ctx, ref), "Remove of addition %q on agreement %q", ref.ID, ref.AgreementID)
		}
	}
}

// effect is the difference that something made to the system.
type effect struct {
	added, removed []Held
	changed        []edit
}

type edit struct{ before, after Held }

// observe does something and returns its effect; ok is false when that can't be seen.
func (p *probe) observe(ctx context.Context, do func()) (effect, bool) {
	before, ok := p.state(ctx)
	if !ok {
		return effect{}, false
	}
	do()
	after, ok := p.state(ctx)
	return between(before, after), ok
}

func between(before, after state) (e effect) {
	for ref, now := range after {
		if was, ok := before[ref]; !ok {
			e.added = append(e.added, now)
		} else if !same(was, now) {
			e.changed = append(e.changed, edit{was, now})
		}
	}
	for ref, was := range before {
		if _, ok := after[ref]; !ok {
			e.removed = append(e.removed, was)
		}
	}
	return e
}

// same compares what matters of two additions; most are equal altogether.
func same(a, b Held) bool {
	return a == b || a.Rest == b.Rest && describe(a.Addition) == describe(b.Addition)
}

// sets reports whether the effect is the new quantity of one addition and nothing else.
func (e effect) sets(was Held, q plan.Quantity) bool {
	want := was
	want.Quantity = q
	return len(e.added)+len(e.removed) == 0 && len(e.changed) == 1 && same(e.changed[0].after, want)
}

func (e effect) none() bool { return len(e.added)+len(e.removed)+len(e.changed) == 0 }

func (e effect) String() string {
	var all []string
	for _, h := range e.added {
		all = append(all, "added "+describe(h.Addition))
	}
	for _, h := range e.removed {
		all = append(all, "removed "+describe(h.Addition))
	}
	for _, c := range e.changed {
		all = append(all, fmt.Sprintf("changed %s, rest %.200q, to %s, rest %.200q",
			describe(c.before.Addition), c.before.Rest, describe(c.after.Addition), c.after.Rest))
	}
	if all == nil {
		return "nothing was written"
	}
	slices.Sort(all)
	return few(all)
}

// describe writes out what matters of an addition. Two with the same description are the same to all rules.
func describe(a plan.Addition) string {
	text := fmt.Sprintf("addition %q on agreement %q, item %q x %s, included %s, at %s, %s, from %q to %q",
		a.ID, a.AgreementID, a.ItemID, a.Quantity, a.LessIncluded, a.UnitPrice, a.Bill, a.Effective, a.Cancelled)
	if a.Doubt != "" {
		text += ", in doubt"
	}
	return text
}

// difference says how got differs from want, both without order; "" if they are the same.
func difference(got, want []string) string {
	count := map[string]int{}
	for _, s := range want {
		count[s]++
	}
	for _, s := range got {
		count[s]--
	}
	var lacks, more []string
	for _, s := range slices.Sorted(maps.Keys(count)) {
		lacks = append(lacks, slices.Repeat([]string{s}, max(0, count[s]))...)
		more = append(more, slices.Repeat([]string{s}, max(0, -count[s]))...)
	}
	var all []string
	if lacks != nil {
		all = append(all, "lacks "+few(lacks))
	}
	if more != nil {
		all = append(all, "has too much: "+few(more))
	}
	return strings.Join(all, "; ")
}

// few joins texts, and only counts those beyond the third.
func few(texts []string) string {
	const most = 3
	if n := len(texts) - most; n > 0 {
		texts = append(slices.Clone(texts[:most]), fmt.Sprintf("and %d more", n))
	}
	return strings.Join(texts, "; ")
}

// each describes all elements of a list.
func each[T any](list []T, describe func(T) string) []string {
	var all []string
	for _, v := range list {
		all = append(all, describe(v))
	}
	return all
}
