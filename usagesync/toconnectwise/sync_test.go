package toconnectwise_test

import (
	"bytes"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/fromsophos"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/toconnectwise"
)

// site is a whole sync over both clients and both servers, in virtual time: one agreement, 314, with an addition of
// another vendor on it, and three more customers like it.
type site struct {
	t       *testing.T
	central *sophostest.Server
	psa     *connectwisetest.Server
	target  *toconnectwise.Target
	syncer  *usagesync.Syncer
	month   sophos.Month
}

func newSite(t *testing.T) *site {
	s := &site{t: t, central: sophostest.New(sophostest.Options{})}
	t.Cleanup(s.central.Close)
	now := plan.DateOf(time.Now())
	last := plan.LastFinished(now)
	s.month = sophos.Month{Year: last.Year(), Month: last.Month()}
	s.psa, s.target = s.open()
	settings := plan.Settings{
		Products: []plan.ProductMapping{{Product: "Sophos_Intercept_X_Advanced", ItemID: "1350"}},
		Cycles:   []plan.Cycle{{ID: "2", Months: 1}},
	}
	var tenants []sophos.Tenant
	for i := range 4 {
		id := fmt.Sprintf("tenant-%d", i)
		tenants = append(tenants, sophos.Tenant{ID: id, Name: id, BillingType: sophos.BillingUsage})
		settings.Routes = append(settings.Routes, plan.Route{TenantID: id, CompanyID: "250", AgreementID: fmt.Sprint(314 + i)})
		a := agreement(314+i, 0)
		a.StartDate, a.BillStartDate, a.EndDate, a.NoEndingDateFlag = "1999-01-01", "1999-01-01", "", true
		a.NextInvoiceDate, a.ProrateFlag = now.AddDays(10).String(), false
		s.psa.AddAgreement(a)
		s.psa.AddAddition(connectwisetest.Addition{
			ID: 7000 + i, AgreementID: 314 + i, Product: connectwisetest.ProductReference{ID: 99}, Quantity: "3", BillCustomer: "Billable", EffectiveDate: "1999-01-01",
		})
	}
	s.central.SetTenants(tenants...)
	s.use(20)
	s.syncer = s.newSyncer(s.target)
	if err := s.syncer.SaveSettings(t.Context(), settings, 0); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *site) open() (*connectwisetest.Server, *toconnectwise.Target) {
	psa, target := target(s.t)
	for _, i := range []struct {
		id   int
		name string
	}{{1350, "Endpoint"}, {99, "Backup"}} {
		if i.id == 1350 {
			continue // target has it, inactive
		}
		psa.AddCatalogItem(connectwisetest.CatalogItem{
			ID: i.id, Identifier: i.name, Description: i.name, CustomerDescription: i.name, Price: "9",
			Subcategory: connectwisetest.Reference{ID: 1}, Type: connectwisetest.Reference{ID: 1},
		})
	}
	activate(s.t, psa)
	return psa, target
}

// activate makes the company and the item of target usable.
func activate(t *testing.T, psa *connectwisetest.Server) {
	err := psa.EditCatalogItem(1350, "somebody", func(i *connectwisetest.CatalogItem) { i.InactiveFlag = false })
	if err == nil {
		err = psa.EditCompany(250, "somebody", func(c *connectwisetest.Company) { c.DeletedFlag = false })
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (s *site) newSyncer(target usagesync.Target) *usagesync.Syncer {
	client, err := sophos.New(s.central.Config())
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(client.CloseIdleConnections)
	syncer, err := usagesync.New(usagesync.Config{
		Partner: "msp", Source: fromsophos.New(client, fromsophos.Options{}), Target: target, Store: memstore.New(), Member: s.psa.Options().Member,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return syncer
}

// use sets every customer's usage.
func (s *site) use(n int64) {
	var rows []sophos.UsageRow
	for i := range 4 {
		q := sophos.NewQuantity(n + int64(i))
		rows = append(rows, sophos.UsageRow{
			AccountID: fmt.Sprintf("tenant-%d", i), ProductCode: "CIXA-MSP", BillableQuantity: q, ActualQuantity: q, OrderedQuantity: q,
		})
	}
	s.central.SetUsage(s.month, rows...)
}

func (s *site) sync() usagesync.Result {
	s.t.Helper()
	p, err := s.syncer.Plan(s.t.Context(), usagesync.PlanRequest{})
	if err != nil {
		s.t.Fatal(err)
	}
	r, err := s.syncer.Apply(s.t.Context(), p, p.Digest)
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}

// right fails unless every agreement holds exactly one addition of the item, with the right quantity.
func (s *site) right(n int64) {
	s.t.Helper()
	for i := range 4 {
		var got []string
		for _, a := range s.psa.Additions(314 + i) {
			if a.Product.ID == 1350 {
				got = append(got, string(a.Quantity))
			}
		}
		if want := []string{fmt.Sprint(n + int64(i))}; !slices.Equal(got, want) {
			s.t.Errorf("agreement %d: additions %v, want %v", 314+i, got, want)
		}
	}
}

func (s *site) onlyQuantities() {
	s.t.Helper()
	for _, w := range s.psa.Writes() {
		if w.Method != http.MethodPost && !slices.Equal(w.Members(), []string{"quantity"}) {
			s.t.Errorf("%s %s carries %v", w.Method, w.Path, w.Members())
		}
	}
}

func TestSecondSyncSendsNoWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		var foreign [][]byte
		for i := range 4 {
			foreign = append(foreign, s.psa.Raw(7000+i))
		}
		if r := s.sync(); !r.Clean() || r.Count(usagesync.OutcomeDone) != 4 {
			t.Errorf("first sync: %+v", r)
		}
		s.right(20)
		s.psa.ResetLog()
		s.sync()
		if n := len(s.psa.Writes()); n != 0 {
			t.Errorf("the second sync sent %d writes", n)
		}
		s.use(22)
		s.sync()
		s.right(22)
		s.onlyQuantities()
		for i, before := range foreign {
			if !bytes.Equal(before, s.psa.Raw(7000+i)) {
				t.Errorf("addition %d of another vendor changed", 7000+i)
			}
		}
	})
}

func TestRequestsOfARun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		count := func() (read, write int) {
			for _, r := range s.psa.Requests() {
				if r.Method == http.MethodGet {
					read++
				}
			}
			return read, len(s.psa.Writes())
		}
		p, err := s.syncer.Plan(t.Context(), usagesync.PlanRequest{})
		if err != nil {
			t.Fatal(err)
		}
		// The directory is three lists; each of the four agreements has one list of additions.
		if read, write := count(); read != 3+4 || write != 0 {
			t.Errorf("the plan sent %d reads and %d writes", read, write)
		}
		s.psa.ResetLog()
		if _, err := s.syncer.Apply(t.Context(), p, p.Digest); err != nil {
			t.Fatal(err)
		}
		// The agreements are read afresh in one batch; the plan's lists of additions are younger than 30 s.
		if read, write := count(); read != 1 || write != 4 {
			t.Errorf("apply sent %d reads and %d writes, want 1 and 4", read, write)
		}
		s.use(21)
		if p, err = s.syncer.Plan(t.Context(), usagesync.PlanRequest{}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		s.psa.ResetLog()
		if _, err := s.syncer.Apply(t.Context(), p, p.Digest); err != nil {
			t.Fatal(err)
		}
		if read, write := count(); read != 1+4 || write != 4 {
			t.Errorf("apply a minute later sent %d reads and %d writes, want 5 and 4", read, write)
		}
	})
}

