package usagesync_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// The two products of the tests, their codes on the report, and their catalog items.
const (
	endpoint, endpointCode, endpointItem = "Sophos_Intercept_X_Advanced", "CIXA-MSP", "501"
	mtr, mtrCode, mtrItem                = "Sophos_MTR_Standard", "CIXAMTR-STD-MSP", "502"
	foreignItem                          = "900"
)

var (
	october    = plan.NewPeriod(2026, time.October)
	errLost    = errors.New("connection reset")
	errCrashed = errors.New("the process is dead")
)

// fault is what goes wrong with one write.
type fault string

const (
	none    fault = ""
	lost    fault = "answer lost"
	late    fault = "committed late"
	never   fault = "request lost"
	refused fault = "refused"
	hanging fault = "no answer"
	revoked fault = "credentials revoked"
)

// world is a Source and a Target in memory: customers "1", "2", ... with companies "c1", ... and agreements "1", ...
type world struct {
	mu         sync.Mutex
	rows       []plan.UsageRow
	tenants    []plan.Tenant
	companies  []plan.Company
	agreements []plan.Agreement
	all        []plan.Addition
	next       int
	calls      []string // what the target was asked, reads too
	faults     []fault  // of the next writes, in their order
	pending    []pending
	lateness   time.Duration
	onWrite    func()                            // runs when a write arrives
	onList     func(agreement string) error      // decides a list
	twist      func(plan.Addition) plan.Addition // changes what an answer says
	sourceErr  error
	names      map[string]string // identifiers of items; the others are called by their ids
}

// pending is a write that is committed after its answer.
type pending struct {
	at time.Time
	do func()
}

var _ usagesync.Source = (*world)(nil)
var _ usagesync.Target = (*world)(nil)

func newWorld(customers int) *world {
	w := &world{next: 1000, lateness: 2 * time.Minute}
	for i := range customers {
		id := strconv.Itoa(i + 1)
		w.tenants = append(w.tenants, plan.Tenant{ID: "t" + id, Name: "Customer " + id, BillingType: plan.BillingUsage})
		w.companies = append(w.companies, plan.Company{ID: "c" + id, Name: "Customer " + id})
		w.agreements = append(w.agreements, plan.Agreement{
			ID: id, Name: "Agreement " + id, CompanyID: "c" + id, Status: "Active", CycleID: "2",
			Start: plan.NewDate(2025, 1, 1), BillStart: plan.NewDate(2025, 1, 1), NextInvoice: plan.NewDate(2026, 11, 15),
		})
	}
	return w
}

func (w *world) use(customer, code string, units int64) {
	w.rows = slices.DeleteFunc(w.rows, func(r plan.UsageRow) bool { return r.TenantID == "t"+customer && r.ProductCode == code })
	if units >= 0 {
		w.rows = append(w.rows, plan.UsageRow{TenantID: "t" + customer, ProductCode: code, Status: "active", Billable: plan.Units(units)})
	}
}

// add puts an addition on an agreement as a person would.
func (w *world) add(agreement, item string, quantity int64) string {
	w.next++
	a := plan.Addition{
		ID: strconv.Itoa(w.next), AgreementID: agreement, ItemID: item, Quantity: plan.Units(quantity), Bill: plan.Billable,
		Effective: plan.NewDate(2026, 1, 1), Description: "by hand", CreatedBy: "person",
	}
	w.all = append(w.all, a)
	return a.ID
}

func (w *world) edit(id string, change func(*plan.Addition)) {
	i := slices.IndexFunc(w.all, func(a plan.Addition) bool { return a.ID == id })
	change(&w.all[i])
}

func (w *world) remove(id string) {
	w.all = slices.DeleteFunc(w.all, func(a plan.Addition) bool { return a.ID == id })
}

// on returns the additions of an item on an agreement.
func (w *world) on(agreement, item string) []plan.Addition {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.commitPending()
	return slices.DeleteFunc(slices.Clone(w.all), func(a plan.Addition) bool { return a.AgreementID != agreement || a.ItemID != item })
}

// count returns how many calls began with a word.
func (w *world) count(word string) (n int) {
	for _, c := range w.calls {
		if len(c) >= len(word) && c[:len(word)] == word {
			n++
		}
	}
	return n
}

func (w *world) writes() int { return w.count("create") + w.count("update") }

