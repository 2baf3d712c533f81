package connectwise_test

import (
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
)

func TestPatchBodies(t *testing.T) {
	client, server := serve(t, answer(200, `{"id":5}`), answer(200, `{"id":5}`))
	additions := client.Additions(88)
	if _, err := additions.Patch(t.Context(), 5,
		connectwise.Replace("quantity", connectwise.DecimalOf(0)), connectwise.Replace("taxableFlag", false),
		connectwise.Replace("cancelledDate", nil), connectwise.Replace("effectiveDate", date(t, "2026-10-01")),
		connectwise.Replace("product", connectwise.Ref{ID: 2210}), connectwise.Replace("invoiceDescription", ""),
	); err != nil {
		t.Fatal(err)
	}
	if _, err := additions.Patch(t.Context(), 5,
		connectwise.PatchOp{Op: "add", Path: "serialNumber", Value: 0}, connectwise.PatchOp{Op: "remove", Path: "cancelledDate", Value: 1},
	); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{
		`[{"op":"replace","path":"quantity","value":0},{"op":"replace","path":"taxableFlag","value":false},` +
			`{"op":"replace","path":"cancelledDate","value":null},{"op":"replace","path":"effectiveDate","value":"2026-10-01T00:00:00Z"},` +
			`{"op":"replace","path":"product","value":{"id":2210}},{"op":"replace","path":"invoiceDescription","value":""}]`,
		`[{"op":"add","path":"serialNumber","value":0},{"op":"remove","path":"cancelledDate"}]`,
	} {
		if diff := cmp.Diff(want, server.requests()[i].Body); diff != "" {
			t.Error(diff)
		}
	}
}

func TestPatchRefused(t *testing.T) {
	for name, ops := range map[string][]connectwise.PatchOp{
		"nothing":        nil,
		"unknown op":     {{Op: "test", Path: "quantity", Value: 1}},
		"nested path":    {connectwise.Replace("product/id", 2210)},
		"leading slash":  {connectwise.Replace("/quantity", 1)},
		"empty path":     {connectwise.Replace("", 1)},
		"no JSON":        {connectwise.Replace("quantity", func() {})},
		"absent number":  {connectwise.Replace("quantity", connectwise.Decimal{})},
		"absent date":    {connectwise.Replace("cancelledDate", connectwise.Date{})},
		"float":          {connectwise.Replace("quantity", 0.1)},
		"read reference": {connectwise.Replace("product", connectwise.Reference{ID: 2210})},
		"one bad of two": {connectwise.Replace("quantity", 1), connectwise.Replace("a b", 1)},
	} {
		client, server := serve(t)
		if _, err := client.CatalogItems.Patch(t.Context(), 5, ops...); argumentErrors(err) != 1 || len(server.requests()) != 0 {
			t.Errorf("%s: %v, %d requests", name, err, len(server.requests()))
		}
	}
}

// Replacing may be repeated; as soon as one operation adds or removes, the patch is sent once.
func TestPatchClasses(t *testing.T) {
	replace := connectwise.Replace("quantity", 1)
	for name, tt := range map[string]struct {
		ops       []connectwise.PatchOp
		sent      int
		ambiguous bool
	}{
		"replace":            {[]connectwise.PatchOp{replace, replace}, 2, false},
		"replace and add":    {[]connectwise.PatchOp{replace, {Op: "add", Path: "serialNumber", Value: "x"}}, 1, true},
		"replace and remove": {[]connectwise.PatchOp{{Op: "remove", Path: "cancelledDate"}, replace}, 1, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			client, server := serve(t, answer(http.StatusBadGateway, ""), answer(200, `{"id":5}`))
			_, err := client.Additions(88).Patch(t.Context(), 5, tt.ops...)
			if len(server.requests()) != tt.sent || matches(err, connectwise.ErrAmbiguous) != tt.ambiguous || (err == nil) == tt.ambiguous {
				t.Errorf("%s: %d requests, %v", name, len(server.requests()), err)
			}
		})
	}
}
