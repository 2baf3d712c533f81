package plan_test

import (
	"slices"
	"strings"

	"pgregory.net/rapid"

	"github.com/psasync/psasync/usagesync/plan"
)

// A release lets a step through only where a rule or a limit withheld it. What other steps do can change with it.
func onlyReleasable(t *rapid.T, in plan.Input, p plan.Plan) {
	if len(in.Releases) == 0 {
		return
	}
	in.Releases = nil
	without := plan.Build(in)
	for _, s := range p.Steps {
		i := slices.IndexFunc(without.Steps, func(o plan.Step) bool { return o.ID == s.ID })
		if i < 0 {
			t.Fatalf("%s is there only when it is released", said(s))
		}
		if was := without.Steps[i]; s.Writes() && was.Verb == plan.VerbWithhold && was.Reason != plan.StillBilled && !was.Reason.Info().Releasable {
			t.Fatalf("%s was released: %s", said(was), said(s))
		}
		if s.Verb == plan.VerbWithhold && s.Release != nil && s.Reason.Info().Releasable {
			t.Fatalf("%s is withheld although it was released", said(s))
		}
	}
}

// change is a change of licence: one tenant's products of one family fall on some lines and rise on others.
type change struct{ falls, rises []plan.Step }

func swapsOf(in plan.Input, p plan.Plan) (swaps []change) {
	for _, tenant := range append([]string{"gone", "stranger"}, someTenants...) {
		var sw change
		for _, s := range p.Steps {
			if s.Verb == plan.VerbNone || s.Before != nil && after(s) == s.Before.Quantity {
				continue
			}
			line, _ := lineOf(in, s)
			var less, more bool
			for product := range tierOf {
				was, now := unitsIn(line.Sources, tenant, product), unitsIn(s.Sources, tenant, product)
				less, more = less || now.Cmp(was) < 0, more || now.Cmp(was) > 0
			}
			switch {
			case lowers(s) && less:
				sw.falls = append(sw.falls, s)
			case !lowers(s) && more:
				sw.rises = append(sw.rises, s)
			}
		}
		if len(sw.falls) > 0 && len(sw.rises) > 0 {
			swaps = append(swaps, sw)
		}
	}
	return swaps
}

// swapping are the lines that are part of a change of licence, whose limits judge the net.
func swapping(in plan.Input, p plan.Plan) map[string]bool {
	lines := map[string]bool{}
	for _, sw := range swapsOf(in, p) {
		for _, s := range slices.Concat(sw.falls, sw.rises) {
			lines[s.ID] = true
		}
	}
	return lines
}

func unitsIn(sources []plan.Source, tenant, product string) plan.Quantity {
	for _, s := range sources {
		if strings.EqualFold(s.TenantID, tenant) && s.Product == product {
			return s.Units
		}
	}
	return plan.Quantity{}
}

// Half of a change of licence is never carried out, and its falls wait for its rises. A release decides its own step.
func swapsWhole(t *rapid.T, in plan.Input, p plan.Plan) {
	for _, sw := range swapsOf(in, p) {
		all := slices.Concat(sw.falls, sw.rises)
		held := slices.ContainsFunc(all, func(s plan.Step) bool { return s.Verb == plan.VerbWithhold })
		for _, s := range all {
			if held && s.Writes() && s.Release == nil {
				t.Fatalf("%s is half of a change of licence", said(s))
			}
		}
		for _, fall := range sw.falls {
			for _, rise := range sw.rises {
				if fall.Writes() && rise.Writes() && !slices.Contains(fall.After, rise.ID) {
					t.Fatalf("%s does not wait for %s", said(fall), said(rise))
				}
			}
		}
	}
}

// Every quantity that is to be written, or is right as it is, is the one that the reference calculates.
func asTheReference(t *rapid.T, in plan.Input, p plan.Plan) {
	for _, s := range p.Steps {
		if !s.Records() {
			continue
		}
		want := reference{in}.line(s)
		if want.withheld {
			t.Fatalf("%s: its rules can't be kept, or its rows can't be read", said(s))
		}
		if got := rat(after(s)); want.quantity.Cmp(got) != 0 {
			t.Fatalf("%s: the reference says %s", said(s), want.quantity.RatString())
		}
	}
}

// Explain's numbers are the plan's.
func explained(t *rapid.T, in plan.Input, p plan.Plan) {
	var steps []plan.Step
	for _, s := range p.Steps {
		if s.Records() {
			steps = append(steps, s)
		}
	}
	if len(steps) == 0 {
		return
	}
	s := rapid.SampledFrom(steps).Draw(t, "explained")
	x, err := plan.Explain(in, s.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(x.Links) == 0 || x.Links[len(x.Links)-1].Quantity != after(s) {
		t.Fatalf("%s is explained by %v", said(s), x.Links)
	}
}

// The digest covers every step that writes or records, and no other; a plan is the same as itself.
func digested(t *rapid.T, p plan.Plan) {
	if p.Digest != p.ComputeDigest() || !plan.Compare(p, p).Same() {
		t.Fatal("the plan differs from itself")
	}
	if len(p.Steps) == 0 {
		return
	}
	i := rapid.IntRange(0, len(p.Steps)-1).Draw(t, "changed")
	changed := p
	changed.Steps = slices.Clone(p.Steps)
	changed.Steps[i].Quantity, _ = changed.Steps[i].Quantity.Add(plan.Units(1))
	if covered := changed.ComputeDigest() != p.Digest; covered != p.Steps[i].Records() {
		t.Fatalf("%s: in the digest %v", said(p.Steps[i]), covered)
	}
	if plan.Compare(p, changed).Same() {
		t.Fatalf("%s: another quantity is no difference", said(p.Steps[i]))
	}
}

// dependsOnOthers are reasons that go when other steps are carried out.
var dependsOnOthers = []plan.Code{plan.RunFallLimit, plan.RunZeroLimit, plan.RunMoneyLimit, plan.SwapHeld, plan.StillBilled, plan.SecondWriter}

// Once a plan is carried out, the next one writes nothing that was not withheld, for what others did, in the one before;
// and planning and carrying out comes to an end.
func endsWhenCarriedOut(t *rapid.T, in plan.Input, p plan.Plan) {
	for range 6 {
		swapping := swapping(in, p)
		in = carryOut(in, p)
		next := plan.Build(in)
		wrote := false
		for _, s := range next.Steps {
			if !s.Writes() {
				continue
			}
			wrote = true
			i := slices.IndexFunc(p.Steps, func(o plan.Step) bool { return o.ID == s.ID })
			if i >= 0 && p.Steps[i].Verb == plan.VerbAdopt && s.Verb == plan.VerbEnd {
				continue // only what is ours can end
			}
			if i < 0 || p.Steps[i].Verb != plan.VerbWithhold || !slices.Contains(dependsOnOthers, p.Steps[i].Reason) && !swapping[s.ID] {
				t.Fatalf("the second plan wants %s; the first said %v", said(s), saidAll(p))
			}
		}
		if !wrote {
			return
		}
		p = next
	}
	t.Fatal("planning does not come to an end")
}
