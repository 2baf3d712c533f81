package connectwise_test

import (
	"context"
	"flag"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
)

var update = flag.Bool("update", false, "rewrite the manual's table of operations")

// operation is one call of the client, the request that it makes, and an answer that it takes.
type operation struct {
	op, method, path, answer string
	call                     func(context.Context, *connectwise.Client) error
}

// collection is what every kind of record is read through.
type collection[T any] interface {
	Get(context.Context, int) (T, error)
	List(context.Context, connectwise.Query) ([]T, error)
}

// reads are the reads of one kind of record.
func reads[T any, C collection[T]](name, path string, of func(*connectwise.Client) C) []operation {
	all := []operation{
		{name + ".list", "GET", path, `[]`, func(ctx context.Context, c *connectwise.Client) error {
			return second(of(c).List(ctx, connectwise.Query{}))
		}},
		{name + ".get", "GET", path + "/5", `{"id":5}`, func(ctx context.Context, c *connectwise.Client) error {
			return second(of(c).Get(ctx, 5))
		}},
	}
	if _, counted := any(of(&connectwise.Client{})).(interface {
		Count(context.Context, connectwise.Query) (int, error)
	}); counted {
		all = append(all, operation{name + ".count", "GET", path + "/count", `{"count":0}`, func(ctx context.Context, c *connectwise.Client) error {
			type counter interface {
				Count(context.Context, connectwise.Query) (int, error)
			}
			return second(any(of(c)).(counter).Count(ctx, connectwise.Query{}))
		}})
	}
	return all
}

// operations is every call that the client can make.
func operations() []operation {
	return slices.Concat(
		reads("companies", "/company/companies", func(c *connectwise.Client) connectwise.Collection[connectwise.Company] { return c.Companies }),
		reads("companystatuses", "/company/companies/statuses", func(c *connectwise.Client) connectwise.Collection[connectwise.CompanyStatus] {
			return c.CompanyStatuses
		}),
		reads("companytypes", "/company/companies/types", func(c *connectwise.Client) connectwise.Collection[connectwise.CompanyType] { return c.CompanyTypes }),
		reads("companytypeassociations", "/company/companyTypeAssociations", func(c *connectwise.Client) connectwise.Collection[connectwise.CompanyTypeAssociation] {
			return c.CompanyTypeAssociations
		}),
		reads("typeassociations", "/company/companies/51/typeAssociations", func(c *connectwise.Client) connectwise.Collection[connectwise.CompanyTypeAssociation] {
			return c.TypeAssociations(51)
		}),
		reads("agreements", "/finance/agreements", func(c *connectwise.Client) connectwise.Collection[connectwise.Agreement] { return c.Agreements }),
		reads("agreementtypes", "/finance/agreements/types", func(c *connectwise.Client) connectwise.Collection[connectwise.AgreementType] { return c.AgreementTypes }),
		reads[connectwise.AgreementRecap]("agreementrecaps", "/finance/agreementrecap", func(c *connectwise.Client) *connectwise.AgreementRecaps { return c.AgreementRecaps }),
		reads[connectwise.Addition]("additions", "/finance/agreements/88/additions", func(c *connectwise.Client) *connectwise.Additions { return c.Additions(88) }),
		reads("adjustments", "/finance/agreements/88/adjustments", func(c *connectwise.Client) connectwise.Collection[connectwise.Adjustment] { return c.Adjustments(88) }),
		reads[connectwise.CatalogItem]("catalogitems", "/procurement/catalog", func(c *connectwise.Client) *connectwise.CatalogItems { return c.CatalogItems }),
		reads("catalogcomponents", "/procurement/catalog/2210/components", func(c *connectwise.Client) connectwise.Collection[connectwise.CatalogComponent] {
			return c.CatalogComponents(2210)
		}),
		reads("categories", "/procurement/categories", func(c *connectwise.Client) connectwise.Collection[connectwise.Category] { return c.Categories }),
		reads("subcategories", "/procurement/subcategories", func(c *connectwise.Client) connectwise.Collection[connectwise.SubCategory] { return c.Subcategories }),
		reads("producttypes", "/procurement/types", func(c *connectwise.Client) connectwise.Collection[connectwise.ProductType] { return c.ProductTypes }),
		reads("unitsofmeasure", "/procurement/unitOfMeasures", func(c *connectwise.Client) connectwise.Collection[connectwise.UnitOfMeasure] { return c.UnitsOfMeasure }),
		reads("userdefinedfields", "/system/userDefinedFields", func(c *connectwise.Client) connectwise.Collection[connectwise.UserDefinedField] {
			return c.UserDefinedFields
		}),
		[]operation{
			{"additions.create", "POST", "/finance/agreements/88/additions", `{"id":5}`, func(ctx context.Context, c *connectwise.Client) error {
				return second(c.Additions(88).Create(ctx, addition))
			}},
			{"additions.patch", "PATCH", "/finance/agreements/88/additions/5", `{"id":5}`, func(ctx context.Context, c *connectwise.Client) error {
				return second(c.Additions(88).SetQuantity(ctx, 5, connectwise.DecimalOf(0)))
			}},
			{"catalogitems.create", "POST", "/procurement/catalog", `{"id":5}`, func(ctx context.Context, c *connectwise.Client) error {
				return second(c.CatalogItems.Create(ctx, item))
			}},
			{"catalogitems.patch", "PATCH", "/procurement/catalog/5", `{"id":5}`, func(ctx context.Context, c *connectwise.Client) error {
				return second(c.CatalogItems.Patch(ctx, 5, connectwise.Replace("price", connectwise.DecimalOf(0))))
			}},
			{"system.info", "GET", "/system/info", `{}`, func(ctx context.Context, c *connectwise.Client) error { return second(c.SystemInfo(ctx)) }},
			{"companyinfo", "GET", "/login/companyinfo/northwind", `{}`, func(ctx context.Context, c *connectwise.Client) error { return second(c.CompanyInfo(ctx, "")) }},
		},
	)
}

