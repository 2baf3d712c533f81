package plan

import (
	"cmp"
	"slices"
)

// findings collects what a person should know, one finding for each code, tenant, product and wording; their units add up.
type findings struct {
	list  []Finding
	index map[findingKey]int
	infos map[Code]CodeInfo
}

// findingKey is what one finding is told from another by.
type findingKey struct {
	code                     Code
	tenant, product, message string
}

// info explains a code. The list is made once for all findings.
func (f *findings) info(code Code) CodeInfo {
	if f.infos == nil {
		f.infos = map[Code]CodeInfo{}
		for _, i := range Codes() {
			f.infos[i.Code] = i
		}
	}
	return f.infos[code]
}

// add records a finding. The message names the customer first, then what it is about.
func (f *findings) add(code Code, about Finding, customer, detail string) {
	info := f.info(code)
	about.Code, about.Severity, about.Advice = code, info.Severity, info.Advice
	about.Message = info.Message
	for _, part := range []string{detail, customer} {
		if part != "" {
			about.Message = part + ": " + about.Message
		}
	}
	units, amount := about.Units, about.Amount
	about.Units, about.Amount = Quantity{}, Amount{}
	if f.index == nil {
		f.index = map[findingKey]int{}
	}
	key := findingKey{code, about.TenantID, about.Product, about.Message}
	i, seen := f.index[key]
	if !seen {
		i = len(f.list)
		f.index[key] = i
		f.list = append(f.list, about)
	}
	if sum, err := f.list[i].Units.Add(units); err == nil {
		f.list[i].Units = sum
	}
	f.list[i].Amount = f.list[i].Amount.plus(amount)
}

// sorted returns the findings, the most severe first, each code's together.
func (f *findings) sorted() []Finding {
	rank := func(s Severity) int { return slices.Index([]Severity{Problem, Warning, Info}, s) }
	return slices.SortedFunc(slices.Values(append([]Finding{}, f.list...)), func(a, b Finding) int {
		return cmp.Or(cmp.Compare(rank(a.Severity), rank(b.Severity)), cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.TenantID, b.TenantID), cmp.Compare(a.Product, b.Product), cmp.Compare(a.Message, b.Message))
	})
}
