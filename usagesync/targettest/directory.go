package targettest

import (
	"context"
	"fmt"
	"slices"

	"github.com/psasync/psasync/usagesync/plan"
)

// directory reads the target's directory.
func (p *probe) directory(ctx context.Context) (plan.Directory, bool) {
	d, err := p.target.Directory(ctx)
	return d, p.ok(err, "Directory")
}

func directory(ctx context.Context, p *probe) {
	d, ok := p.directory(ctx)
	if !ok {
		return
	}
	companies := each(d.Companies, func(c plan.Company) string { return c.ID })
	agreements := each(d.Agreements, agreementID)
	items := each(d.Items, func(i plan.Item) string { return i.ID })
	p.unique("companies", companies)
	p.unique("agreements", agreements)
	p.unique("items", items)
	for _, id := range append(p.world.watched(), p.world.Full) {
		at := slices.Index(agreements, id)
		switch {
		case at < 0:
			p.violated("Directory lacks agreement %q", id)
		case !slices.Contains(companies, d.Agreements[at].CompanyID):
			p.violated("Directory lacks company %q of agreement %q", d.Agreements[at].CompanyID, id)
		}
	}
	for _, id := range []string{p.world.Item, p.world.OtherItem} {
		if !slices.Contains(items, id) {
			p.violated("Directory lacks item %q", id)
		}
	}
}

// unique checks that no id is empty or comes twice.
func (p *probe) unique(what string, ids []string) {
	ids = slices.Sorted(slices.Values(ids))
	if len(ids) > 0 && ids[0] == "" {
		p.violated("Directory has %s with an empty id", what)
	}
	for i := range ids {
		if i > 0 && ids[i] == ids[i-1] {
			p.violated("Directory has two %s with the id %q", what, ids[i])
		}
	}
}

func directoryAgain(ctx context.Context, p *probe) {
	first, ok := p.directory(ctx)
	if !ok {
		return
	}
	if second, ok := p.directory(ctx); ok {
		if diff := difference(entries(second), entries(first)); diff != "" {
			p.violated("Directory read twice: the second one %s", diff)
		}
	}
}

func entries(d plan.Directory) []string {
	return slices.Concat(each(d.Companies, whole), each(d.Agreements, whole), each(d.Items, whole))
}

func whole[T any](v T) string { return fmt.Sprintf("%T%+v", v, v) }

func agreementID(a plan.Agreement) string { return a.ID }

// returns checks that Agreements of some ids is exactly the agreements wanted, each once.
func (p *probe) returns(ctx context.Context, ids []string, want ...string) {
	got, err := p.target.Agreements(ctx, ids)
	if !p.ok(err, "Agreements of %q", ids) {
		return
	}
	if diff := difference(each(got, agreementID), want); diff != "" {
		p.violated("Agreements of %q %s", ids, diff)
	}
}

// family returns an agreement and its parents as a directory has them.
func family(d plan.Directory, id string) (all []plan.Agreement) {
	for id != "" && len(all) <= len(d.Agreements) {
		at := slices.IndexFunc(d.Agreements, func(a plan.Agreement) bool { return a.ID == id })
		if at < 0 {
			break
		}
		all = append(all, d.Agreements[at])
		id = d.Agreements[at].ParentID
	}
	return all
}

func agreements(ctx context.Context, p *probe) {
	d, ok := p.directory(ctx)
	if !ok {
		return
	}
	for _, id := range []string{p.world.Agreement, p.world.Child} {
		got, err := p.target.Agreements(ctx, []string{id})
		if !p.ok(err, "Agreements of %q", id) {
			continue
		}
		if diff := difference(each(got, whole), each(family(d, id), whole)); diff != "" {
			p.violated("Agreements of %q, compared with Directory, %s", id, diff)
		}
	}
}

func agreementsParents(ctx context.Context, p *probe) {
	p.returns(ctx, []string{p.world.Child}, append([]string{p.world.Child}, p.world.Parents...)...)
}

func agreementsOnce(ctx context.Context, p *probe) {
	want := append([]string{p.world.Child}, p.world.Parents...)
	p.returns(ctx, append(slices.Clone(want), p.world.Child), want...)
}

func agreementsMissing(ctx context.Context, p *probe) {
	p.returns(ctx, []string{p.world.Missing})
	p.returns(ctx, []string{p.world.Missing, p.world.Child}, append([]string{p.world.Child}, p.world.Parents...)...)
}

func agreementsNone(ctx context.Context, p *probe) {
	p.returns(ctx, nil)
	p.returns(ctx, []string{})
}

func agreementsNow(ctx context.Context, p *probe) {
	ids := []string{p.world.Agreement}
	before, err := p.target.Agreements(ctx, ids)
	if !p.ok(err, "Agreements before Edit") || !p.ok(p.harness.Edit(ctx, p.world.Agreement), "Edit") {
		return
	}
	after, err := p.target.Agreements(ctx, ids)
	if p.ok(err, "Agreements after Edit") && difference(each(after, whole), each(before, whole)) == "" {
		p.violated("Agreements of %q returned the same before and after an edit", ids)
	}
}
