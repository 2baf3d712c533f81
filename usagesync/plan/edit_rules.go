package plan

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Exclude leaves usage out on purpose: of a tenant, of a product, or of a product at a tenant. The decision's why is the
// exclusion's reason. An exclusion of the same gives way to it.
func (s *Settings) Exclude(x Exclusion, d Decision) (err error) {
	if err := CheckDecision(d); err != nil {
		return err
	}
	if x.TenantID == "" && x.Product == "" {
		return &EditError{Problem: "an exclusion names a tenant, a product or both", Advice: "name what is to be left out"}
	}
	if x.Product != "" {
		if x.Product, err = s.productName(x.Product); err != nil {
			return err
		}
	}
	x.Reason, x.Who, x.When = d.Why, d.Who, d.When
	s.Exclusions = put(s.Exclusions, x, x.same, func(x Exclusion) Exclusion {
		x.TenantID, x.When = foldID(x.TenantID), ""
		return x
	})
	return nil
}

// Include takes back an exclusion of a tenant, of a product, or of a product at a tenant. Nothing is changed when there is
// none; but where a wider one covers it, that one must be taken back.
func (s *Settings) Include(tenant, product string) error {
	is := Exclusion{TenantID: tenant, Product: product}
	if !slices.ContainsFunc(s.Exclusions, is.same) {
		for _, x := range s.Exclusions {
			if (x.TenantID == "" || foldID(x.TenantID) == foldID(tenant)) && (x.Product == "" || strings.EqualFold(x.Product, product)) {
				return &EditError{
					TenantID: tenant, Product: product, Problem: "is left out by an exclusion that says more: " + x.Reason,
					Advice: fmt.Sprintf("take back the exclusion of tenant %q, product %q", x.TenantID, x.Product),
				}
			}
		}
		if product != "" {
			_, err := s.productName(product)
			return err
		}
	}
	s.Exclusions = drop(s.Exclusions, is.same)
	return nil
}

// same reports whether two exclusions are of the same.
func (x Exclusion) same(o Exclusion) bool {
	return foldID(x.TenantID) == foldID(o.TenantID) && strings.EqualFold(x.Product, o.Product)
}

// Pin sets a line's quantity, whatever is used, until its last period if it has one. A pin of the same line gives way to
// it. A line that no mapping leads to has nothing to pin.
func (s *Settings) Pin(p Pin, d Decision) error {
	if err := CheckDecision(d); err != nil {
		return err
	}
	p.Decision = d
	line := LineID(p.AgreementID, p.ItemID)
	switch {
	case p.AgreementID == "" || p.ItemID == "":
		return &EditError{Line: line, Problem: "a pin names an agreement and a catalog item", Advice: "name both"}
	case p.Quantity.Sign() < 0:
		return &EditError{Line: line, Problem: "the quantity " + p.Quantity.String() + " is negative", Advice: "pin it to 0 or more"}
	}
	if err := s.checkLed(Rule{AgreementID: p.AgreementID, ItemID: p.ItemID}); err != nil {
		return err
	}
	s.Pins = put(s.Pins, p, ofLine[Pin](p.AgreementID, p.ItemID), func(p Pin) Pin {
		p.When = ""
		return p
	})
	return nil
}

// Unpin takes back a line's pin. Nothing is changed when it has none.
func (s *Settings) Unpin(agreement, item string) {
	s.Pins = drop(s.Pins, ofLine[Pin](agreement, item))
}

// ofLine tells what was decided of a line.
func ofLine[T interface{ line() lineKey }](agreement, item string) func(T) bool {
	return func(v T) bool { return v.line() == lineKey{agreement, item} }
}

func (p Pin) line() lineKey       { return lineKey{p.AgreementID, p.ItemID} }
func (c Consent) line() lineKey   { return lineKey{c.AgreementID, c.ItemID} }
func (o Overwrite) line() lineKey { return lineKey{o.AgreementID, o.ItemID} }

// checkLed refuses a decision about lines that no route and mapping lead to.
func (s *Settings) checkLed(sel Rule) error {
	if s.leads(sel) {
		return nil
	}
	e := &EditError{TenantID: sel.TenantID, Product: sel.Product, AgreementID: sel.AgreementID}
	if sel.AgreementID != "" && sel.ItemID != "" {
		e.AgreementID, e.Line = "", LineID(sel.AgreementID, sel.ItemID)
	}
	e.Problem = "no mapped tenant and product lead there"
	if sel.ItemID != "" && e.Line == "" {
		e.Problem = "no mapped tenant and product lead to item " + sel.ItemID + " there"
	}
	e.Advice = "map them first, or correct the ids"
	return e
}

// SetRule sets what r.Set says where the rule's selectors say; what an earlier rule with the same selectors set besides
// stays. The decision's why is the rule's reason. One rule has one last period: a rule that ends at another time must be
// removed first. A rule about a tenant, an agreement or an item that no mapping leads to is refused.
func (s *Settings) SetRule(r Rule, d Decision) (err error) {
	if err := CheckDecision(d); err != nil {
		return err
	}
	if r.Product != "" {
		if r.Product, err = s.productName(r.Product); err != nil {
			return err
		}
	}
	fail := func(problem, advice string) error {
		return &EditError{TenantID: r.TenantID, Product: r.Product, AgreementID: r.AgreementID, Problem: problem, Advice: advice}
	}
	switch {
	case r.selectors() == [5]string{}:
		return fail("the rule names nothing it holds for", "name an agreement type, agreement, tenant, product or item; what holds everywhere is the policy")
	case r.Set == Policy{}:
		return fail("the rule sets nothing", "say what it sets")
	}
	if r.TenantID != "" || r.AgreementID != "" || r.ItemID != "" {
		if err := s.checkLed(r); err != nil {
			return err
		}
	}
	if i := slices.IndexFunc(s.Rules, r.same); i >= 0 {
		was := s.Rules[i]
		if was.LastPeriod != r.LastPeriod {
			return fail(fmt.Sprintf("the rule there holds until %q, this one until %q", was.LastPeriod, r.LastPeriod), "give it the same last period, or remove the rule there first")
		}
		r.Set = r.Set.over(was.Set)
	}
	v := &validator{settings: s}
	v.policy(r.Set, "")
	if err := errors.Join(v.errs...); err != nil {
		return fail(err.Error(), "correct the values")
	}
	r.Reason, r.Who, r.When = d.Why, d.Who, d.When
	s.Rules = put(s.Rules, r, r.same, func(r Rule) Rule {
		r.TenantID, r.When = foldID(r.TenantID), ""
		return r
	})
	return nil
}

// RemoveRule removes the rule with r's selectors, whatever it sets. Nothing is changed when there is none.
func (s *Settings) RemoveRule(r Rule) { s.Rules = drop(s.Rules, r.same) }

// same reports whether two rules have the same selectors.
func (r Rule) same(o Rule) bool { return r.selectors() == o.selectors() }
