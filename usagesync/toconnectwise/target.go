package toconnectwise

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// Target reads and writes one ConnectWise PSA site. It is safe for concurrent use.
type Target struct{ client *connectwise.Client }

var _ usagesync.Target = (*Target)(nil)

// New returns a target over a client.
func New(client *connectwise.Client) *Target { return &Target{client} }

// Directory reads all companies, agreements and catalog items, those in the recycle bin, cancelled and inactive too:
// a plan has to say why it does not use them.
func (t *Target) Directory(ctx context.Context) (plan.Directory, error) {
	companies, err := connectwise.Collect(t.client.Companies.All(ctx, connectwise.Query{Fields: companyFields()}))
	if err != nil {
		return plan.Directory{}, classified("companies", err)
	}
	agreements, err := connectwise.Collect(t.client.Agreements.All(ctx, connectwise.Query{Fields: agreementFields()}))
	if err != nil {
		return plan.Directory{}, classified("agreements", err)
	}
	items, err := connectwise.Collect(t.client.CatalogItems.All(ctx, connectwise.Query{Fields: itemFields()}))
	if err != nil {
		return plan.Directory{}, classified("catalog items", err)
	}
	return plan.Directory{
		Companies:  convert(readable(companies, companyDoubts), company),
		Agreements: convert(readable(agreements, agreementDoubts), agreement),
		Items:      convert(readable(items, itemDoubts), item),
	}, nil
}

// Agreements reads the named agreements and then their parents, level by level, in lists that fit a URL.
func (t *Target) Agreements(ctx context.Context, ids []string) ([]plan.Agreement, error) {
	var found []plan.Agreement
	seen := map[int]bool{}
	for wanted := numbers(ids); len(wanted) > 0; {
		for _, id := range wanted {
			seen[id] = true
		}
		var parents []int
		for _, condition := range connectwise.Field("id").InChunks(wanted) {
			query := connectwise.Query{Where: condition, Fields: agreementFields()}
			list, err := connectwise.Collect(t.client.Agreements.All(ctx, query))
			if err != nil {
				return nil, classified("agreements", err)
			}
			for _, a := range readable(list, agreementDoubts) {
				found = append(found, agreement(a))
				if parent := a.ParentAgreement.ID; parent != 0 && !seen[parent] {
					parents = append(parents, parent)
				}
			}
		}
		slices.Sort(parents)
		wanted = slices.Compact(parents)
	}
	return found, nil
}

// Additions reads all additions of an agreement.
func (t *Target) Additions(ctx context.Context, agreement string) ([]plan.Addition, error) {
	id, err := number("agreement", agreement)
	if err != nil {
		return nil, err
	}
	list, err := connectwise.Collect(t.client.Additions(id).All(ctx, connectwise.Query{Fields: additionFields()}))
	if err != nil {
		return nil, classified("additions of agreement "+agreement, err)
	}
	return convert(list, func(a connectwise.Addition) plan.Addition { return addition(id, a) }), nil
}

// Create adds an addition; see the package's manual for what its errors mean.
func (t *Target) Create(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
	agreement, err := number("agreement", n.AgreementID)
	if err != nil {
		return plan.Addition{}, usagesync.NotDone(err)
	}
	body := connectwise.NewAddition{BillCustomer: connectwise.Billable, SendBefore: n.SendBefore}
	if body.Product.ID, err = number("catalog item", n.ItemID); err != nil {
		return plan.Addition{}, usagesync.NotDone(err)
	}
	if body.Quantity, err = connectwise.ParseDecimal(n.Quantity.String()); err != nil {
		return plan.Addition{}, usagesync.NotDone(err)
	}
	if !n.Effective.IsZero() {
		day, err := connectwise.ParseDate(n.Effective.String())
		if err != nil {
			return plan.Addition{}, usagesync.NotDone(err)
		}
		body.EffectiveDate = &day
	}
	created, err := t.client.Additions(agreement).Create(ctx, body)
	if err != nil {
		return plan.Addition{}, writeError(fmt.Sprintf("new addition of item %s on agreement %s", n.ItemID, n.AgreementID), err)
	}
	return addition(agreement, created), nil
}

// Update sets the quantity of an addition, or its last day; see the package's manual for what its errors mean.
func (t *Target) Update(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
	agreement, err := number("agreement", ref.AgreementID)
	if err != nil {
		return plan.Addition{}, usagesync.NotDone(err)
	}
	id, err := number("addition", ref.ID)
	if err != nil {
		return plan.Addition{}, usagesync.NotDone(err)
	}
	op, err := operation(c)
	if err != nil {
		return plan.Addition{}, usagesync.NotDone(err)
	}
	changed, err := t.client.Additions(agreement).Patch(ctx, id, op)
	if err != nil {
		return plan.Addition{}, writeError(fmt.Sprintf("addition %s on agreement %s", ref.ID, ref.AgreementID), err)
	}
	return addition(agreement, changed), nil
}

// operation is the one member that a change replaces.
func operation(c usagesync.Change) (connectwise.PatchOp, error) {
	if !c.Cancelled.IsZero() {
		day, err := connectwise.ParseDate(c.Cancelled.String())
		return connectwise.Replace("cancelledDate", day), err
	}
	quantity, err := connectwise.ParseDecimal(c.Quantity.String())
	return connectwise.Replace("quantity", quantity), err
}

func convert[A, B any](list []A, f func(A) B) []B {
	out := make([]B, len(list))
	for i, v := range list {
		out[i] = f(v)
	}
	return out
}

// number reads an id. ConnectWise's are positive integers; anything else can't be one of its records.
func number(what, id string) (int, error) {
	n, err := strconv.Atoi(id)
	if err != nil || n <= 0 || strconv.Itoa(n) != id {
		return 0, fmt.Errorf("%s id %q is not a ConnectWise id: want a positive whole number", what, id)
	}
	return n, nil
}

// numbers reads the ids that can be ConnectWise's, in order and without repeats; others name nothing that exists.
func numbers(ids []string) []int {
	var list []int
	for _, id := range ids {
		if n, err := number("", id); err == nil {
			list = append(list, n)
		}
	}
	slices.SortFunc(list, cmp.Compare)
	return slices.Compact(list)
}
