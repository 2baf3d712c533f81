package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/examples/demo"
	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
	"github.com/psasync/psasync/usagesync/plan"
)

// products of a large MSP: by product code, as the table of package catalog knows them.
func largeProducts() [][2]string {
	return [][2]string{
		{"CIXA-MSP", "Sophos_Intercept_X_Advanced"}, {"CIXAXDR", "Sophos_Intercept_X_Advanced_XDR"},
		{"CIXAMTR-ADV-MSP", "Sophos_MTR_Advanced"}, {"SVRCLOUDADV-MSP", "Sophos_Intercept_X_Adv_Srv"},
		{"SVRCIXAMTR-ADV-MSP", "Sophos_MTR_Advanced_Srv"}, {"CDE-MSP", "Sophos_Device_Encryption"},
		{"CPHISH-MSP", "Sophos_Central_Phish_Threat"}, {"CEMA-MSP", "Sophos_Email_Advanced"},
	}
}

// large is an MSP with many customers, each of which uses every product.
type large struct {
	central *sophostest.Server
	psa     *connectwisetest.Server
	tenants int
	env     []string
	dir     string
}

func newLarge(t testing.TB, tenants int) *large {
	t.Helper()
	l := &large{central: sophostest.New(sophostest.Options{}), psa: connectwisetest.New(connectwisetest.Options{}), tenants: tenants, dir: t.TempDir()}
	t.Cleanup(func() { l.central.Close(); l.psa.Close() })
	l.psa.AddProductType(connectwisetest.ProductType{ID: 1, Name: "Managed Service"})
	l.psa.AddSubcategory(connectwisetest.Subcategory{ID: 1, Name: "Security"})
	settings := plan.Settings{
		Cycles:  []plan.Cycle{{ID: "2", Name: "Monthly", Months: 1}},
		Aliases: demo.Settings().Aliases[:1],
	}
	for i, p := range largeProducts() {
		l.psa.AddCatalogItem(connectwisetest.CatalogItem{
			ID: 1000 + i, Identifier: p[1], Description: p[1], CustomerDescription: p[1], Price: "5.00", ProductClass: "Agreement",
			Subcategory: connectwisetest.Reference{ID: 1}, Type: connectwisetest.Reference{ID: 1},
		})
		settings.Products = append(settings.Products, plan.ProductMapping{Product: p[1], ItemID: fmt.Sprint(1000 + i)})
	}
	var accounts []sophos.Tenant
	var rows []sophos.UsageRow
	for i := range tenants {
		id, name := fmt.Sprintf("1a96e000-0000-4000-8000-%012d", i), fmt.Sprintf("Customer %04d", i)
		company, agreement := 10_000+i, 20_000+i
		accounts = append(accounts, sophos.Tenant{ID: id, Name: name, BillingType: sophos.BillingUsage, Status: sophos.StatusActive})
		for j, p := range largeProducts() {
			q := sophos.NewQuantity(int64(1 + (i+j)%90))
			rows = append(rows, sophos.UsageRow{
				AccountID: id, AssignedAccountIdentifier: name, AccountStatus: sophos.StatusActive, ProductCode: p[0],
				ProductGroup: "User", BillableQuantity: q, ActualQuantity: q, OrderedQuantity: q,
			})
		}
		l.psa.AddCompany(connectwisetest.Company{ID: company, Identifier: fmt.Sprintf("C%d", company), Name: name})
		l.psa.AddAgreement(connectwisetest.Agreement{
			ID: agreement, Name: "Managed Services", Company: connectwisetest.IdentifierReference{ID: company},
			StartDate: "2025-01-01", BillStartDate: "2025-01-01", NoEndingDateFlag: true, NextInvoiceDate: "2026-11-15",
			BillingCycle: connectwisetest.Reference{ID: 2, Name: "Monthly"}, Currency: connectwisetest.CurrencyReference{ID: 7, CurrencyCode: "USD"},
		})
		settings.Routes = append(settings.Routes, plan.Route{TenantID: id, CompanyID: fmt.Sprint(company), AgreementID: fmt.Sprint(agreement)})
	}
	l.central.SetTenants(accounts...)
	l.central.SetUsage(sophos.Month{Year: 2026, Month: time.October}, rows...)
	vars, err := demo.Start(l.central, l.psa)
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range vars {
		l.env = append(l.env, name+"="+value)
	}
	l.env = append(l.env, "TODAY=2026-11-02")
	document, err := json.Marshal(settings)
	if err == nil {
		err = os.WriteFile(filepath.Join(l.dir, "settings.json"), document, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// use is what a command took.
type use struct {
	clock, cpu time.Duration
	peak       int64 // bytes of memory
}

// run runs the program in a process of its own, so that what it takes can be told from what the servers take.
func (l *large) run(t testing.TB, program string, code int, args ...string) use {
	t.Helper()
	c := exec.CommandContext(t.Context(), program, args...)
	c.Dir, c.Env = l.dir, l.env
	var said strings.Builder
	c.Stderr = &said
	began := time.Now()
	err := c.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && !ok || ok && exit.ExitCode() != code || err == nil && code != 0 {
		t.Fatalf("usagesync %s: %v\n%s", strings.Join(args, " "), err, said.String())
	}
	u := use{clock: time.Since(began), cpu: c.ProcessState.UserTime() + c.ProcessState.SystemTime()}
	if r, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.peak = r.Maxrss * 1024 // kilobytes on Linux
	}
	return u
}

// sync runs a first sync, checks from the servers' logs that it asked for nothing that it doesn't need, and says what it took.
func (l *large) sync(t testing.TB) use {
	t.Helper()
	program := binary(t)
	l.run(t, program, 0, "settings", "import", "settings.json")
	first := l.run(t, program, 0, "sync", "--yes", "--json")
	lines := l.tenants * len(largeProducts())
	if n := len(l.psa.AllAdditions()); n != lines {
		t.Errorf("%d additions, want %d", n, lines)
	}
	pages := func(rows, size int) int { return (rows + size - 1) / size }
	n := map[string]int{}
	for _, r := range l.central.Requests() {
		switch {
		case strings.HasSuffix(r.Path, "/token"), strings.HasPrefix(r.Path, "/whoami"):
			n["login"]++
		case strings.HasPrefix(r.Path, "/partner/v1/tenants"):
			n["tenants"]++
		case strings.HasPrefix(r.Path, "/partner/v1/billing"):
			n["usage"]++
		default:
			n[r.Path]++
		}
	}
	for _, r := range l.psa.Requests() {
		path := strings.TrimPrefix(r.Path, connectwisetest.BasePath)
		switch {
		case r.Method == "POST":
			n["writes"]++
		case strings.HasSuffix(path, "/additions"):
			n["additions"]++
		case path == "/finance/agreements" && r.Query.Has("conditions"):
			n["agreements read again"]++
		case path == "/company/companies", path == "/finance/agreements", path == "/procurement/catalog":
			n["directory"]++
		default:
			n[path]++
		}
	}
	t.Logf("requests: %v", n)
	for what, want := range map[string]int{
		"login": 2, "tenants": pages(l.tenants, 100), "usage": pages(lines, 1000),
		"directory": 2*(l.tenants/1000+1) + 1, "writes": lines, // a page that is full is not known to be the last
	} {
		if n[what] != want {
			t.Errorf("%s: %d requests, want %d", what, n[what], want)
		}
		delete(n, what)
	}
	// Additions are listed once for the plan, and again before the first write where that is older than 30 s.
	if got := n["additions"]; got < l.tenants || got > 2*l.tenants {
		t.Errorf("additions: %d lists for %d agreements", got, l.tenants)
	}
	if got := n["agreements read again"]; got > l.tenants {
		t.Errorf("agreements: read again %d times", got)
	}
	delete(n, "additions")
	delete(n, "agreements read again")
	if len(n) > 0 {
		t.Errorf("requests that nothing needs: %v", n)
	}
	l.central.ResetLog()
	l.psa.ResetLog()
	l.run(t, program, 0, "sync", "--yes")
	if w := len(l.psa.Writes()); w != 0 {
		t.Errorf("a second sync sent %d writes", w)
	}
	return first
}

func TestASyncAsksForNothingThatItDoesNotNeed(t *testing.T) {
	t.Parallel()
	newLarge(t, 40).sync(t)
}

// BenchmarkSync is the first sync of an MSP with 2,000 customers who use 8 products each, and of smaller ones, against
// servers on loopback without limits: go test -run '^$' -bench Sync -benchtime 1x ./usagesync
func BenchmarkSync(b *testing.B) {
	for _, tenants := range []int{200, 2000} {
		b.Run(fmt.Sprintf("%dx8", tenants), func(b *testing.B) {
			rows := float64(tenants * len(largeProducts()))
			for b.Loop() {
				b.StopTimer()
				l := newLarge(b, tenants)
				b.StartTimer()
				u := l.sync(b)
				b.ReportMetric(u.clock.Seconds(), "s/sync")
				b.ReportMetric(float64(u.clock.Microseconds())/rows, "us/row")
				b.ReportMetric(float64(u.cpu.Microseconds())/rows, "cpu-us/row")
				b.ReportMetric(float64(u.peak)/(1<<20), "peak-MB")
				b.ReportMetric(float64(u.peak)/rows/1024, "peak-kB/row")
			}
		})
	}
}
