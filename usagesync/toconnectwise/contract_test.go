package toconnectwise_test

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/targettest"
)

// TestTargetKeepsTheContract tries the target on the test server, in virtual time: a change whose answer was lost is
// repeated after a wait. No hook is missing, so no rule is left out.
func TestTargetKeepsTheContract(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if err := targettest.Check(t.Context(), contract(t)); err != nil {
			t.Error(err)
		}
	})
}

func contract(t *testing.T) targettest.Harness {
	psa, target := target(t)
	seed(psa)
	fail := func(f connectwisetest.Fault) func() {
		f.When = isWrite
		return func() { psa.Inject(f) }
	}
	return targettest.Harness{
		Open: func(context.Context) (usagesync.Target, error) { return target, nil },
		World: targettest.World{
			Agreement: "314", Effective: plan.NewDate(2026, 12, 1), Item: "1350", OtherItem: "1351",
			Child: "315", Parents: []string{"316", "317"}, Full: "318", Missing: "9999",
		},
		Look: func(_ context.Context, agreement string) ([]targettest.Held, error) {
			synctest.Wait() // the server carries out what it has, whether or not the client is still there
			return look(psa, agreement)
		},
		Add:    func(_ context.Context, a plan.Addition) (string, error) { return enter(psa, a) },
		Remove: func(_ context.Context, ref usagesync.AdditionRef) error { return remove(psa, ref.ID) },
		Edit: func(_ context.Context, agreement string) error {
			id, err := strconv.Atoi(agreement)
			if err != nil {
				return err
			}
			return psa.EditAgreement(id, "somebody", func(a *connectwisetest.Agreement) { a.NextInvoiceDate = "2027-01-01" })
		},
		Lose:       fail(connectwisetest.Fault{DropAfter: true}),
		LoseBefore: fail(connectwisetest.Fault{DropBefore: true}),
		Refuse:     fail(connectwisetest.Failure(http.StatusBadRequest, "InvalidObject", "addition object is invalid")),
		Deny: func() func() {
			var over atomic.Bool
			f := connectwisetest.Failure(http.StatusUnauthorized, "Unauthorized", "The keys are wrong.")
			f.Times, f.When = -1, func(*http.Request) bool { return !over.Load() }
			psa.Inject(f)
			return func() { over.Store(true) }
		},
		Items: itemHarness(psa),
	}
}

func isWrite(r *http.Request) bool { return r.Method != http.MethodGet }

// seed adds to the server of target: six agreements, two of them above a third, one with more additions than a page.
func seed(psa *connectwisetest.Server) {
	psa.AddCatalogItem(connectwisetest.CatalogItem{
		ID: 1351, Identifier: "Server", Description: "Server", CustomerDescription: "Server", Price: "20", Cost: "12.5", TaxableFlag: true,
		Subcategory: connectwisetest.Reference{ID: 1}, Type: connectwisetest.Reference{ID: 1},
	})
	for id, parent := range map[int]int{314: 0, 315: 316, 316: 317, 317: 0, 318: 0, 319: 0} {
		psa.AddAgreement(agreement(id, parent))
	}
	for i := range 1001 { // one more than the client asks for in a page
		psa.AddAddition(connectwisetest.Addition{
			AgreementID: 318, Product: connectwisetest.ProductReference{ID: 1350}, Quantity: connectwisetest.Number(fmt.Sprintf("%d.25", i)),
		})
	}
}

// look reads the server's own records, past the client and the target.
func look(psa *connectwisetest.Server, agreement string) ([]targettest.Held, error) {
	id, err := strconv.Atoi(agreement)
	if err != nil {
		return nil, err
	}
	var all []targettest.Held
	for _, a := range psa.Additions(id) {
		h := targettest.Held{Addition: plan.Addition{
			ID: strconv.Itoa(a.ID), AgreementID: agreement, ItemID: strconv.Itoa(a.Product.ID), Bill: plan.Bill(a.BillCustomer),
		}}
		if h.Quantity, err = plan.ParseQuantity(string(a.Quantity)); err != nil {
			return nil, err
		}
		if h.LessIncluded, err = plan.ParseQuantity(string(a.LessIncluded)); err != nil {
			return nil, err
		}
		if h.UnitPrice, err = plan.ParseAmount(string(a.UnitPrice)); err != nil {
			return nil, err
		}
		if h.Effective, err = day(a.EffectiveDate); err != nil {
			return nil, err
		}
		if h.Cancelled, err = day(a.CancelledDate); err != nil {
			return nil, err
		}
		a.Quantity, a.BilledQuantity, a.ExtPrice, a.ExtCost, a.Margin, a.Info = "", "", "", "", "", connectwisetest.Info{}
		h.Rest = fmt.Sprintf("%+v", a)
		all = append(all, h)
	}
	return all, nil
}

func day(d connectwisetest.DateTime) (plan.Date, error) {
	if d == "" {
		return plan.Date{}, nil
	}
	return plan.ParseDate(string(d[:len("2006-01-02")]))
}

func enter(psa *connectwisetest.Server, a plan.Addition) (string, error) {
	agreement, err := strconv.Atoi(a.AgreementID)
	if err != nil {
		return "", err
	}
	item, err := strconv.Atoi(a.ItemID)
	if err != nil {
		return "", err
	}
	added := psa.AddAddition(connectwisetest.Addition{
		AgreementID: agreement, Product: connectwisetest.ProductReference{ID: item}, BillCustomer: string(a.Bill),
		Quantity: connectwisetest.Number(a.Quantity.String()), LessIncluded: connectwisetest.Number(a.LessIncluded.String()),
		UnitPrice: connectwisetest.Number(a.UnitPrice.String()), SerialNumber: "SN 1", TaxableFlag: true,
		EffectiveDate: connectwisetest.DateTime(a.Effective.String()), CancelledDate: connectwisetest.DateTime(a.Cancelled.String()),
	})
	return strconv.Itoa(added.ID), nil
}

func remove(psa *connectwisetest.Server, addition string) error {
	id, err := strconv.Atoi(addition)
	if err != nil {
		return err
	}
	return psa.DeleteAddition(id)
}
