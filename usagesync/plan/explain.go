package plan

import (
	"fmt"
	"slices"
	"strings"
)

// Explanation says how a line's number came about, from usage rows to the final quantity. It is made by the very
// calculation that Build makes, so its numbers are the plan's.
type Explanation struct {
	Step    Step            `json:"step"`
	Sources []SourceDetail  `json:"sources"`
	Links   []Link          `json:"links"`            // the line's rules in their order, each with the quantity after it
	Rules   []RuleUse       `json:"rules,omitempty"`  // the rules that decided anything of it
	Aside   []RowDetail     `json:"aside,omitempty"`  // rows of the same customers that reach no line, and why
	Others  []ElsewhereItem `json:"others,omitempty"` // further items that the same usage is billed on
}

// SourceDetail is what one tenant's product brings.
type SourceDetail struct {
	TenantID string         `json:"tenantId"`
	Tenant   string         `json:"tenant,omitempty"`
	Product  string         `json:"product"`
	Quantity QuantitySource `json:"quantity"` // which of the rows' quantities
	Rows     []RowDetail    `json:"rows"`
	Units    Quantity       `json:"units"`  // their sum
	Factor   Quantity       `json:"factor"` // units on the line for one unit of usage
}

// RowDetail is one usage row.
type RowDetail struct {
	ProductCode string   `json:"productCode"`
	Description string   `json:"description,omitempty"`
	OrderLine   string   `json:"orderLine,omitempty"`
	Product     string   `json:"product,omitempty"` // what the code stands for
	Units       Quantity `json:"units"`
	Doubt       string   `json:"doubt,omitempty"`
	Code        Code     `json:"code,omitempty"` // why it reaches no line, or is not counted
}

// RuleUse is a rule that fits one of the line's sources.
type RuleUse struct {
	Rule   Rule   `json:"rule"`
	Source string `json:"source,omitempty"` // tenant and product; none for a rule of the line alone
}

// ElsewhereItem is a further item that a source is billed on.
type ElsewhereItem struct {
	Product string `json:"product"`
	ItemID  string `json:"itemId"`
}

// NoLineError says that a plan has nothing to say of a line.
type NoLineError struct {
	Line    string
	Closest []string // lines of the plan with the same agreement
}

// Error implements error.
func (e *NoLineError) Error() string {
	if len(e.Closest) == 0 {
		return fmt.Sprintf("line %s: the plan says nothing of it", e.Line)
	}
	return fmt.Sprintf("line %s: the plan says nothing of it; it has %s", e.Line, strings.Join(e.Closest, ", "))
}

// Explain recomputes how the number of a line came about. The input is the one that the plan was made from. A line that
// the plan says nothing of is a *NoLineError.
func Explain(in Input, lineID string) (Explanation, error) {
	p := Build(in)
	i := slices.IndexFunc(p.Steps, func(s Step) bool { return s.ID == lineID })
	if i < 0 {
		agreement, _, _ := strings.Cut(lineID, "/")
		e := &NoLineError{Line: lineID}
		for _, s := range p.Steps {
			if s.AgreementID == agreement {
				e.Closest = append(e.Closest, s.ID)
			}
		}
		return Explanation{}, e
	}
	w := newWorld(in)
	r := w.resolver()
	r.quiet = true
	portions := w.portions(r)
	g := w.grouper(portions)
	x := explainer{world: w, resolver: r, portions: portions, out: Explanation{Step: p.Steps[i], Links: []Link{}}}
	g.each(func(l *line) {
		if l.id == lineID {
			x.line(l)
		}
	})
	return x.out, nil
}

type explainer struct {
	*world
	resolver *resolver
	portions []portion
	out      Explanation
}

// line repeats the calculation of one line and writes down what it does.
func (x *explainer) line(l *line) {
	x.sources(l)
	note := func(link Link) { x.out.Links = append(x.out.Links, link) }
	c, err := l.calculate(note)
	if err != nil {
		note(Link{Rule: "does not fit", Value: err.Error(), Quantity: c.quantity})
		return
	}
	if _, _, orphan := x.orphaned(l); orphan {
		c.quantity = Quantity{}
		c.say("orphaned", "")
		return
	}
	b := builder{world: x.world}
	if _, byClosure := x.ended(l); byClosure {
		c.quantity = Quantity{}
		c.say("closed", "")
		return
	}
	if _, err := b.adjust(&c, &about{}, l, x.match(l)); err != nil {
		note(Link{Rule: "does not fit", Value: err.Error(), Quantity: c.quantity})
	}
}

// sources lists what feeds the line, row by row, and what of the same customers does not.
func (x *explainer) sources(l *line) {
	x.out.Sources = []SourceDetail{}
	tenants := map[int32]bool{}
	for i := range l.feeds {
		f := &l.feeds[i]
		tenants[f.tenant] = true
		d := SourceDetail{
			TenantID: x.tenants[f.tenant].folded, Tenant: x.tenants[f.tenant].Name, Product: x.products[f.product].Identifier,
			Quantity: f.terms.source, Units: f.units, Factor: f.terms.factor, Rows: []RowDetail{},
		}
		for j := range x.portions {
			if p := &x.portions[j]; p.tenant == f.tenant && p.product == f.product && p.item == l.item && x.on(p, l) {
				d.Rows = append(d.Rows, x.row(p))
			}
		}
		x.out.Sources = append(x.out.Sources, d)
		x.rulesOf(l, f)
		x.elsewhere(l, f)
	}
	for i := range x.portions {
		if p := &x.portions[i]; tenants[p.tenant] && p.item < 0 {
			x.out.Aside = append(x.out.Aside, x.row(p))
		}
	}
}

func (x *explainer) on(p *portion, l *line) bool { return x.contracts[p.agreement].id == l.contract.id }

func (x *explainer) row(p *portion) RowDetail {
	r := &x.in.Usage.Rows[p.row]
	d := RowDetail{ProductCode: r.ProductCode, Description: r.Description, OrderLine: r.OrderLine, Units: p.units, Code: p.code}
	if p.bucket == covered {
		d.Code = TierOverlap
	}
	if p.product >= 0 {
		d.Product = x.products[p.product].Identifier
	}
	if p.doubt >= 0 {
		d.Doubt = x.resolver.doubts[p.doubt]
	}
	return d
}

// rulesOf lists the rules that fit a source.
func (x *explainer) rulesOf(l *line, f *feed) {
	at := place{
		agreementType: l.contract.terms.TypeID, agreement: l.contract.id, tenant: x.tenants[f.tenant].folded,
		product: x.products[f.product].folded, item: x.items[l.item].ID, period: x.in.Period,
	}
	for _, i := range x.rules.matching(at, nil) {
		use := RuleUse{Rule: x.rules.rules[i]}
		if use.Rule.TenantID != "" || use.Rule.Product != "" {
			use.Source = x.tenants[f.tenant].folded + " " + x.products[f.product].Identifier
		}
		same := func(o RuleUse) bool { return o.Rule.selectors() == use.Rule.selectors() && o.Source == use.Source }
		if !slices.ContainsFunc(x.out.Rules, same) {
			x.out.Rules = append(x.out.Rules, use)
		}
	}
}

// elsewhere lists the further items that a source is billed on.
func (x *explainer) elsewhere(l *line, f *feed) {
	m := x.mapping(f.product, x.tenants[f.tenant].folded, &l.contract.terms)
	if m == nil {
		return
	}
	for _, item := range append([]string{m.ItemID}, m.Also...) {
		if item != x.items[l.item].ID {
			x.out.Others = append(x.out.Others, ElsewhereItem{m.Product, item})
		}
	}
}
