package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/examples/demo"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

func heading(out io.Writer, format string, args ...any) {
	title := fmt.Sprintf(format, args...)
	fmt.Fprintf(out, "\n%s\n%s\n", title, strings.Repeat("=", text.StringWidthWithoutEscSequences(title)))
}

// showPlan prints what a person reads before approving: the writes, what is withheld and why, what was found, and where
// every unit went.
func showPlan(out io.Writer, p plan.Plan) {
	heading(out, "Plan of %s, made on %s", p.Period, p.Day)
	showSteps(out, p)
	showWithheld(out, p)
	showFindings(out, p)
	showUnits(out, p)
	for _, m := range p.Money {
		fmt.Fprintf(out, "Invoices per cycle: %s %s before, %s after; withheld %s.\n", m.Currency, m.Before, m.After, m.Withheld)
	}
	fmt.Fprintf(out, "To apply exactly this until %s, approve its digest:\n%s\n", p.Expires, p.Digest)
}

func showSteps(out io.Writer, p plan.Plan) {
	t := newTable(out, "Customer", "Product", "", "Before", "After", "Money")
	invoices := map[string]bool{}
	for _, s := range p.Steps {
		if s.Writes() {
			t.AppendRow(table.Row{s.Customer, s.Item, s.Verb, before(s), s.Quantity, s.Monthly})
			invoices[s.InvoiceDate.String()] = true
		}
	}
	rightAlign(t, 4, 5, 6)
	t.Render()
	none := 0
	for _, s := range p.Steps {
		if s.Verb == plan.VerbNone {
			none++
		}
	}
	fmt.Fprintf(out, "%s to write for the invoice of %s; %d more are right already.\n",
		count(writes(p), "addition"), strings.Join(slices.Sorted(maps.Keys(invoices)), " and "), none)
}

func showWithheld(out io.Writer, p plan.Plan) {
	fmt.Fprintf(out, "\nWithheld, for a person to decide:\n")
	for _, s := range p.Steps {
		if s.Verb != plan.VerbWithhold {
			continue
		}
		info := s.Reason.Info()
		fmt.Fprintf(out, "  %s, %s: %s %s -> %s (%s)\n", s.Customer, s.Item, s.Wanted, before(s), s.Quantity, s.Monthly)
		paragraph(out, 6, join(string(s.Reason), info.Message, s.Detail))
		paragraph(out, 6, "-> "+info.Advice)
	}
}

func showFindings(out io.Writer, p plan.Plan) {
	fmt.Fprintf(out, "\nFindings:\n")
	for _, f := range p.Findings {
		paragraph(out, 2, join(string(f.Severity), f.Message))
		paragraph(out, 6, "-> "+f.Advice)
	}
}

func showUnits(out io.Writer, p plan.Plan) {
	u := p.Units
	fmt.Fprintf(out, "\nEvery unit of usage:\n")
	t := newTable(out, "Read", "Billed", "Not charged", "Deferred", "Excluded", "Withheld", "Unmapped", "Ignored")
	t.AppendRow(table.Row{u.Total, u.Billed, u.NotCharged, u.Deferred, u.Excluded, u.Withheld, u.Unmapped, u.Ignored})
	rightAlign(t, 1, 2, 3, 4, 5, 6, 7, 8)
	t.Render()
}

// showResult prints one line for each customer.
func showResult(out io.Writer, r usagesync.Result) {
	t := newTable(out, "Customer", "Written", "Right", "Withheld", "Failed", "Result")
	for _, c := range r.Customers() {
		n := map[usagesync.Outcome]int{}
		for _, s := range c.Steps {
			n[s.Outcome]++
		}
		written := n[usagesync.OutcomeDone] + n[usagesync.OutcomeAdopted]
		right, withheld := n[usagesync.OutcomeUnchanged], n[usagesync.OutcomeWithheld]
		failed := len(c.Steps) - written - right - withheld
		word := "ok"
		switch {
		case failed > 0:
			word = "look at it"
		case withheld > 0:
			word = "to decide"
		}
		t.AppendRow(table.Row{c.Customer, written, right, withheld, failed, word})
	}
	t.Render()
}

