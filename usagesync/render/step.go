package render

import (
	"cmp"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
)

// customer names a step's company. Companies of one name are told apart by their ids.
func customer(s plan.Step) string {
	if s.CompanyID == "" {
		return cmp.Or(s.Customer, "no company name")
	}
	return withDetail(cmp.Or(s.Customer, "no company name"), "company "+s.CompanyID)
}

func agreement(s plan.Step) string {
	if s.Agreement == "" {
		return "agreement " + s.AgreementID
	}
	return withDetail(s.Agreement, "agreement "+s.AgreementID)
}

func invoice(s plan.Step) string {
	if s.InvoiceDate.IsZero() {
		return "no invoice date"
	}
	return "invoice of " + s.InvoiceDate.String()
}

// quantities returns what the addition holds, and what it is to hold. A dash is no addition: none yet, or none any more
// after an end. It is also the quantity of usage that can't be read.
func quantities(s plan.Step) (before, after string) {
	before, after = "-", s.Quantity.String()
	if s.Before != nil {
		before = s.Before.Quantity.String()
	}
	if s.Before == nil && s.Quantity.Sign() == 0 || cmp.Or(s.Wanted, s.Verb) == plan.VerbEnd {
		after = "-"
	}
	return before, after
}

// particulars is what stands below a step; from explains its quantity.
func particulars(s plan.Step, from string) []fact {
	return []fact{
		{"Starts", s.Effective.String()},
		{"Ends", s.End.String()},
		{"From", from},
		{"Waits for", strings.Join(s.After, ", ")},
		{"Released", released(s.Release)},
		{"Why", why(s.Reason, s.Detail)},
	}
}

func released(r *plan.Release) string {
	if r == nil {
		return ""
	}
	who := withDetail("by "+cmp.Or(r.Who, "nobody named"), r.When)
	if r.Why == "" {
		return who
	}
	return who + ": " + r.Why
}

// why puts a reason into words.
func why(reason plan.Code, detail string) string {
	if reason == "" {
		return detail
	}
	return string(reason) + ": " + withDetail(reason.Info().Message, detail)
}

// trace explains a quantity, unless it is simply the units of one product.
func trace(s plan.Step) string {
	if len(s.Sources) == 1 && s.Sources[0].Units == s.Quantity && s.Sources[0].Product == s.Item {
		return ""
	}
	return sources(s)
}

func sources(s plan.Step) string {
	parts := make([]string, len(s.Sources))
	for i, src := range s.Sources {
		parts[i] = src.Units.String() + " " + src.Product
		if s.TenantID == "" {
			parts[i] += " of " + src.TenantID
		}
	}
	return strings.Join(parts, ", ")
}

func change(a plan.Amount, currency string) string {
	sign := ""
	if a.Sign() > 0 {
		sign = "+"
	}
	return strings.TrimSpace(sign + a.String() + " " + currency)
}

func withDetail(s, detail string) string {
	if detail == "" {
		return s
	}
	return s + " (" + detail + ")"
}
