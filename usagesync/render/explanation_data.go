package render

import (
	"cmp"
	"encoding/json"
	"strconv"

	"github.com/psasync/psasync/usagesync/plan"
)

// explanationRows has one row for each part of an explanation, in the order of the calculation.
func explanationRows(e plan.Explanation) [][]string {
	columns := []string{
		"line", "part", "number", "tenantId", "tenant", "product", "productCode", "description", "orderLine", "rule", "value",
		"units", "factor", "quantity", "code", "message", "itemId", "source",
	}
	rows := [][]string{columns}
	add := func(part string, number int, cells ...fact) {
		cells = append(cells, fact{"line", e.Step.ID}, fact{"part", part}, fact{"number", strconv.Itoa(number)})
		row := make([]string, len(columns))
		for i, name := range columns {
			for _, c := range cells {
				if c.name == name {
					row[i] = c.value
				}
			}
		}
		rows = append(rows, row)
	}
	for i, d := range e.Sources {
		source := []fact{{"tenantId", d.TenantID}, {"tenant", d.Tenant}, {"product", d.Product}, {"value", string(d.Quantity)}}
		for _, r := range d.Rows {
			add("row", i+1, append(rowCells(r), source...)...)
		}
		add("source", i+1, append(source, fact{"units", d.Units.String()}, fact{"factor", d.Factor.String()})...)
	}
	for i, l := range e.Links {
		add("link", i+1, fact{"rule", l.Rule}, fact{"value", l.Value}, fact{"quantity", l.Quantity.String()})
	}
	add("step", 1, stepResult(e.Step)...)
	for i, use := range e.Rules {
		add("rule", i+1, fact{"source", use.Source}, fact{"value", document(use.Rule)})
	}
	for i, r := range e.Aside {
		add("aside", i+1, append(rowCells(r), fact{"product", r.Product})...)
	}
	for i, o := range e.Others {
		add("item", i+1, fact{"product", o.Product}, fact{"itemId", o.ItemID})
	}
	return rows
}

func rowCells(r plan.RowDetail) []fact {
	code, units := r.Code, r.Units.String()
	if r.Doubt != "" {
		code, units = cmp.Or(code, plan.UnreadableUsage), ""
	}
	return []fact{
		{"productCode", r.ProductCode}, {"description", r.Description}, {"orderLine", r.OrderLine}, {"units", units},
		{"code", string(code)}, {"message", notCounted(r)},
	}
}

func stepResult(s plan.Step) []fact {
	cells := []fact{{"value", string(s.Verb)}, {"quantity", s.Quantity.String()}, {"itemId", s.ItemID}}
	if s.Reason != "" {
		cells = append(cells, fact{"code", string(s.Reason)}, fact{"message", why(s.Reason, s.Detail)})
	}
	return cells
}

func document(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}

// explanationValue returns e with every list at least empty.
func explanationValue(e plan.Explanation) plan.Explanation {
	e.Step, e.Links = withSources(e.Step), list(e.Links)
	e.Sources = append([]plan.SourceDetail{}, e.Sources...)
	for i, d := range e.Sources {
		e.Sources[i].Rows = list(d.Rows)
	}
	return e
}