// Every operation of the table is called here, and every call is in the table with the request that it makes.
func TestOperations(t *testing.T) {
	ids := strings.NewReplacer("{parentId}", "88", "{id}", "5", "{companyId}", "northwind")
	var table, called []string
	for _, o := range connectwise.Operations() {
		path := ids.Replace(o.Path)
		path = strings.NewReplacer("/companies/88", "/companies/51", "/catalog/88", "/catalog/2210").Replace(path)
		table = append(table, strings.Join([]string{o.Name, o.Method, path}, " "))
		if o.Source == "" {
			t.Errorf("%s: no source", o.Name)
		}
	}
	for _, o := range operations() {
		called = append(called, "connectwise."+strings.Join([]string{o.op, o.method, o.path}, " "))
	}
	if diff := cmp.Diff(table, called); diff != "" {
		t.Error(diff)
	}
	for _, o := range operations() {
		t.Run(o.op, func(t *testing.T) { meetsItsRequest(t, o) })
	}
}

func meetsItsRequest(t *testing.T, o operation) {
	var attempts []connectwise.Attempt
	var calls []connectwise.CallDone
	var carried string
	cfg := config()
	cfg.OnAttempt = func(a connectwise.Attempt) { attempts = append(attempts, a) }
	cfg.OnCall = func(d connectwise.CallDone) { calls = append(calls, d) }
	client, server := serveConfig(t, cfg, func(r *http.Request) (*http.Response, error) {
		carried = connectwise.OperationName(r.Context())
		return answer(200, o.answer)(r)
	})
	if err := o.call(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	op := "connectwise." + o.op
	if carried != op || len(attempts) != 1 || attempts[0].Op != op || len(calls) != 1 || calls[0].Op != op || calls[0].Status != 200 {
		t.Errorf("the request carried %q, the hooks saw %+v and %+v", carried, attempts, calls)
	}
	got := server.requests()[0]
	url, _, _ := strings.Cut(got.URL, "?")
	if got.Method != o.method || !strings.HasSuffix(url, o.path) {
		t.Errorf("sent %s %s", got.Method, got.URL)
	}
	if o.op != "companyinfo" {
		r := http.Request{Header: got.Header}
		user, password, _ := r.BasicAuth()
		if url != apiRoot+o.path || user != "northwind+pub-marker" || password != "private-marker" || got.Header.Get("clientId") != "client-id-marker" {
			t.Errorf("sent to %s with %v", url, got.Header)
		}
	}
	if (got.Body != "") != (got.Header.Get("Content-Type") == "application/json") || got.Header.Get("Idempotency-Key") != "" || got.Header.Get("User-Agent") != "psasync" {
		t.Errorf("headers are %v", got.Header)
	}
}

// classOf is the name of an operation's class in the table.
func classOf(op string) string {
	all := connectwise.Operations()
	return all[slices.IndexFunc(all, func(o connectwise.Operation) bool { return o.Name == "connectwise."+op })].Class.String()
}

// TestManual holds the manual's table of operations to the one in code; -update rewrites it.
func TestManual(t *testing.T) {
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	const first, end = "//\toperation ", "\n//\n"
	before, rest, ok := strings.Cut(string(text), first)
	_, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatal("doc.go has no table of operations")
	}
	var table strings.Builder
	row := func(cells ...any) { fmt.Fprintf(&table, "//\t%-29s %-6s %-54s %-7s %s\n", cells...) }
	row("operation", "method", "path", "class", "documented")
	for _, o := range connectwise.Operations() {
		row(strings.TrimPrefix(o.Name, "connectwise."), o.Method, o.Path, o.Class, o.Source)
	}
	want := before + strings.TrimSuffix(table.String(), "\n") + end + after
	if *update {
		if err := os.WriteFile("doc.go", []byte(want), 0o644); err != nil { //nolint:gosec // a source file
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(text)); diff != "" {
		t.Errorf("the manual is stale; run go test ./connectwise -run TestManual -update\n%s", diff)
	}
}
