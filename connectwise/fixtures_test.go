package connectwise_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"math/big"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
)

// models says what each response in testdata is decoded into.
func models() map[string]reflect.Type {
	return map[string]reflect.Type{
		"addition.json":                reflect.TypeFor[connectwise.Addition](),
		"addition-full.json":           reflect.TypeFor[connectwise.Addition](),
		"agreement-full.json":          reflect.TypeFor[connectwise.Agreement](),
		"catalogitem-full.json":        reflect.TypeFor[connectwise.CatalogItem](),
		"adjustment.json":              reflect.TypeFor[connectwise.Adjustment](),
		"agreementrecap.json":          reflect.TypeFor[connectwise.AgreementRecap](),
		"agreements.json":              reflect.TypeFor[[]connectwise.Agreement](),
		"agreementtype.json":           reflect.TypeFor[connectwise.AgreementType](),
		"catalogcomponents.json":       reflect.TypeFor[[]connectwise.CatalogComponent](),
		"catalogitem.json":             reflect.TypeFor[connectwise.CatalogItem](),
		"category.json":                reflect.TypeFor[connectwise.Category](),
		"company.json":                 reflect.TypeFor[connectwise.Company](),
		"company-old.json":             reflect.TypeFor[connectwise.Company](),
		"companyinfo.json":             reflect.TypeFor[connectwise.CompanyInfo](),
		"companystatus.json":           reflect.TypeFor[connectwise.CompanyStatus](),
		"companytypeassociations.json": reflect.TypeFor[[]connectwise.CompanyTypeAssociation](),
		"companytypes.json":            reflect.TypeFor[[]connectwise.CompanyType](),
		"producttype.json":             reflect.TypeFor[connectwise.ProductType](),
		"subcategory.json":             reflect.TypeFor[connectwise.SubCategory](),
		"systeminfo.json":              reflect.TypeFor[connectwise.SystemInfo](),
		"unitofmeasure.json":           reflect.TypeFor[connectwise.UnitOfMeasure](),
		"userdefinedfield.json":        reflect.TypeFor[connectwise.UserDefinedField](),
	}
}

// Every response is decoded and encoded again, and no modelled member of it is lost or changed.
func TestFixturesKeepTheirMembers(t *testing.T) {
	models := models()
	files, err := fs.Glob(os.DirFS("testdata"), "*.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(slices.Sorted(maps.Keys(models)), files); diff != "" {
		t.Fatalf("the files and their models differ: %s", diff)
	}
	met := map[string]bool{} // members that some file gives a value, "Addition.quantity"
	for name, model := range models {
		text := []byte(fixture(t, name))
		record := reflect.New(model)
		if err := json.Unmarshal(text, record.Interface()); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again, err := json.Marshal(record.Interface())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		kept(t, name, model, value(t, text), value(t, again), met)
	}
	for _, model := range models {
		every(t, model, met)
	}
}

// every reports members of a model that no file holds, of which the files prove nothing.
func every(t *testing.T, model reflect.Type, met map[string]bool) {
	t.Helper()
	if model.Kind() == reflect.Slice {
		model = model.Elem()
	}
	for member := range members(model) {
		if !met[model.Name()+"."+member] {
			t.Errorf("no file in testdata has %s.%s", model.Name(), member)
		}
	}
}

// members are the JSON names of a struct's fields with their types.
func members(model reflect.Type) map[string]reflect.Type {
	all := map[string]reflect.Type{}
	for field := range model.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" {
			name = field.Name // CompanyInfo
		}
		if name != "-" {
			all[name] = field.Type
		}
	}
	return all
}

func value(t *testing.T, text []byte) any {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.UseNumber()
	var v any
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// kept compares what a file said with what its model says, as far as it is modelled.
func kept(t *testing.T, path string, model reflect.Type, said, says any, met map[string]bool) {
	t.Helper()
	if said == nil {
		return // null is absent
	}
	if model.Kind() == reflect.Pointer {
		model = model.Elem()
	}
	switch {
	case model == reflect.TypeFor[connectwise.Date]():
		if a, b := said.(string), says.(string); a[:len("2006-01-02")] != b[:len("2006-01-02")] {
			t.Errorf("%s: %s became %s", path, a, b)
		}
	case model == reflect.TypeFor[connectwise.Decimal](), model == reflect.TypeFor[json.RawMessage](), model.Kind() != reflect.Struct && model.Kind() != reflect.Slice:
		if !same(said, says) {
			t.Errorf("%s: %v became %v", path, said, says)
		}
	case model.Kind() == reflect.Slice:
		a, b := said.([]any), says.([]any)
		if len(a) != len(b) {
			t.Errorf("%s: %d entries became %d", path, len(a), len(b))
			return
		}
		for i := range a {
			kept(t, path, model.Elem(), a[i], b[i], met)
		}
	default:
		a, b := said.(map[string]any), says.(map[string]any)
		for name, sub := range members(model) {
			if a[name] == nil {
				continue
			}
			met[model.Name()+"."+name] = true
			kept(t, path+" "+name, sub, a[name], b[name], met)
		}
	}
}

// same compares numbers as numbers.
func same(a, b any) bool {
	x, isNumber := a.(json.Number)
	y, areNumbers := b.(json.Number)
	if !isNumber || !areNumbers {
		return a == b
	}
	p, _ := new(big.Rat).SetString(x.String())
	q, _ := new(big.Rat).SetString(y.String())
	return p.Cmp(q) == 0
}
