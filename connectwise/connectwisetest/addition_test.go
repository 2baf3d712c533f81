package connectwisetest_test

import (
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

const (
	additions = "/finance/agreements/314/additions"
	addition  = additions + "/3401"
)

func TestCreateAddition(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // in a bubble it is 2000-01-01
		p := newPSA(t, connectwisetest.Options{})
		got := p.send("POST", additions, `{"product":{"id":1351},"quantity":7,"billCustomer":"Billable","effectiveDate":"2026-07-01T00:00:00Z","extPrice":1,"description":"mine"}`)
		want := `{"id":3402,"product":{"id":1351,"identifier":"FW","serializedFlag":false},"quantity":7.0,"lessIncluded":0.0,"unitPrice":30.0,"unitCost":11.5,` +
			`"billCustomer":"Billable","effectiveDate":"2026-07-01T00:00:00Z","taxableFlag":false,"invoiceDescription":"Firewall for you","purchaseItemFlag":false,"specialOrderFlag":false,` +
			`"agreementId":314,"description":"Firewall","billedQuantity":7.0,"uom":"Each","extPrice":210.0,"extCost":80.5,"sequenceNumber":2.0,"margin":129.5,` +
			`"prorateCost":0.0,"proratePrice":0.0,"extendedProrateCost":0.0,"extendedProratePrice":0.0,"prorateCurrentPeriodFlag":false,"agreementStatus":"Active",` +
			`"_info":{"lastUpdated":"2000-01-01T00:00:00Z","updatedBy":"UsageSync","dateEntered":"2000-01-01T00:00:00Z","enteredBy":"UsageSync"}}`
		if got.status != 201 || got.body != want {
			t.Errorf("%d %s", got.status, cmp.Diff(want, got.body))
		}
		if raw := string(p.Raw(3402)); raw != want {
			t.Errorf("raw: %s", raw)
		}
		if next := p.send("POST", additions, `{"product":{"identifier":"fw"},"billCustomer":"NoCharge","effectiveDate":"2026-07-01T00:00:00Z"}`); next.member(t, "id") != "3403" || next.member(t, "quantity") != "1.0" {
			t.Errorf("second: %s", next.body)
		}
	})
}

func TestCreateAdditionKeepsWhatIsGiven(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	got := p.send("POST", additions, `{"product":{"id":1350},"quantity":10.125,"lessIncluded":12,"unitPrice":0,"unitCost":0.001,"billCustomer":"Billable",`+
		`"effectiveDate":"2026-07-01T00:00:00Z","taxableFlag":false,"invoiceDescription":"a\r\nb","cancelledDate":null,"customFields":[{"id":1,"value":1.10}]}`)
	for name, want := range map[string]string{
		"quantity": "10.125", "billedQuantity": "0.0", "unitPrice": "0.0", "extPrice": "0.0", "extCost": "0.010125", "margin": "-0.010125",
		"taxableFlag": "false", "invoiceDescription": `"a b"`, "cancelledDate": "", "customFields": `[{"id":1,"value":1.10}]`,
	} {
		if v := got.member(t, name); v != want {
			t.Errorf("%s is %s, want %s", name, v, want)
		}
	}
}

func TestRefusedAdditions(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	const invalid = "Bad Request | InvalidObject: addition object is invalid | "
	const rest = `,"billCustomer":"Billable","effectiveDate":"2026-07-01T00:00:00Z"}`
	for body, want := range map[string]string{
		`{"effectiveDate":"2026-07-01T00:00:00Z"}`: invalid + "MissingRequiredField addition.product: product is required. | MissingRequiredField addition.billCustomer: billCustomer is required.",
		`{"product":{"id":9}` + rest:               invalid + "NotFound addition.product/id: product 9 not found",
		`{"product":{"identifier":"X"}` + rest:     invalid + "NotFound addition.product/identifier: product X not found",
		`{"product":{"id":1352}` + rest:            invalid + "InvalidObject addition.product: A bundle can't be an addition.",
		`{"product":{"id":1350},"billCustomer":"Maybe","effectiveDate":"2026-07-01T00:00:00Z"}`:    invalid + "InvalidField addition.billCustomer: The field billCustomer must be one of [Billable DoNotBill NoCharge].",
		`{"product":{"id":1350},"serialNumber":"` + strings.Repeat("ü", 51) + `"` + rest:           invalid + "MaxLengthField addition.serialNumber: The field serialNumber must be a string with a maximum length of 50.",
		`{"product":{"id":1350},"billCustomer":"Billable","effectiveDate":"2024-12-31T00:00:00Z"}`: invalid + "InvalidObject addition.effectiveDate: effectiveDate cannot be less than the agreement billing start date",
		`{"product":{"id":1350},"billCustomer":"Billable","effectiveDate":"2026-06-30T00:00:00Z"}`: invalid + invoiced,
	} {
		if d := cmp.Diff(want, p.send("POST", additions, body).problem(t)); d != "" {
			t.Errorf("%s: %s", body, d)
		}
	}
	if got := p.AllAdditions(); len(got) != 1 {
		t.Errorf("a refused addition was stored: %v", got)
	}
}

