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
// header is always there; its names don't change, and new ones come last. An error is that of w.
func CSV(w io.Writer, p plan.Plan, opts Options) error {
	period := []fact{{"period", p.Period.String()}}
	row := func(s plan.Step, source []fact) []fact {
		return slices.Concat(period, stepCells(s), source, laterCells(s))
	}
	rows := [][]string{names(row(plan.Step{}, sourceCells(1, nil)))}
	for _, s := range p.Steps {
		if s.Verb == plan.VerbNone && !opts.All {
			continue
		}
		for i := range s.Sources {
			rows = append(rows, values(row(s, sourceCells(i+1, &s.Sources[i]))))
		}
		if len(s.Sources) == 0 {
			rows = append(rows, values(row(s, sourceCells(1, nil))))
		}
	}
	return writeCSV(w, "plan", rows)
}

// FindingsCSV writes the findings of p, one row each, in the plan's order, under a header that is always there; its names
// don't change, and new ones come last. An error is that of w.
func FindingsCSV(w io.Writer, p plan.Plan) error {
	period := []fact{{"period", p.Period.String()}}
	rows := [][]string{names(slices.Concat(period, findingCells(plan.Finding{})))}
	for _, f := range p.Findings {
		rows = append(rows, values(slices.Concat(period, findingCells(f))))
	}
	return writeCSV(w, "findings", rows)
}

// stepCells are the columns of a step.
func stepCells(s plan.Step) []fact {
	var before, message, advice string
	if s.Before != nil {
		before = s.Before.Quantity.String()
	}
	if s.Reason != "" {
		info := s.Reason.Info()
		message, advice = info.Message, info.Advice
	}
	return []fact{
		{"id", s.ID}, {"verb", string(s.Verb)}, {"wanted", string(s.Wanted)}, {"reason", string(s.Reason)}, {"detail", s.Detail},
		{"message", message}, {"advice", advice}, {"customer", s.Customer}, {"agreementId", s.AgreementID}, {"agreement", s.Agreement},
		{"itemId", s.ItemID}, {"item", s.Item}, {"additionId", s.AdditionID}, {"before", before}, {"quantity", s.Quantity.String()},
		{"effectiveDate", s.Effective.String()}, {"invoiceDate", s.InvoiceDate.String()}, {"currency", s.Currency},
		{"monthly", s.Monthly.String()},
	}
}

func sourceCells(number int, s *plan.Source) []fact {
	var source plan.Source
	var units string
	if s != nil {
		source, units = *s, s.Units.String()
	}
	return []fact{
		{"sourceNumber", strconv.Itoa(number)}, {"tenantId", source.TenantID}, {"product", source.Product}, {"units", units},
	}
}

// laterCells are the columns of a step that came after the first version.
func laterCells(s plan.Step) []fact {
	var release plan.Release
	if s.Release != nil {
		release = *s.Release
	}
	return []fact{
		{"companyId", s.CompanyID}, {"agreementTypeId", s.TypeID}, {"endDate", s.End.String()}, {"after", strings.Join(s.After, " ")},
		{"releasedBy", release.Who}, {"releaseReason", release.Why}, {"releasedAt", release.When},
	}
}

func findingCells(f plan.Finding) []fact {
	amount := ""
	if f.Amount.Sign() != 0 {
		amount = f.Amount.String()
	}
	return []fact{
		{"code", string(f.Code)}, {"severity", string(f.Severity)}, {"message", f.Message}, {"advice", f.Advice},
		{"tenantId", f.TenantID}, {"product", f.Product}, {"units", f.Units.String()}, {"currency", f.Currency}, {"amount", amount},
	}
}

func names(cells []fact) []string {
	list := make([]string, len(cells))
	for i, c := range cells {
		list[i] = c.name
	}
	return list
}

func values(cells []fact) []string {
	list := make([]string, len(cells))
	for i, c := range cells {
		list[i] = c.value
	}
	return list
}

func writeCSV(w io.Writer, what string, rows [][]string) error {
	harmless := make([][]string, len(rows))
	for i, row := range rows {
		harmless[i] = make([]string, len(row))
		for j, cell := range row {
			harmless[i][j] = clean(cell)
			if formula(cell) {
				harmless[i][j] = "'" + harmless[i][j]
			}
		}
	}
	if err := csv.NewWriter(w).WriteAll(harmless); err != nil {
		return fmt.Errorf("render: write the %s as CSV: %w", what, err)
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