func TestLostAnswersLeaveExactlyOneAddition(t *testing.T) {
	posts := connectwisetest.Fault{Method: http.MethodPost, Path: "/finance/agreements/*/additions", Times: 4}
	for name, edit := range map[string]func(*connectwisetest.Fault){
		"lost after the commit":    func(f *connectwisetest.Fault) { f.DropAfter = true },
		"lost before the commit":   func(f *connectwisetest.Fault) { f.DropBefore = true },
		"cut off":                  func(f *connectwisetest.Fault) { f.CutBody = true },
		"500 after the commit":     func(f *connectwisetest.Fault) { f.AfterCommit, f.Status, f.Body = true, 500, "oops" },
		"503 instead of a commit":  func(f *connectwisetest.Fault) { f.Status, f.Body = 503, "<html>busy</html>" },
		"committed 3 minutes late": func(f *connectwisetest.Fault) { f.Delay, f.DropAfter = 3*time.Minute, true },
	} {
		synctest.Test(t, func(t *testing.T) {
			t.Log(name)
			s := newSite(t)
			fault := posts
			edit(&fault)
			s.psa.Inject(fault)
			if r := s.sync(); r.Clean() || r.Count(usagesync.OutcomeUnknown) != 4 {
				t.Errorf("nobody knows what became of four creates, but the result says %v", outcomes(r))
			}
			// Before the settle window has passed, nothing is sent again.
			s.psa.ResetLog()
			s.sync()
			if n := len(s.psa.Writes()); n != 0 {
				t.Errorf("%d writes were sent before the window passed", n)
			}
			time.Sleep(usagesync.DefaultSettle + time.Minute)
			s.sync()
			s.sync()
			s.right(20)
			s.psa.ResetLog()
			if r := s.sync(); !r.Clean() || len(s.psa.Writes()) != 0 {
				t.Errorf("after settling: %v, %d writes", outcomes(r), len(s.psa.Writes()))
			}
		})
	}
}

func outcomes(r usagesync.Result) string {
	var all []string
	for _, s := range r.Steps {
		all = append(all, strings.TrimSpace(fmt.Sprintf("%s %s %s", s.Outcome, s.Reason, s.Detail)))
	}
	return strings.Join(all, "; ")
}

func TestAThrottledCreateWaitsForTheNextRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		throttle := connectwisetest.Throttle(30 * time.Second)
		throttle.Method = http.MethodPost
		s.psa.Inject(throttle)
		if r := s.sync(); r.Count(usagesync.OutcomeFailed) != 1 || r.Count(usagesync.OutcomeDone) != 3 {
			t.Errorf("one throttled create of four: %s", outcomes(r))
		}
		if n := len(s.psa.Writes()); n != 4 {
			t.Errorf("%d writes", n)
		}
		s.sync()
		s.right(20)
	})
}

func TestRefusedKeysStopTheRunBeforeAnyWrite(t *testing.T) {
	psa, _ := target(t)
	o := psa.Options()
	client, err := connectwise.New(connectwise.Config{
		BaseURL: "https://psa.example" + connectwisetest.BasePath, Company: o.Company, PublicKey: o.PublicKey, PrivateKey: "wrong",
		ClientID: o.ClientID, Limits: connectwise.NoLimits(), RoundTripper: psa.Pipe(),
	})
	if err != nil {
		t.Fatal(err)
	}
	defer client.CloseIdleConnections()
	_, err = toconnectwise.New(client).Directory(t.Context())
	if !usagesync.IsStop(err) || strings.Contains(err.Error(), "wrong") && strings.Contains(err.Error(), o.PrivateKey) {
		t.Errorf("got %v", err)
	}
}
