package sophos_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/sophos"
)

func TestQuantityJSON(t *testing.T) {
	for in, want := range map[string]struct {
		text  string
		whole int64
		isInt bool
	}{
		`null`:                {"", 0, false},
		`0`:                   {"0", 0, true},
		`20`:                  {"20", 20, true},
		`20.0`:                {"20.0", 20, true},
		`"20"`:                {"20", 20, true},
		`-3`:                  {"-3", -3, true},
		`1.25`:                {"1.25", 1, false},
		`2E1`:                 {"20", 20, true},
		`1.25e1`:              {"12.5", 12, false},
		`1e-3`:                {"0.001", 0, false},
		`9223372036854775808`: {"9223372036854775808", 0, false},
	} {
		var q sophos.Quantity
		if err := json.Unmarshal([]byte(in), &q); err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		n, ok := q.Int64()
		if q.String() != want.text || q.Present() != (want.text != "") || ok != want.isInt || ok && n != want.whole {
			t.Errorf("%s: %q, %d, %v", in, q, n, ok)
		}
		out, err := json.Marshal(q)
		if err != nil {
			t.Errorf("%s: %v", in, err)
		}
		var again sophos.Quantity
		if err := json.Unmarshal(out, &again); err != nil || again != q {
			t.Errorf("%s came back as %s: %v", in, out, err)
		}
	}
	for _, in := range []string{
		`true`, `{}`, `[1]`, `""`, `"twenty"`, `" 20"`, `"0x14"`, `"NaN"`, `1e31`, `1e999999999`,
		`11111111111111111111111111111111111111111`,
	} {
		q := sophos.NewQuantity(7)
		if err := json.Unmarshal([]byte(in), &q); err == nil {
			t.Errorf("%s became %q", in, q)
		} else if strings.Contains(err.Error(), "twenty") {
			t.Errorf("the error repeats the value: %v", err)
		}
	}
}

func TestAbsentIsNotZero(t *testing.T) {
	var row sophos.UsageRow
	if err := json.Unmarshal([]byte(`{"billableQuantity":0}`), &row); err != nil {
		t.Fatal(err)
	}
	if !row.BillableQuantity.Present() || row.ActualQuantity.Present() {
		t.Errorf("%+v", row)
	}
	out, err := json.Marshal(row)
	if string(out) != `{"billableQuantity":0}` {
		t.Errorf("%s, %v", out, err)
	}
}

func FuzzQuantity(f *testing.F) {
	for _, s := range []string{"0", "20", "1.5e3", "-0.1", "1E-30"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := sophos.ParseQuantity(s)
		if err != nil {
			return
		}
		if strings.ContainsAny(q.String(), "eE+") {
			t.Errorf("%q keeps its exponent: %q", s, q)
		}
		again, err := sophos.ParseQuantity(q.String())
		if len(q.String()) <= 40 && (err != nil || again != q) {
			t.Errorf("%q: %q came back as %q, %v", s, q, again, err)
		}
	})
}

func TestDecimal(t *testing.T) {
	for in, want := range map[string]sophos.Decimal{`"1.40"`: "1.40", `1.40`: "1.40", `null`: "", `""`: ""} {
		d := sophos.Decimal("old")
		if err := json.Unmarshal([]byte(in), &d); err != nil || d != want {
			t.Errorf("%s: %q, %v", in, d, err)
		}
	}
	var d sophos.Decimal
	if err := json.Unmarshal([]byte(`{}`), &d); err == nil {
		t.Error("an object is no price")
	}
}

func TestDate(t *testing.T) {
	for in, want := range map[sophos.Date]string{
		"2026-10-31": "2026-10-31T00:00:00Z", "2026-10-30T08:15:00.000Z": "2026-10-30T08:15:00Z",
		"2021-04-31": "", "": "", "31.10.2026": "",
	} {
		got, ok := in.Time()
		if ok != (want != "") || ok && got.Format("2006-01-02T15:04:05Z07:00") != want {
			t.Errorf("%q: %v, %v", in, got, ok)
		}
	}
}

func TestIDs(t *testing.T) {
	if got := sophos.NormalID(" urn:uuid:2F9D6A10 "); got != "2f9d6a10" {
		t.Error(got)
	}
	if !sophos.EqualID("URN:UUID:Ab", "aB") || sophos.EqualID("a", "b") || sophos.EqualID("", "") {
		t.Error("EqualID")
	}
}

func TestMonth(t *testing.T) {
	m, err := sophos.ParseMonth("2026-10")
	if err != nil || m != october || m.String() != "2026-10" {
		t.Errorf("%v, %v", m, err)
	}
	for _, s := range []string{"", "2026", "2026-13", "10-2026", "2026-1"} {
		if m, err := sophos.ParseMonth(s); err == nil {
			t.Errorf("%q became %v", s, m)
		}
	}
}

// The row's tags are held to a document with all 35 members.
func TestUsageRowHasAllMembers(t *testing.T) {
	want := load[map[string]any](t, "usage_row.json")
	out, err := json.Marshal(load[sophos.UsageRow](t, "usage_row.json"))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if len(want) != 35 {
		t.Errorf("the document has %d members", len(want))
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestSyncFieldsKeepPricesAndPeopleOut(t *testing.T) {
	all := load[map[string]any](t, "usage_row.json")
	for _, f := range sophos.SyncFields() {
		if _, ok := all[f]; !ok {
			t.Errorf("%s is no member", f)
		}
		for _, kept := range []string{"contact", "Price", "Msrp", "partner", "Discount"} {
			if strings.Contains(f, kept) {
				t.Errorf("%s is asked for", f)
			}
		}
	}
}