// showWrites prints what reached ConnectWise since the October plan, from the server's own log, and proves that nothing
// else changed.
func showWrites(out io.Writer, psa *connectwisetest.Server, before map[int][]byte) error {
	created, changed := 0, 0
	for _, w := range psa.Writes() {
		switch {
		case w.Method == "POST":
			created++
		case slices.Equal(w.Members(), []string{"quantity"}):
			changed++
		default:
			return fmt.Errorf("%s %s changes %v", w.Method, w.Path, w.Members())
		}
	}
	for id, raw := range before {
		if !bytes.Equal(raw, psa.Raw(id)) {
			return fmt.Errorf("addition %d of another vendor changed", id)
		}
	}
	fmt.Fprintf(out, "%s created, %s changed: each in its quantity and nothing else.\n", count(created, "addition"), fmt.Sprint(changed))
	fmt.Fprintf(out, "%d additions of other vendors are byte for byte what they were.\n", len(before))
	return nil
}

// foreign remembers the additions that are none of our business: those of other vendors' items.
func foreign(psa *connectwisetest.Server) map[int][]byte {
	m := map[int][]byte{}
	for _, a := range psa.AllAdditions() {
		if a.Product.ID == demo.Backup || a.Product.ID == demo.Office {
			m[a.ID] = psa.Raw(a.ID)
		}
	}
	return m
}

func newTable(out io.Writer, columns ...any) table.Writer {
	t := table.NewWriter()
	t.SetOutputMirror(out)
	t.AppendHeader(columns)
	style := table.StyleLight
	style.Format.Header = text.FormatDefault
	style.Options = table.OptionsNoBordersAndSeparators
	style.Options.SeparateHeader = true
	style.Box.PaddingLeft, style.Box.PaddingRight = "", " "
	t.SetStyle(style)
	t.SuppressTrailingSpaces()
	return t
}

// rightAlign aligns columns of numbers, which count from 1.
func rightAlign(t table.Writer, columns ...int) {
	var configs []table.ColumnConfig
	for _, n := range columns {
		configs = append(configs, table.ColumnConfig{Number: n, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(configs)
}

// paragraph prints text indented, within 80 columns.
func paragraph(out io.Writer, indent int, s string) {
	margin := strings.Repeat(" ", indent)
	for i, line := range strings.Split(text.WrapSoft(s, 78-indent), "\n") {
		if i > 0 {
			line = "  " + line
		}
		fmt.Fprintln(out, margin+strings.TrimRight(line, " "))
	}
}

// progress draws a bar on a terminal, and nothing elsewhere.
type progress struct {
	out io.Writer
	bar *progressbar.ProgressBar
}

func newProgress(out io.Writer) *progress { return &progress{out: out} }

// apply applies a plan under its digest.
func (p *progress) apply(ctx context.Context, s *usagesync.Syncer, approved plan.Plan) (usagesync.Result, error) {
	screen := io.Discard
	if f, ok := p.out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		screen = f
	}
	p.bar = progressbar.NewOptions(writes(approved), progressbar.OptionSetWriter(screen),
		progressbar.OptionSetDescription("  writing"), progressbar.OptionSetWidth(40), progressbar.OptionClearOnFinish())
	defer func() { p.bar = nil }()
	result, err := s.Apply(ctx, approved, approved.Digest)
	if err == nil {
		fmt.Fprintf(p.out, "%s written.\n", count(result.Count(usagesync.OutcomeDone)+result.Count(usagesync.OutcomeAdopted), "addition"))
	}
	return result, err
}

// event is the Syncer's hook.
func (p *progress) event(e usagesync.Event) {
	if step, ok := e.(usagesync.StepFinished); ok && p.bar != nil {
		_ = p.bar.Set(step.Done) // a bar that can't be drawn is no reason to stop a sync
	}
}

func before(s plan.Step) string {
	if s.Before == nil {
		return "-"
	}
	return s.Before.Quantity.String()
}

func writes(p plan.Plan) int {
	n := 0
	for _, s := range p.Steps {
		if s.Writes() {
			n++
		}
	}
	return n
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ": ")
}

func short(digest string) string { return digest[:min(len(digest), 12)] }