const invoiced = "InvalidObject addition.effectiveDate: Since this period has already been invoiced there will not be an invoice generated for additional products for this period. " +
	"Please prorate the agreement or update the start date to on or after the Next Invoice Date."

// The date rules follow billing start, next invoice date and proration of the agreement, a child's of its topmost parent.
func TestEffectiveDateRules(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	child := p.AddAgreement(connectwisetest.Agreement{ParentAgreement: connectwisetest.AgreementReference{ID: monthly}, NextInvoiceDate: "2026-01-01", ProrateFlag: true})
	bare := p.AddAgreement(connectwisetest.Agreement{})
	for _, tc := range []struct {
		agreement int
		day       string
		status    int
	}{
		{monthly, "2026-07-01", 201}, {monthly, "2026-06-30", 400},
		{prorating, "2026-06-30", 201}, {prorating, "2025-01-01", 201}, {prorating, "2024-12-31", 400},
		{child.ID, "2026-06-30", 400}, {child.ID, "2026-07-01", 201}, {child.ID, "2024-12-31", 400},
		{bare.ID, "1990-01-01", 201},
	} {
		got := p.send("POST", "/finance/agreements/"+strconv.Itoa(tc.agreement)+"/additions", `{"product":{"id":1350},"billCustomer":"Billable","effectiveDate":"`+tc.day+`T00:00:00Z"}`)
		if got.status != tc.status {
			t.Errorf("%d on %s: %d %s", tc.agreement, tc.day, got.status, got.body)
		}
	}
}

// Without an effectiveDate an addition starts today, which here is before the billing start.
func TestEffectiveDateDefaultsToToday(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPSA(t, connectwisetest.Options{})
		if got := p.send("POST", additions, `{"product":{"id":1350},"billCustomer":"Billable"}`); got.status != 400 {
			t.Errorf("%d %s", got.status, got.body)
		}
		bare := p.AddAgreement(connectwisetest.Agreement{})
		got := p.send("POST", "/finance/agreements/"+strconv.Itoa(bare.ID)+"/additions", `{"product":{"id":1350},"billCustomer":"Billable"}`)
		if day := got.member(t, "effectiveDate"); day != `"2000-01-01T00:00:00Z"` {
			t.Errorf("effective %s", day)
		}
	})
}

func TestPatchAddition(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPSA(t, connectwisetest.Options{})
		before := p.Additions(monthly)[0]
		time.Sleep(time.Hour)
		got := p.send("PATCH", addition, `[{"op":"replace","path":"quantity","value":0}]`)
		if got.status != 200 || got.body != string(p.Raw(antivirus1)) || got.member(t, "quantity") != "0.0" {
			t.Errorf("%d %s", got.status, got.body)
		}
		want := before
		want.Quantity, want.BilledQuantity, want.ExtPrice, want.ExtCost, want.Margin = "0", "0", "0", "0", "0"
		want.Info.LastUpdated, want.Info.UpdatedBy = "2000-01-01T01:00:00Z", "UsageSync"
		if d := cmp.Diff(want, p.Additions(monthly)[0]); d != "" {
			t.Error(d)
		}
	})
}

func TestPatchOperations(t *testing.T) {
	for body, want := range map[string]map[string]string{
		`[{"op":"replace","path":"/quantity","value":2.5}]`:                                                     {"quantity": "2.5"},
		`[{"op":"add","path":"cancelledDate","value":"2026-06-30T00:00:00Z"}]`:                                  {"cancelledDate": `"2026-06-30T00:00:00Z"`},
		`[{"op":"replace","path":"unitPrice","value":null}]`:                                                    {"unitPrice": "", "extPrice": "", "quantity": "24.0"},
		`[{"op":"remove","path":"invoiceDescription"},{"op":"replace","path":"serialNumber","value":"s"}]`:      {"invoiceDescription": "", "serialNumber": `"s"`},
		`[{"op":"replace","path":"product/id","value":1351}]`:                                                   {"product": `{"id":1350,"identifier":"AV","serializedFlag":false}`},
		`[{"op":"replace","path":"extPrice","value":1}]`:                                                        {"extPrice": "358.8"},
		`[{"op":"replace","path":"product","value":{"id":1351}}]`:                                               {"product": `{"id":1351,"identifier":"FW","serializedFlag":false}`, "unitPrice": "30.0", "description": `"Firewall"`, "taxableFlag": "false", "quantity": "24.0"},
		`[{"op":"replace","path":"product","value":{"id":1351}},{"op":"replace","path":"unitPrice","value":1}]`: {"unitPrice": "1.0", "unitCost": "11.5"},
		`[{"op":"replace","path":"product","value":{"identifier":"AV"}}]`:                                       {"unitPrice": "14.95", "description": `"Antivirus"`},
		`[]`: {"quantity": "24.0"},
	} {
		p := newPSA(t, connectwisetest.Options{})
		got := p.send("PATCH", addition, body)
		for name, v := range want {
			if got.status != 200 || got.member(t, name) != v {
				t.Errorf("%s: %d, %s is %s", body, got.status, name, got.member(t, name))
			}
		}
	}
}

