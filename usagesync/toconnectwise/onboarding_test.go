package toconnectwise_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// sold is what the provider of the onboarding sells: four products, each on an item of its own.
func sold() []struct {
	product, code string
	item          int
} {
	return []struct {
		product, code string
		item          int
	}{
		{"Sophos_Intercept_X_Advanced", "CIXA-MSP", 2001},
		{"Sophos_Intercept_X_Adv_Srv", "SVRCLOUDADV-MSP", 2002},
		{"Sophos_Device_Encryption", "CDE-MSP", 2003},
		{"Sophos_Central_Phish_Threat", "CPHISH-MSP", 2004},
	}
}

const onboarded = 200

// newcomer is a provider that kept 200 customers x 4 additions by hand until now. Of all but a few, each is one or two
// units off what Sophos reports.
func newcomer(p *provider) {
	units := map[int]map[string]int64{}
	next := 10_000
	for n := 1; n <= onboarded; n++ {
		units[n] = map[string]int64{}
		for i, s := range sold() {
			used := int64(10 + n%7 + i)
			units[n][s.code] = used
			p.addition(next, n, s.item, used-int64(n%3))
			next++
		}
	}
	for _, s := range sold() {
		p.item(s.item, "Harbor "+s.product[len("Sophos_"):])
	}
	p.reports(10, units)
	// What a person must look at: a second addition of the same item, one that can't be read, one that ended.
	p.addition(next, 7, 2001, 4)
	p.must(p.psa.EditAddition(10_000+4*(13-1), "carla", func(a *connectwisetest.Addition) { a.Quantity = "12.00000001" }))
	p.must(p.psa.EditAddition(10_000+4*(21-1), "carla", func(a *connectwisetest.Addition) { a.CancelledDate = "2026-09-30" }))
}

// mapAll maps the four products and the 200 customers, in one decision.
func mapAll(p *provider) {
	p.must(p.edit("onboarding", func(s *plan.Settings, _ plan.Decision) error {
		s.Cycles = []plan.Cycle{{ID: "2", Name: "Monthly", Months: 1}}
		for _, m := range sold() {
			if err := s.MapProduct(plan.ProductMapping{Product: m.product, ItemID: fmt.Sprint(m.item)}); err != nil {
				return err
			}
		}
		for n := 1; n <= onboarded; n++ {
			if err := s.MapTenant(plan.Route{TenantID: tenantID(n), CompanyID: fmt.Sprint(1000 + n), AgreementID: fmt.Sprint(n)}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// tally counts a plan's steps by what they are.
func tally(made plan.Plan) map[string]int {
	n := map[string]int{}
	for _, s := range made.Steps {
		n[fmt.Sprintf("%s %s %s", s.Verb, s.Wanted, s.Reason)]++
	}
	return n
}

// TestOnboarding: 200 customers x 4 manual additions are reviewed, adopted in one decision where that is unambiguous, and
// the rest is listed with reasons. Nothing is written before, and the second plan is empty.
func TestOnboarding(t *testing.T) {
	inNovember(t, onboarded, func(p *provider) {
		newcomer(p)
		mapAll(p)

		// The review: every addition that stands already waits for a person.
		review := p.plan()
		want := map[string]int{"withhold adopt needs-consent": 797, "withhold adopt several-additions": 1, "withhold adopt addition-unreadable": 1, "create  ": 1}
		if diff := cmp.Diff(want, tally(review)); diff != "" {
			t.Errorf("the review (-want +got):\n%s", diff)
		}
		if u := review.Units; u.Withheld.Sign() == 0 || review.Clean() {
			t.Errorf("nothing is withheld: %+v", u)
		}

		// One decision.
		var adopted []plan.Step
		var refused []plan.Refusal
		p.must(p.edit("these are the lines we kept by hand", func(s *plan.Settings, d plan.Decision) (err error) {
			adopted, refused, err = s.AdoptUnambiguous(review, d)
			return err
		}))
		var rest []string
		for _, r := range refused {
			rest = append(rest, r.Step.ID+": "+r.Problem+"; "+r.Advice)
		}
		slices.Sort(rest)
		reasons := []string{
			"13/2001: addition 10048: quantity: number \"12.00000001\": number does not fit exactly in int64 millionths: the addition's quantity can't be read exactly; correct it in ConnectWise",
			"7/2001: additions 10024, 10800: several additions stand for this item; link the one that carries the usage, and say what the others mean: separate, or subtract",
		}
		if diff := cmp.Diff(reasons, rest); diff != "" || len(adopted) != 797 {
			t.Errorf("%d adopted; the rest (-want +got):\n%s", len(adopted), diff)
		}

		// The first sync sets the quantities of what was adopted, and nothing else.
		p.psa.ResetLog()
		first := p.plan()
		res := p.apply(first)
		if n := res.Count(usagesync.OutcomeAdopted); n != 797 || res.Count(usagesync.OutcomeDone) != 1 || res.Count(usagesync.OutcomeWithheld) != 2 {
			t.Errorf("%d adopted, %d done, %d withheld", n, res.Count(usagesync.OutcomeDone), res.Count(usagesync.OutcomeWithheld))
		}
		for n := 1; n <= onboarded; n++ {
			for i, s := range sold() {
				if n != 7 && n != 13 && n != 21 || i > 0 {
					p.wantHolds(n, s.item, fmt.Sprint(10+n%7+i))
				}
			}
		}
		for _, w := range p.psa.Writes() {
			if w.Method != http.MethodPost && !slices.Equal(w.Members(), []string{"quantity"}) {
				t.Errorf("%s %s carries %v", w.Method, w.Path, w.Members())
			}
		}

		// The second plan changes nothing; what is left waits for its person.
		second := p.plan()
		want = map[string]int{"none  ": 798, "withhold adopt several-additions": 1, "withhold adopt addition-unreadable": 1}
		if diff := cmp.Diff(want, tally(second)); diff != "" {
			t.Errorf("the second plan (-want +got):\n%s", diff)
		}
		lastOnes(p)
	})
}

// lastOnes decides what nobody could decide for the provider.
func lastOnes(p *provider) {
	p.must(p.psa.EditAddition(10_048, "carla", func(a *connectwisetest.Addition) { a.Quantity = "15" }))
	fixed := p.plan()
	p.must(p.edit("corrected in ConnectWise; the other four seats are the warehouse's", func(s *plan.Settings, d plan.Decision) error {
		step, err := plan.StepOf(fixed, "13/2001")
		if err != nil {
			return err
		}
		if err := s.Adopt(step, d); err != nil {
			return err
		}
		return s.Link(plan.Addition{ID: "10024", AgreementID: "7", ItemID: "2001"}, plan.SiblingsSubtract, d)
	}))
	p.apply(p.plan())
	p.wantHolds(13, 2001, "16")
	p.wantHolds(7, 2001, "4", "6")
	last := p.plan()
	if diff := cmp.Diff(map[string]int{"none  ": 800}, tally(last)); diff != "" || !last.Clean() {
		p.Errorf("the last plan, clean %t (-want +got):\n%s", last.Clean(), diff)
	}
}
