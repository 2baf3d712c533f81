package connectwise_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
)

// A member that isn't of its documented type is absent and named, and costs no other member or record anything.
func TestDoubts(t *testing.T) {
	for name, tt := range map[string]struct {
		row  string
		want connectwise.Addition
	}{
		"quoted quantity":      {`{"id":2,"quantity":"24","unitPrice":1.5}`, connectwise.Addition{ID: 2, UnitPrice: decimal(t, "1.5"), Doubts: []string{"quantity"}}},
		"quantity beyond it":   {`{"id":2,"quantity":1e30}`, connectwise.Addition{ID: 2, Doubts: []string{"quantity"}}},
		"quantity as object":   {`{"id":2,"quantity":{"value":24}}`, connectwise.Addition{ID: 2, Doubts: []string{"quantity"}}},
		"a date that is none":  {`{"id":2,"cancelledDate":"30/06/2026","quantity":3}`, connectwise.Addition{ID: 2, Quantity: decimal(t, "3"), Doubts: []string{"cancelledDate"}}},
		"number for text":      {`{"id":2,"billCustomer":1}`, connectwise.Addition{ID: 2, Doubts: []string{"billCustomer"}}},
		"text for reference":   {`{"id":2,"product":"2210"}`, connectwise.Addition{ID: 2, Doubts: []string{"product"}}},
		"half a reference":     {`{"id":2,"product":{"identifier":"NW","id":"2210"}}`, connectwise.Addition{ID: 2, Doubts: []string{"product"}}},
		"object for list":      {`{"id":2,"customFields":{"id":1}}`, connectwise.Addition{ID: 2, Doubts: []string{"customFields"}}},
		"text for flag":        {`{"id":2,"taxableFlag":"yes"}`, connectwise.Addition{ID: 2, Doubts: []string{"taxableFlag"}}},
		"several":              {`{"unitCost":"a","id":2,"effectiveDate":20260701}`, connectwise.Addition{ID: 2, Doubts: []string{"unitCost", "effectiveDate"}}},
		"not modelled":         {`{"id":2,"Doubts":["x"],"-":["y"],"quantity":null}`, connectwise.Addition{ID: 2}},
		"with the name \"-\"":  {`{"id":2,"-":["y"],"quantity":"1"}`, connectwise.Addition{ID: 2, Doubts: []string{"quantity"}}},
		"null is no doubt":     {`{"id":2,"quantity":null,"product":null,"_info":null}`, connectwise.Addition{ID: 2}},
		"a date with a moment": {`{"id":2,"effectiveDate":"2026-07-01T04:00:00Z"}`, connectwise.Addition{ID: 2, EffectiveDate: date(t, "2026-07-01")}},
	} {
		client, _ := serve(t, answer(200, `[{"id":1,"quantity":24},`+tt.row+`,{"id":3,"quantity":0}]`), answer(200, tt.row))
		all, err := connectwise.Collect(client.Additions(88).All(t.Context(), connectwise.Query{}))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := []connectwise.Addition{{ID: 1, Quantity: connectwise.DecimalOf(24)}, tt.want, {ID: 3, Quantity: connectwise.DecimalOf(0)}}
		if diff := cmp.Diff(want, all); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		one, err := client.Additions(88).Get(t.Context(), 2)
		if diff := cmp.Diff(tt.want, one); diff != "" || err != nil {
			t.Errorf("%s, alone: %v %s", name, err, diff)
		}
	}
}

// A record that can't be told from others, and a list that is none, are not read by halves.
func TestListsThatCantBeRead(t *testing.T) {
	for name, body := range map[string]string{
		"text for id":           `[{"id":1},{"id":"2"}]`,
		"fraction for id":       `[{"id":1},{"id":2.5}]`,
		"no id":                 `[{"id":1},{"name":"x"}]`,
		"null for a record":     `[{"id":1},null]`,
		"text for a record":     `[{"id":1},"x"]`,
		"list for a record":     `[{"id":1},[]]`,
		"two lists":             `[{"id":1}][]`,
		"broken off by a quote": `[{"id":1,"quantity":"}]`,
	} {
		synctest.Test(t, func(t *testing.T) { // what looks cut off is asked for again
			client, _ := serve(t, repeat(5, answer(200, body))...)
			got, err := connectwise.Collect(client.Additions(88).All(t.Context(), connectwise.Query{}))
			if got != nil || !errors.Is(err, connectwise.ErrBody) {
				t.Errorf("%s: got %v, %v", name, got, err)
			}
			if got, err := client.Additions(88).List(t.Context(), connectwise.Query{}); got != nil || err == nil {
				t.Errorf("%s, one page: got %v, %v", name, got, err)
			}
		})
	}
}

// An answer to a create whose only readable member is the id proves that it was carried out.
func TestCreateWithDoubts(t *testing.T) {
	client, _ := serve(t, answer(http.StatusCreated, `{"id":5,"quantity":"41"}`))
	got, err := client.Additions(88).Create(t.Context(), addition)
	if diff := cmp.Diff(connectwise.Addition{ID: 5, Doubts: []string{"quantity"}}, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

// The rows of a walk share memory from page to page, and nothing of one page may show up in the next.
func TestPagesDontLeakIntoEachOther(t *testing.T) {
	client, _ := serve(t,
		answer(200, `[{"id":1,"quantity":5,"taxableFlag":true,"product":{"id":9,"identifier":"X"},"customFields":[{"id":1,"value":7}]},{"id":2,"serialNumber":"S"}]`),
		answer(200, `[{"id":3},{"id":4,"taxableFlag":false,"customFields":[{"id":2}]}]`), answer(200, `[]`),
	)
	got, err := connectwise.Collect(client.Additions(88).All(t.Context(), connectwise.Query{PageSize: 2}))
	want := []connectwise.Addition{
		{
			ID: 1, Quantity: connectwise.DecimalOf(5), TaxableFlag: new(true), Product: connectwise.Reference{ID: 9, Identifier: "X"},
			CustomFields: []connectwise.CustomField{{ID: 1, Value: json.RawMessage("7")}},
		},
		{ID: 2, SerialNumber: "S"}, {ID: 3}, {ID: 4, TaxableFlag: new(false), CustomFields: []connectwise.CustomField{{ID: 2}}},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

// Every record can say which of its members were doubtful.
func TestRecordsHaveDoubts(t *testing.T) {
	for file, model := range models() {
		if model.Kind() == reflect.Slice {
			model = model.Elem()
		}
		f, ok := model.FieldByName("Doubts")
		if isRecord := !strings.HasSuffix(file, "info.json"); ok != isRecord || ok && (f.Type != reflect.TypeFor[[]string]() || f.Tag.Get("json") != "-") {
			t.Errorf("%s: Doubts is %v", model, f)
		}
	}
}