func (w *world) commitPending() {
	now := time.Now()
	w.pending = slices.DeleteFunc(w.pending, func(p pending) bool {
		if p.at.After(now) {
			return false
		}
		p.do()
		return true
	})
}

func (w *world) Tenants(context.Context) iter.Seq2[plan.Tenant, error] {
	return func(yield func(plan.Tenant, error) bool) {
		for _, t := range w.tenants {
			if !yield(t, nil) {
				return
			}
		}
		if w.sourceErr != nil {
			yield(plan.Tenant{}, w.sourceErr)
		}
	}
}

func (w *world) Usage(_ context.Context, p plan.Period) (plan.Usage, error) {
	return plan.Usage{Period: p, Complete: true, Rows: slices.Clone(w.rows)}, nil
}

func (w *world) Directory(context.Context) (plan.Directory, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, "directory")
	d := plan.Directory{Companies: slices.Clone(w.companies), Agreements: slices.Clone(w.agreements)}
	for _, id := range []string{endpointItem, mtrItem, foreignItem} {
		price, _ := plan.ParseAmount("6.00")
		d.Items = append(d.Items, plan.Item{ID: id, Identifier: cmp.Or(w.names[id], "item "+id), Class: "Service", Price: price})
	}
	return d, nil
}

func (w *world) Agreements(_ context.Context, ids []string) ([]plan.Agreement, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, fmt.Sprint("agreements ", len(ids)))
	return slices.DeleteFunc(slices.Clone(w.agreements), func(a plan.Agreement) bool { return !slices.Contains(ids, a.ID) }), nil
}

func (w *world) Additions(ctx context.Context, agreement string) ([]plan.Addition, error) {
	w.mu.Lock()
	w.calls = append(w.calls, "list "+agreement)
	w.commitPending()
	found := slices.DeleteFunc(slices.Clone(w.all), func(a plan.Addition) bool { return a.AgreementID != agreement })
	decide := w.onList
	w.mu.Unlock()
	if decide != nil {
		if err := decide(agreement); err != nil {
			return nil, err
		}
	}
	return found, ctx.Err()
}

func (w *world) Create(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
	if !time.Now().Before(n.SendBefore) {
		return plan.Addition{}, usagesync.NotDone(errors.New("too late to send"))
	}
	return w.write(ctx, "create "+n.AgreementID+" "+n.ItemID, func() plan.Addition {
		w.next++
		a := plan.Addition{
			ID: strconv.Itoa(w.next), AgreementID: n.AgreementID, ItemID: n.ItemID, Quantity: n.Quantity,
			Effective: n.Effective, Bill: plan.Billable, CreatedBy: "api",
		}
		w.all = append(w.all, a)
		return a
	})
}

func (w *world) Update(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
	return w.write(ctx, "update "+ref.ID, func() plan.Addition {
		i := slices.IndexFunc(w.all, func(a plan.Addition) bool { return a.ID == ref.ID && a.AgreementID == ref.AgreementID })
		if c.Cancelled.IsZero() {
			w.all[i].Quantity = c.Quantity
		} else {
			w.all[i].Cancelled = c.Cancelled
		}
		return w.all[i]
	})
}

func (w *world) write(ctx context.Context, call string, do func() plan.Addition) (plan.Addition, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, call)
	if w.onWrite != nil {
		w.onWrite()
	}
	f := none
	if ctx.Err() != nil {
		f = lost
	} else if len(w.faults) > 0 {
		f, w.faults = w.faults[0], w.faults[1:]
	}
	switch f {
	case none:
	case lost:
		do()
		return plan.Addition{}, errLost
	case late:
		w.pending = append(w.pending, pending{time.Now().Add(w.lateness), func() { do() }})
		return plan.Addition{}, errLost
	case hanging:
		w.mu.Unlock()
		<-ctx.Done()
		w.mu.Lock()
		return plan.Addition{}, ctx.Err()
	case never:
		return plan.Addition{}, errLost
	case refused:
		return plan.Addition{}, usagesync.NotDone(errors.New("400 invalid"))
	case revoked:
		return plan.Addition{}, usagesync.NotDone(usagesync.Stop(errors.New("401 unauthorized")))
	}
	a := do()
	if w.twist != nil {
		a = w.twist(a)
	}
	return a, nil
}
