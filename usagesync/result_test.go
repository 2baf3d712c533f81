package usagesync_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

func TestResultClean(t *testing.T) {
	step := func(o usagesync.Outcome) []usagesync.StepResult { return []usagesync.StepResult{{Outcome: o}} }
	settled := func(v usagesync.Verdict) []usagesync.Settled { return []usagesync.Settled{{Verdict: v}} }
	for _, test := range []struct {
		res  usagesync.Result
		want bool
	}{
		{usagesync.Result{}, true},
		{usagesync.Result{Steps: step(usagesync.OutcomeDone)}, true},
		{usagesync.Result{Steps: step(usagesync.OutcomeAdopted)}, true},
		{usagesync.Result{Steps: step(usagesync.OutcomeUnchanged)}, true},
		{usagesync.Result{Steps: step(usagesync.OutcomeWithheld)}, false},
		{usagesync.Result{Steps: step(usagesync.OutcomeRefused)}, false},
		{usagesync.Result{Steps: step(usagesync.OutcomeFailed)}, false},
		{usagesync.Result{Steps: step(usagesync.OutcomeUnknown)}, false},
		{usagesync.Result{Steps: step(usagesync.OutcomeSkipped)}, false},
		{usagesync.Result{Settled: settled(usagesync.VerdictDone)}, true},
		{usagesync.Result{Settled: settled(usagesync.VerdictNotDone)}, true},
		{usagesync.Result{Settled: settled(usagesync.VerdictWaiting)}, false},
		{usagesync.Result{Settled: settled(usagesync.VerdictQuarantined)}, false},
		{usagesync.Result{Settled: settled(usagesync.VerdictEdited)}, false},
		{usagesync.Result{Settled: settled(usagesync.VerdictGone)}, false},
		{usagesync.Result{Stopped: "why"}, false},
	} {
		if got := test.res.Clean(); got != test.want {
			t.Errorf("%+v: clean %v", test.res, got)
		}
	}
}

func TestResultCustomers(t *testing.T) {
	inNovember(t, 3, func(b *bench) {
		b.w.use("1", endpointCode, 2)
		b.w.use("1", mtrCode, 2)
		b.w.use("3", endpointCode, 2)
		var got []string
		for _, c := range b.sync().Customers() {
			got = append(got, c.Customer+" "+c.AgreementID+strings.Repeat(" x", len(c.Steps)))
		}
		if want := "Customer 1 1 x x, Customer 3 3 x"; strings.Join(got, ", ") != want {
			b.Errorf("%q, want %q", got, want)
		}
	})
}

func TestResultJSON(t *testing.T) {
	res := usagesync.Result{Run: "r", Settled: []usagesync.Settled{}, Steps: []usagesync.StepResult{{
		Step: plan.Step{ID: "1/501", Quantity: plan.Units(0)}, Outcome: usagesync.OutcomeDone,
	}}}
	data, err := json.Marshal(res)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"outcome":"done"`, `"quantity":0`, `"settled":[]`} {
		if !strings.Contains(string(data), want) {
			t.Errorf("no %s in %s", want, data)
		}
	}
	if strings.Contains(string(data), "notBefore") {
		t.Errorf("a time that is none: %s", data)
	}
}
