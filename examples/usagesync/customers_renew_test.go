package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/usagesync/plan"
)

// desk is an operator's: both servers, a store, and the commands.
type desk struct {
	*testing.T
	*world
	vars   map[string]string
	errOut bytes.Buffer
}

func newDesk(t *testing.T, settings plan.Settings) *desk {
	w, vars, err := newWorld()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		w.central.Close()
		w.psa.Close()
	})
	folder := t.TempDir()
	vars["USAGESYNC_STORE"] = filepath.Join(folder, "store.db")
	b, err := json.Marshal(settings)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{T: t, world: w, vars: vars}
	file := filepath.Join(folder, "settings.json")
	if err := writeFile(file, b); err != nil {
		t.Fatal(err)
	}
	d.run(exitDone, nil, "settings", "import", file)
	return d
}

// run runs a command, which must end with a code, and reads its document.
func (d *desk) run(code int, document any, args ...string) {
	d.Helper()
	var out bytes.Buffer
	d.errOut.Reset()
	p := program{out: &out, errOut: &d.errOut, getenv: func(name string) string { return d.vars[name] }, today: func() plan.Date { return plan.NewDate(2026, 11, 2) }}
	if got := p.run(d.Context(), append(args, "--json")); got != code {
		d.Fatalf("%s: exit code %d\n%s%s", strings.Join(args, " "), got, out.String(), d.errOut.String())
	}
	if document != nil {
		if err := json.Unmarshal(out.Bytes(), document); err != nil {
			d.Fatalf("%s: %v", strings.Join(args, " "), err)
		}
	}
}

const acme, alder = "7c0ffee0-0000-4000-8000-000000000001", "7c0ffee0-0000-4000-8000-000000000002"

func contracts() plan.Settings {
	return plan.Settings{
		Products: []plan.ProductMapping{{Product: "Sophos_Intercept_X_Advanced", ItemID: "1001"}, {Product: "Sophos_Intercept_X_Advanced_XDR", ItemID: "1002"}},
		Routes:   []plan.Route{{TenantID: acme, CompanyID: "200", AgreementID: "300"}, {TenantID: alder, CompanyID: "201", AgreementID: "301"}},
		Cycles:   []plan.Cycle{{ID: "2", Months: 1}},
	}
}

// succeed ends an agreement of the demonstration, and begins another one on the next day.
func (d *desk) succeed(old, next int) {
	var a connectwisetest.Agreement
	err := d.psa.EditAgreement(old, connectwisetest.Administrator, func(is *connectwisetest.Agreement) {
		is.NoEndingDateFlag, is.EndDate = false, "2026-10-31"
		a = *is
	})
	if err != nil {
		d.Fatal(err)
	}
	a.ID, a.StartDate, a.BillStartDate, a.EndDate, a.NoEndingDateFlag, a.NextInvoiceDate = next, "2026-11-01", "2026-11-01", "", true, "2026-11-15"
	d.psa.AddAgreement(a)
	d.psa.AddAddition(connectwisetest.Addition{
		ID: 9000 + next, AgreementID: next, Product: connectwisetest.ProductReference{ID: 1001}, Quantity: "40", BillCustomer: "Billable", EffectiveDate: "2026-11-01",
	})
}

// A renewal maps to the agreement that follows, from the month on that its first invoice carries, and adopts what
// ConnectWise copied there. The next sync bills there.
func TestRenew(t *testing.T) {
	d := newDesk(t, contracts())
	d.succeed(300, 400)
	var due renewals
	d.run(exitDone, &due, "customers", "renew")
	if len(due.Due) != 1 || due.Due[0].Agreement.ID != "300" || !due.Due[0].Clear {
		t.Fatalf("due: %+v", due)
	}
	d.run(exitWrongInput, nil, "customers", "renew", "--all")

	var done renewals
	d.run(exitDone, &done, "customers", "renew", "--all", "--reason", "signed", "--by", "Dana")
	var changes []string
	for _, c := range done.Renewed.Changes {
		changes = append(changes, string(c.Before)+string(c.After))
	}
	for _, want := range []string{`"agreementId":"300","to":"2026-09"`, `"agreementId":"400","agreementName":"Managed Services","from":"2026-10"`} {
		if !slices.ContainsFunc(changes, func(c string) bool { return strings.Contains(compact(t, c), want) }) {
			t.Errorf("no change %s in %s", want, changes)
		}
	}
	if len(done.Adopted.Adopted) != 1 || done.Adopted.Adopted[0].AdditionID != "9400" || done.Adopted.Who != "Dana" {
		t.Fatalf("adopted: %+v", done.Adopted)
	}
	d.run(exitDone, nil, "rules", "exclude", "--tenant", alder, "--reason", "not its turn")
	d.run(exitUnfinished, nil, "sync", "--yes") // Acme's other products are mapped nowhere
	if got := d.quantity(9400); got != "42" {
		t.Errorf("the copied addition holds %s", got)
	}
	d.run(exitDone, &due, "customers", "renew", "--all", "--reason", "signed")
}

// Where several agreements may follow nothing is chosen, until somebody names one.
func TestRenewOneOfSeveral(t *testing.T) {
	d := newDesk(t, contracts())
	d.succeed(300, 400)
	d.succeed(301, 401)
	d.succeed(300, 402)
	var done renewals
	d.run(exitUnfinished, &done, "customers", "renew", "--all", "--reason", "signed")
	if len(done.Open) != 1 || done.Open[0].Agreement.ID != "300" || done.Renewed == nil || len(done.Renewed.Changes) != 3 {
		t.Fatalf("%+v", done)
	}
	d.run(exitFailed, nil, "customers", "renew", "Acme Dental", "--to", "40", "--reason", "signed")
	if !strings.Contains(d.errOut.String(), "did you mean 400 (Managed Services) or 402 (Managed Services)") {
		t.Error(d.errOut.String())
	}
	d.run(exitDone, &done, "customers", "renew", "Acme Dental", "--to", "402", "--from", "2026-11", "--reason", "signed")
	if got := compact(t, string(done.Renewed.Changes[len(done.Renewed.Changes)-1].After)); !strings.Contains(got, `"agreementId":"402"`) || !strings.Contains(got, `"from":"2026-11"`) {
		t.Error(got)
	}
	d.run(exitFailed, nil, "customers", "renew", "Dockside Marine", "--reason", "signed")
	if !strings.Contains(d.errOut.String(), "no agreement of ") {
		t.Error(d.errOut.String())
	}
}

func (d *desk) quantity(addition int) string {
	for _, a := range d.psa.AllAdditions() {
		if a.ID == addition {
			return string(a.Quantity)
		}
	}
	return "nothing"
}

func compact(t *testing.T, document string) string {
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(document)); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
