package openapi_test

import (
	"context"
	"iter"
	"testing"
	"testing/synctest"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/internal/itest/openapi"
)

// minRequests is what the drive sends at least: a drive that sends nothing breaks no rule.
const minRequests = 110

// TestClientAndServerKeepTheDocument drives everything that the client can do, and a sync, and judges each request and
// each answer by the vendor's document.
func TestClientAndServerKeepTheDocument(t *testing.T) {
	r := rules(t)
	seen := map[string]int{}
	requests := 0
	for name, drive := range map[string]func(*testing.T, *openapi.Rules) *openapi.Watch{"client": driveClient, "sync": driveSync} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				report := drive(t, r).Report()
				for _, v := range report.Violations {
					t.Error(v)
				}
				for operation, n := range report.Seen {
					seen[operation] += n
				}
				requests += report.Requests
				t.Logf("%d requests, %d answers, %d operations", report.Requests, report.Answers, len(report.Seen))
			})
		})
	}
	if requests < minRequests {
		t.Errorf("%d requests were judged, want %d at least", requests, minRequests)
	}
	for _, operation := range r.Operations() {
		if seen[operation] == 0 {
			t.Errorf("%s was never sent", operation)
		}
	}
}

// client makes a client whose requests and answers are watched.
func client(t *testing.T, r *openapi.Rules, psa *connectwisetest.Server) (*connectwise.Client, *openapi.Watch) {
	t.Helper()
	watch := r.Watch(psa.Pipe())
	o := psa.Options()
	c, err := connectwise.New(connectwise.Config{
		BaseURL: "https://psa.example" + connectwisetest.BasePath, Company: o.Company, PublicKey: o.PublicKey,
		PrivateKey: connectwise.Secret(o.PrivateKey), ClientID: o.ClientID, Version: "2026.4",
		Limits: connectwise.NoLimits(), RoundTripper: watch,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdleConnections)
	return c, watch
}

func driveClient(t *testing.T, r *openapi.Rules) *openapi.Watch {
	psa := full(t)
	c, watch := client(t, r, psa)
	read(t, c.Companies)
	read(t, c.CompanyStatuses)
	read(t, c.CompanyTypes)
	read(t, c.CompanyTypeAssociations)
	read(t, c.TypeAssociations(1))
	read(t, c.Agreements)
	read(t, c.AgreementTypes)
	read[connectwise.AgreementRecap](t, c.AgreementRecaps)
	read[connectwise.Addition](t, c.Additions(1))
	read(t, c.Adjustments(1))
	read[connectwise.CatalogItem](t, c.CatalogItems)
	read(t, c.CatalogComponents(1))
	read(t, c.Categories)
	read(t, c.Subcategories)
	read(t, c.ProductTypes)
	read(t, c.UnitsOfMeasure)
	read(t, c.UserDefinedFields)
	writeAdditions(t, c)
	writeItems(t, c)
	describe(t, c)
	fail(t, c, psa)
	return watch
}

// records is what every kind of record is read through.
type records[T any] interface {
	Get(context.Context, int) (T, error)
	List(context.Context, connectwise.Query) ([]T, error)
	All(context.Context, connectwise.Query) iter.Seq2[T, error]
}

type counted interface {
	Count(context.Context, connectwise.Query) (int, error)
}

// read reads the one record in every way there is.
func read[T any](t *testing.T, c records[T]) {
	t.Helper()
	ctx := t.Context()
	one := connectwise.Query{Where: connectwise.And(connectwise.Field("id").In(1, 2), connectwise.Field("id").Lt(2))}
	shaped := one
	shaped.Fields, shaped.OrderBy = []string{"id"}, []connectwise.Order{{Field: "id", Desc: true}}
	shaped.Page, shaped.PageSize = 1, 1
	trimmed := connectwise.Query{Fields: []string{"id"}, PageSize: 1}
	got, err := c.Get(ctx, 1)
	must(t, err)
	expectAll(t, got)
	for _, q := range []connectwise.Query{{}, one, shaped} {
		rows, err := c.List(ctx, q)
		must(t, err)
		expectOne(t, got, rows)
	}
	for _, q := range []connectwise.Query{{}, one, trimmed} {
		rows, err := connectwise.Collect(c.All(ctx, q))
		must(t, err)
		expectOne(t, got, rows)
	}
	if c, ok := c.(counted); ok {
		n, err := c.Count(ctx, one)
		must(t, err)
		if n != 1 {
			t.Errorf("%T: counted %d", got, n)
		}
	}
}

func expectOne[T any](t *testing.T, kind T, rows []T) {
	t.Helper()
	if len(rows) != 1 {
		t.Errorf("%T: %d records instead of one", kind, len(rows))
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
