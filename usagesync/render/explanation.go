package render

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
)

// proof reads from usage rows to the quantity: each part follows from the one above it.
func proof(e plan.Explanation) []section {
	sections := []section{claim(e.Step)}
	if len(e.Sources) == 0 {
		sections[0].lead = "Nothing feeds this line now."
	} else {
		sections = append(sections, usageRows(e.Sources), sourceSums(e.Sources))
	}
	sections = append(sections, links(e.Links))
	for _, s := range []section{rulesOf(e.Rules), asideRows(e.Aside), otherItems(e.Others)} {
		if len(s.table.rows) > 0 {
			sections = append(sections, s)
		}
	}
	return sections
}

// claim is what the explanation explains.
func claim(s plan.Step) section {
	company := agreement(s)
	if s.TypeID != "" {
		company += ", agreement type " + s.TypeID
	}
	facts := []fact{
		{"Line", s.ID}, {"Customer", customer(s)}, {"Agreement", company},
		{"Item", withDetail(cmp.Or(s.Item, "no item name"), "item "+s.ItemID)},
		{"Step", outcome(s)},
		{"Invoice", change(s.Monthly, s.Currency) + " per billing cycle, " + invoice(s)},
	}
	facts = append(facts, particulars(s, fedBefore(s))...)
	if s.Reason != "" {
		facts = append(facts, fact{"Advice", s.Reason.Info().Advice})
	}
	return section{title: "How a quantity came about", about: "Line", facts: facts}
}

// fedBefore names what fed a line that nothing feeds now.
func fedBefore(s plan.Step) string {
	for _, src := range s.Sources {
		if src.Units.Sign() != 0 {
			return ""
		}
	}
	return sources(s)
}

// outcome says in words what a step does.
func outcome(s plan.Step) string {
	before, after := quantities(s)
	addition := strings.TrimSpace("addition " + s.AdditionID)
	var does string
	switch verb := cmp.Or(s.Wanted, s.Verb); verb {
	case plan.VerbCreate:
		does = strings.TrimSuffix("create an addition of "+after, " of -")
	case plan.VerbNone:
		does = addition + " stays at " + after
	case plan.VerbEnd:
		does = "end " + addition + " of " + before
	default:
		does = fmt.Sprintf("%s %s from %s to %s", verb, addition, before, after)
	}
	if s.Wanted != "" {
		return "withheld: " + does
	}
	return does
}

func tenant(d plan.SourceDetail) string {
	if d.Tenant == "" {
		return "tenant " + d.TenantID
	}
	return withDetail(d.Tenant, "tenant "+d.TenantID)
}

// usageRows shows the rows of each source. What their units come to must be what the source says.
func usageRows(list []plan.SourceDetail) section {
	t := table{columns: []column{
		{"Customer", above}, {"Product", above}, {"Quantity", above},
		{"Product code", left}, {"Description", left}, {"Order line", left}, {"Units", right}, {"Not counted", below},
	}}
	s := section{title: "Usage rows", note: "The rows add up to what each source brings."}
	for _, d := range list {
		var sum plan.Quantity
		var overflow error
		for _, r := range d.Rows {
			t.rows = append(t.rows, []string{
				tenant(d), d.Product, string(d.Quantity) + " quantity", r.ProductCode, r.Description, r.OrderLine, rowUnits(r), notCounted(r),
			})
			if notCounted(r) == "" && overflow == nil {
				sum, overflow = sum.Add(r.Units)
			}
		}
		if overflow != nil {
			s.note = "The rows of a source are too large to be added up."
		} else if sum != d.Units {
			s.note = fmt.Sprintf("The rows of a source make %s, not the %s that it says: report it as an error of the program.", sum, d.Units)
		}
	}
	s.title, s.table = fmt.Sprintf("%s (%d)", s.title, len(t.rows)), t
	return s
}

func rowUnits(r plan.RowDetail) string {
	if r.Doubt != "" {
		return "-"
	}
	return r.Units.String()
}

// notCounted says why a row brings nothing to its line.
func notCounted(r plan.RowDetail) string {
	var reasons []string
	if r.Doubt != "" {
		reasons = append(reasons, why(plan.UnreadableUsage, r.Doubt))
	}
	if r.Code != "" {
		reasons = append(reasons, why(r.Code, ""))
	}
	return strings.Join(reasons, "; ")
}

// sourceSums shows what each source brings, and what a unit of it counts where that is not 1.
func sourceSums(list []plan.SourceDetail) section {
	t := table{columns: []column{{"Customer", above}, {"Product", left}, {"Units", right}, {"Factor", right}}}
	for _, d := range list {
		factor := ""
		if d.Factor != plan.Units(1) {
			factor = d.Factor.String()
		}
		t.rows = append(t.rows, []string{tenant(d), d.Product, d.Units.String(), factor})
	}
	return section{title: fmt.Sprintf("Sources (%d)", len(list)), table: t}
}

// links shows the rules of the line in their order, each with the quantity after it.
func links(list []plan.Link) section {
	t := table{columns: []column{{"Rule", left}, {"Value", left}, {"Quantity", right}}}
	for _, l := range list {
		t.rows = append(t.rows, []string{l.Rule, l.Value, l.Quantity.String()})
	}
	return section{title: "From the sources to the quantity", table: t}
}

func rulesOf(list []plan.RuleUse) section {
	t := table{columns: []column{{"Holds for", above}, {"Where", above}, {"Sets", below}, {"Until", below}, {"Reason", below}}}
	for _, use := range list {
		where, set := selectors(use.Rule)
		t.rows = append(t.rows, []string{cmp.Or(use.Source, "the whole line"), where, set, use.Rule.LastPeriod.String(), use.Rule.Reason})
	}
	return section{title: fmt.Sprintf("Rules that were set (%d)", len(list)), table: t}
}

// selectors says where a rule holds and what it sets.
func selectors(r plan.Rule) (where, set string) {
	raw, err := json.Marshal(r)
	if err != nil {
		return "", err.Error()
	}
	list, _ := members(raw)
	var narrows []fact
	for _, f := range list {
		switch f.name {
		case "set":
			set = strings.Trim(f.value, "{}")
		case "reason", "lastPeriod":
		default:
			narrows = append(narrows, f)
		}
	}
	return cmp.Or(joined(narrows), "everywhere"), set
}

// asideRows shows the rows of the same customers that feed no line.
func asideRows(list []plan.RowDetail) section {
	t := table{columns: []column{
		{"Product code", left}, {"Product", left}, {"Description", left}, {"Order line", left}, {"Units", right}, {"Why", below}, {"Advice", below},
	}}
	for _, r := range list {
		advice := ""
		if r.Code != "" {
			advice = r.Code.Info().Advice
		}
		t.rows = append(t.rows, []string{r.ProductCode, r.Product, r.Description, r.OrderLine, rowUnits(r), notCounted(r), advice})
	}
	return section{title: fmt.Sprintf("Rows that reach no line (%d)", len(list)), table: t}
}

func otherItems(list []plan.ElsewhereItem) section {
	t := table{columns: []column{{"Product", left}, {"Item", left}}}
	for _, o := range list {
		t.rows = append(t.rows, []string{o.Product, o.ItemID})
	}
	return section{title: fmt.Sprintf("Also billed on (%d)", len(list)), table: t}
}
