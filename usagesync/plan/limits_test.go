package plan_test

import (
	"slices"
	"testing"

	"github.com/psasync/psasync/usagesync/plan"
)

func TestLimits(t *testing.T) {
	usage := func(n int64) func(*plan.Input) {
		return func(in *plan.Input) { in.Usage.Rows[0].Billable = plan.Units(n) }
	}
	run(t, []scenario{
		{"a fall by half of many seats", usage(10), []string{"withhold update " + line + " 20->10 line-fall-limit"}, "10 = withheld 10", nil},
		{"a fall by less than half", usage(11), []string{"update " + line + " 20->11"}, "11 = billed 11", nil},
		{"a fall of few seats by more than half", func(in *plan.Input) {
			standing(in, 4)
			usage(0)(in)
		}, []string{"update " + line + " 4->0"}, "0 = ", nil},
		{"a rise of 25 and by 200 percent", func(in *plan.Input) {
			standing(in, 12)
			usage(37)(in)
		}, []string{"withhold update " + line + " 12->37 line-rise-limit"}, "37 = withheld 37", nil},
		{"a rise of 24", func(in *plan.Input) {
			standing(in, 12)
			usage(36)(in)
		}, []string{"update " + line + " 12->36"}, "36 = billed 36", nil},
		{"a create of 251", func(in *plan.Input) {
			empty(in)
			usage(251)(in)
		}, []string{"withhold create " + line + " -->251 create-limit"}, "251 = withheld 251", nil},
		{"a create of 250", func(in *plan.Input) {
			empty(in)
			usage(250)(in)
		}, []string{"create " + line + " -->250"}, "250 = billed 250", nil},
		{"all falls together: more than 20 units and 10 percent", func(in *plan.Input) {
			standing(in, 100)
			usage(79)(in)
		}, []string{"withhold update " + line + " 100->79 run-fall-limit"}, "79 = withheld 79", nil},
		{"all falls together: 20 units", func(in *plan.Input) {
			standing(in, 100)
			usage(80)(in)
		}, []string{"update " + line + " 100->80"}, "80 = billed 80", nil},
		{"all falls together: 21 of 210 units", func(in *plan.Input) {
			standing(in, 210)
			usage(189)(in)
		}, []string{"update " + line + " 210->189"}, "189 = billed 189", nil},
	})
}

// Additions that are none of ours don't widen the limits of the run.
func TestTheBaseOfTheRunLimitsIsOurs(t *testing.T) {
	in := many(3)
	in.Usage.Rows[0].Billable = plan.Units(1000)
	for i := range in.Usage.Rows[1:] {
		in.Usage.Rows[i+1].Billable = plan.Units(max(0, int64(i%35)-2))
	}
	in.Additions[0].Additions[0].Quantity = plan.Units(1000)
	in.Lines = slices.DeleteFunc(in.Lines, func(l plan.Line) bool { return l.AdditionID == in.Additions[0].Additions[0].ID })
	held := 0
	for _, s := range plan.Build(in).Steps {
		if s.Reason == plan.RunFallLimit {
			held++
		}
		if s.Writes() && s.Quantity.Cmp(s.Before.Quantity) < 0 {
			t.Errorf("%s falls", said(s))
		}
	}
	if held == 0 {
		t.Error("the run limit did not hold")
	}
}
