package render

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/psasync/psasync/usagesync/plan"
)

// CSV writes the steps of p, one row for each source of a step, with the step's own columns repeated; a step without a
// source has one row. Rows with sourceNumber 1 are therefore the steps: add up quantity and monthly over those only. The
// header is always there and its names don't change. An error is that of w.
func CSV(w io.Writer, p plan.Plan, opts Options) error {
	rows := [][]string{{
		"period", "id", "verb", "wanted", "reason", "detail", "message", "advice", "customer", "agreementId", "agreement",
		"itemId", "item", "additionId", "before", "quantity", "effectiveDate", "invoiceDate", "currency", "monthly",
		"sourceNumber", "tenantId", "product", "units",
	}}
	for _, s := range p.Steps {
		if s.Verb == plan.VerbNone && !opts.All {
			continue
		}
		step := stepCells(p.Period, s)
		for i, src := range s.Sources {
			rows = append(rows, append(slices.Clip(step), strconv.Itoa(i+1), src.TenantID, src.Product, src.Units.String()))
		}
		if len(s.Sources) == 0 {
			rows = append(rows, append(step, "1", "", "", ""))
		}
	}
	return writeCSV(w, rows)
}

func stepCells(period plan.Period, s plan.Step) []string {
	var before, message, advice string
	if s.Before != nil {
		before = s.Before.Quantity.String()
	}
	if s.Reason != "" {
		info := s.Reason.Info()
		message, advice = info.Message, info.Advice
	}
	return []string{
		period.String(), s.ID, string(s.Verb), string(s.Wanted), string(s.Reason), s.Detail, message, advice, s.Customer,
		s.AgreementID, s.Agreement, s.ItemID, s.Item, s.AdditionID, before, s.Quantity.String(), s.Effective.String(),
		s.InvoiceDate.String(), s.Currency, s.Monthly.String(),
	}
}

// FindingsCSV writes the findings of p, one row each, in the plan's order, under a header that is always there and whose
// names don't change. An error is that of w.
func FindingsCSV(w io.Writer, p plan.Plan) error {
	rows := [][]string{{"period", "code", "severity", "message", "advice", "tenantId", "product", "units"}}
	for _, f := range p.Findings {
		rows = append(rows, []string{
			p.Period.String(), string(f.Code), string(f.Severity), f.Message, f.Advice, f.TenantID, f.Product, f.Units.String(),
		})
	}
	return writeCSV(w, rows)
}

func writeCSV(w io.Writer, rows [][]string) error {
	for _, row := range rows {
		for i, cell := range row {
			row[i] = clean(cell)
			if formula(cell) {
				row[i] = "'" + row[i]
			}
		}
	}
	if err := csv.NewWriter(w).WriteAll(rows); err != nil {
		return fmt.Errorf("render: write the plan as CSV: %w", err)
	}
	return nil
}

// formula reports whether a spreadsheet may run a cell: what decides is its first character behind spaces and quotes,
// in East Asian editions also as a full-width form [OWASP, CSV injection]. A number is none.
func formula(cell string) bool {
	if _, err := plan.ParseAmount(cell); err == nil {
		return false
	}
	rest := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || r == '"' || r == '\'' })
	lead := cell[:len(cell)-len(rest)]
	return strings.ContainsAny(lead, "\t\r") || rest != "" && strings.IndexAny(rest, "=+-@＝＋－＠") == 0
}
