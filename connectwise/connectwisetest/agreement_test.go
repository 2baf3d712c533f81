package connectwisetest_test

import (
	"strconv"
	"testing"
	"testing/synctest"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

func TestAgreementStatus(t *testing.T) {
	type agreement = connectwisetest.Agreement
	synctest.Test(t, func(t *testing.T) { // it is 2000-01-01
		p := newPSA(t, connectwisetest.Options{})
		cancelled := p.AddAgreement(agreement{CancelledFlag: true})
		for want, cases := range map[string][]agreement{
			"Active": {
				{}, {StartDate: "2000-01-01", EndDate: "2000-01-01"}, {EndDate: "1999-01-01", NoEndingDateFlag: true},
				{CancelledFlag: true, DateCancelled: "2000-01-02"}, {AgreementStatus: "Active", CancelledFlag: true},
			},
			"Inactive":  {{StartDate: "2000-01-02"}, {AgreementStatus: "Inactive"}},
			"Expired":   {{EndDate: "1999-12-31"}},
			"Cancelled": {{CancelledFlag: true, DateCancelled: "2000-01-01"}, {ParentAgreement: connectwisetest.AgreementReference{ID: cancelled.ID}}},
		} {
			for _, a := range cases {
				id := p.AddAgreement(a).ID
				path := "/finance/agreements/" + strconv.Itoa(id)
				if got := p.get(path).member(t, "agreementStatus"); got != strconv.Quote(want) {
					t.Errorf("%+v: %s, want %s", a, got, want)
				}
				if got := p.get("/finance/agreements", "conditions", `agreementStatus="`+want+`" and id=`+strconv.Itoa(id)).ids(t); len(got) != 1 {
					t.Errorf("condition on %s finds %v", want, got)
				}
			}
		}
	})
}

// Parents that are each other's parents must not hang the server.
func TestAgreementParentCycle(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	p.AddAgreement(connectwisetest.Agreement{ID: 1, ParentAgreement: connectwisetest.AgreementReference{ID: 2}})
	p.AddAgreement(connectwisetest.Agreement{ID: 2, ParentAgreement: connectwisetest.AgreementReference{ID: 1}})
	if got := p.get("/finance/agreements/1").member(t, "agreementStatus"); got != `"Active"` {
		t.Error(got)
	}
}

func TestAgreementNamesFollowTheirRecords(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	if err := p.EditCompany(250, "jdoe", func(c *connectwisetest.Company) { c.Name = "Renamed" }); err != nil {
		t.Fatal(err)
	}
	got := p.get("/finance/agreements/314")
	if v := got.member(t, "company"); v != `{"id":250,"identifier":"Meyer","name":"Renamed"}` {
		t.Error(v)
	}
	if v := got.member(t, "type"); v != `{"id":12,"name":"Managed"}` {
		t.Error(v)
	}
	if ids := p.get("/finance/agreements", "conditions", `company/name="renamed" and type/id in (12)`).ids(t); len(ids) != 2 {
		t.Error(ids)
	}
}
