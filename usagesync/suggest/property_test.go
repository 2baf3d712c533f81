package suggest_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/suggest"
)

// world is a small site whose names often nearly meet.
type world struct {
	customers suggest.CustomersInput
	products  []catalog.Product
	items     []plan.Item
}

func genWorld(t *rapid.T) world {
	name := rapid.Custom(func(t *rapid.T) string {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"Acme", "ACME", "Huber", "Hüber", "Dental", "山川", "Ромашка", "X", "-", ""}), 0, 3).Draw(t, "words")
		return strings.Join(append(words, rapid.SampledFrom([]string{"", "", "Inc.", "GmbH", "株式会社"}).Draw(t, "form")), " ")
	})
	date := rapid.Custom(func(t *rapid.T) plan.Date {
		return plan.NewDate(2026, time.January, 1).AddDays(rapid.IntRange(0, 600).Draw(t, "day"))
	})
	count := rapid.IntRange(0, 6)
	var w world
	d := &w.customers.Directory
	w.customers.Day = day(10, 15)
	for i := range count.Draw(t, "companies") {
		d.Companies = append(d.Companies, plan.Company{ID: fmt.Sprint("c", i), Name: name.Draw(t, "company"), Deleted: rapid.IntRange(0, 3).Draw(t, "deleted") == 0})
	}
	for i := range count.Draw(t, "agreements") {
		a := plan.Agreement{ID: fmt.Sprint("a", i), CompanyID: fmt.Sprint("c", count.Draw(t, "of")), Start: date.Draw(t, "start"), Cancelled: rapid.IntRange(0, 3).Draw(t, "cancelled") == 0}
		if rapid.Bool().Draw(t, "ends") {
			a.End = date.Draw(t, "end")
		}
		d.Agreements = append(d.Agreements, a)
	}
	for i := range count.Draw(t, "tenants") {
		w.customers.Tenants = append(w.customers.Tenants, plan.Tenant{ID: fmt.Sprint("t", i), Name: name.Draw(t, "tenant"), Own: i == 5})
	}
	for range rapid.IntRange(0, 3).Draw(t, "routes") {
		w.customers.Routes = append(w.customers.Routes, plan.Route{
			TenantID: fmt.Sprint("t", count.Draw(t, "tenant")), CompanyID: fmt.Sprint("c", count.Draw(t, "company")), AgreementID: fmt.Sprint("a", count.Draw(t, "agreement")),
		})
	}
	for i := range count.Draw(t, "items") {
		w.items = append(w.items, plan.Item{ID: fmt.Sprint("i", i), Identifier: name.Draw(t, "identifier"), Description: "Sophos " + name.Draw(t, "description")})
	}
	for i := range count.Draw(t, "products") {
		w.products = append(w.products, catalog.Product{Identifier: fmt.Sprint("Sophos_", i, name.Draw(t, "identifier")), Description: "Sophos Central " + name.Draw(t, "description")})
	}
	return w
}

// answers is everything that the package says of a world, as JSON.
func (w world) answers(t *rapid.T) string {
	var names []string
	for _, c := range w.customers.Directory.Companies {
		names = append(names, c.Name)
	}
	hits, err := suggest.Search("acme", w.items)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent([]any{
		suggest.Customers(w.customers, suggest.Options{}), suggest.Products(w.products, w.items, suggest.Options{}), hits,
		suggest.Closest("acmee", names),
		suggest.Successors(suggest.SuccessorsInput{Day: w.customers.Day, Routes: w.customers.Routes, Directory: w.customers.Directory}),
	}, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (w world) shuffled(seed uint64) world {
	r := rand.New(rand.NewPCG(seed, 0))
	d := &w.customers.Directory
	d.Companies, d.Agreements, d.Items = shuffle(r, d.Companies), shuffle(r, d.Agreements), shuffle(r, d.Items)
	w.customers.Tenants, w.customers.Routes = shuffle(r, w.customers.Tenants), shuffle(r, w.customers.Routes)
	w.products, w.items = shuffle(r, w.products), shuffle(r, w.items)
	return w
}

func shuffle[T any](r *rand.Rand, list []T) []T {
	list = slices.Clone(list)
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

func TestOrderHasNoEffect(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := genWorld(t)
		again := w.shuffled(rapid.Uint64().Draw(t, "seed"))
		if diff := cmp.Diff(w.answers(t), again.answers(t)); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestWhatIsSuggested holds every suggestion to what the manual promises, by its own slow reading of the world.
func TestWhatIsSuggested(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := genWorld(t).customers
		for _, c := range suggest.Customers(in, suggest.Options{}) {
			checkExactFirst(t, in, c)
			last := 100
			for i, m := range c.Companies {
				if m.Score > last || m.Score < 50 {
					t.Fatalf("%+v: the score %d after %d", c, m.Score, last)
				}
				if last = m.Score; m.Clear {
					checkClear(t, in, c, i)
				}
			}
		}
	})
}

func checkExactFirst(t *rapid.T, in suggest.CustomersInput, c suggest.Customer) {
	exact := slices.ContainsFunc(in.Directory.Companies, func(co plan.Company) bool { return co.Name == c.Tenant.Name })
	letters := strings.ContainsFunc(c.Tenant.Name, unicode.IsLetter)
	if exact && letters && !c.Exclude && (len(c.Companies) == 0 || c.Companies[0].Company.Name != c.Tenant.Name || c.Companies[0].Reason != suggest.Exact) {
		t.Fatalf("%q is a company, but the candidates are %+v", c.Tenant.Name, c.Companies)
	}
}

func checkClear(t *rapid.T, in suggest.CustomersInput, c suggest.Customer, at int) {
	m := c.Companies[at]
	mapped := slices.ContainsFunc(in.Routes, func(r plan.Route) bool { return r.TenantID == c.Tenant.ID || r.CompanyID == m.Company.ID })
	if at != 0 || m.Company.Deleted || len(m.Collisions) > 0 || m.Reason == suggest.Similar || len(m.Agreements) != 1 || mapped {
		t.Fatalf("clear: %+v", m)
	}
	if a := m.Agreements[0]; a.CompanyID != m.Company.ID || a.Cancelled || in.Day.Before(a.Start) || !a.End.IsZero() && a.End.Before(in.Day) {
		t.Fatalf("clear, but not eligible: %+v", a)
	}
	for _, other := range in.Directory.Companies {
		if other.ID != m.Company.ID && strings.EqualFold(other.Name, m.Company.Name) {
			t.Fatalf("clear, but %+v has that name, too", other)
		}
	}
	for _, other := range in.Tenants {
		route := slices.ContainsFunc(in.Routes, func(r plan.Route) bool { return r.TenantID == other.ID })
		if other.ID != c.Tenant.ID && !other.Own && !route && strings.EqualFold(other.Name, c.Tenant.Name) {
			t.Fatalf("clear, but %+v has that name, too", other)
		}
	}
}