func TestRefusedPatches(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	before := string(p.Raw(antivirus1))
	unknown := func(name, typ string) string {
		return "ConnectWiseApi: Could not find member '" + name + "' on object of type '" + typ + "'. Path '" + name + "', line 1, position 1.Check your accept header to make sure you are using the correct version."
	}
	for body, want := range map[string]string{
		`{"quantity":1}`:                                                 "ConnectWiseApi: The body must be a JSON array of patch operations.",
		`[{"op":"replace","path":"quantity"}]`:                           "ConnectWiseApi: The patch operation on 'quantity' has no value.",
		`[{"op":"Replace","path":"quantity","value":1}]`:                 "ConnectWiseApi: A patch operation needs an op (add, replace or remove) and a path.",
		`[{"path":"quantity","value":1}]`:                                "ConnectWiseApi: A patch operation needs an op (add, replace or remove) and a path.",
		`[{"op":"replace","path":"Quantity","value":1}]`:                 unknown("Quantity", "Addition"),
		`[{"op":"replace","value":1}]`:                                   unknown("", "Addition"),
		`[{"op":"replace","path":"product/nme","value":1}]`:              unknown("product/nme", "Addition"),
		`[{"op":"replace","path":"quantity","value":1,"from":"x"}]`:      unknown("from", "PatchOperation"),
		`[{"op":"replace","path":"quantity","value":"25"}]`:              `ConnectWiseApi: Error converting value "25" to type 'Number'. Path 'quantity'.`,
		`[{"op":"replace","path":"cancelledDate","value":"2026-06-30"}]`: `ConnectWiseApi: Error converting value "2026-06-30" to type 'DateTime'. Path 'cancelledDate'.`,
		`[{"op":"replace","path":"product","value":{"idd":1}}]`:          "ConnectWiseApi: Could not find member 'idd' on object of type 'ProductReference'. Path 'idd', line 1, position 7.Check your accept header to make sure you are using the correct version.",
		`[{"op":"replace","path":"product","value":{"id":9}}]`:           "InvalidObject: addition object is invalid | NotFound addition.product/id: product 9 not found",
		`[{"op":"remove","path":"billCustomer"}]`:                        "InvalidObject: addition object is invalid | MissingRequiredField addition.billCustomer: billCustomer is required.",
		`[{"op":"replace","path":"quantity","value":1},{"op":"replace","path":"effectiveDate","value":"2026-06-01T00:00:00Z"}]`: "InvalidObject: addition object is invalid | " + invoiced,
	} {
		if d := cmp.Diff("Bad Request | "+want, p.send("PATCH", addition, body).problem(t)); d != "" {
			t.Errorf("%s: %s", body, d)
		}
	}
	if after := string(p.Raw(antivirus1)); after != before {
		t.Errorf("a refused patch changed the addition: %s", after)
	}
}

// An unrelated bad legacy member fails a quantity patch.
func TestPatchValidatesTheWholeRecord(t *testing.T) {
	for lenient, want := range map[bool]int{false: 400, true: 200} {
		p := newPSA(t, connectwisetest.Options{LenientPatch: lenient})
		if err := p.EditAddition(antivirus1, "jdoe", func(a *connectwisetest.Addition) { a.SerialNumber = strings.Repeat("x", 60) }); err != nil {
			t.Fatal(err)
		}
		got := p.send("PATCH", addition, `[{"op":"replace","path":"quantity","value":1}]`)
		if got.status != want || want == 400 && !strings.Contains(got.problem(t), "MaxLengthField addition.serialNumber") {
			t.Errorf("lenient %v: %d %s", lenient, got.status, got.body)
		}
	}
}
