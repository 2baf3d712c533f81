package plan_test

import (
	"flag"
	"fmt"
	"os"
	"path"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/plan"
)

// The golden scenarios live in testdata/scenarios/<section>/<name>/. README.md there, which this test writes too, says
// how to read and write one, and lists them all.

const scenarioDir = "testdata/scenarios"

var updateScenarios = flag.Bool("update", false, "write the golden plans of testdata/scenarios anew")

// golden is one scenario: a story, and the worlds that it goes through.
type golden struct {
	name  string // section/name
	story string
	acts  []act
}

// act is one world of a scenario with the plan that Build makes of it.
type act struct {
	in   plan.Input
	plan plan.Plan
}

// TestGoldenScenarios compares the plans of all scenarios with their golden texts, and sees to it that nothing of the
// planner is without a scenario.
func TestGoldenScenarios(t *testing.T) {
	all := loadScenarios(t)
	for _, s := range all {
		t.Run(s.name, func(t *testing.T) {
			for _, a := range s.acts {
				s.check(t, a)
			}
			got := s.text(t)
			s.checkMoney(t, got)
			compareGolden(t, path.Join(scenarioDir, s.name, "plan.txt"), got)
		})
	}
	t.Run("index", func(t *testing.T) { compareGolden(t, path.Join(scenarioDir, "README.md"), scenarioIndex(all)) })
	t.Run("every code has a scenario", func(t *testing.T) { everyCode(t, all) })
	t.Run("every member has a scenario", func(t *testing.T) { everyMember(t, all) })
}

// compareGolden compares a text with its golden file, or writes that.
func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if *updateScenarios {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; -update writes it anew):\n%s", file, diff)
	}
}

// check holds what is true of every scenario: only one that is about invalid settings has any, the target period is the
// one that the schedule says, and the account of units adds up.
func (s golden) check(t *testing.T, a act) {
	t.Helper()
	_, invalid := codesOf(a.plan)[plan.SettingsInvalid]
	if err := a.in.Settings.Validate(); (err != nil) != invalid {
		t.Errorf("settings: %v", err)
	}
	if sched := a.in.Settings.Schedule; sched.Mode != "" && sched.Target(a.in.Today) != a.in.Period {
		t.Errorf("mode %s on %s bills %s, the scenario plans %s", sched.Mode, a.in.Today, sched.Target(a.in.Today), a.in.Period)
	}
	account(t, a.plan.Units)
}

var dollars = regexp.MustCompile(`\$(\d[\d,]*\d(?:\.\d\d)?|\d)`)

// checkMoney sees to it that the money a story speaks of is the plan's.
func (s golden) checkMoney(t *testing.T, text string) {
	t.Helper()
	for _, m := range dollars.FindAllStringSubmatch(s.story, -1) {
		amount := strings.ReplaceAll(m[1], ",", "")
		if !strings.Contains(amount, ".") {
			amount += ".00"
		}
		if found, err := regexp.MatchString(`(^|[^\d])`+regexp.QuoteMeta(amount), text); err != nil || !found {
			t.Errorf("the story says %s, the plan nowhere", m[0])
		}
	}
}

// codesOf returns the codes that a plan shows.
func codesOf(p plan.Plan) map[plan.Code]bool {
	codes := map[plan.Code]bool{}
	for _, s := range p.Steps {
		codes[s.Reason] = true
	}
	for _, f := range p.Findings {
		codes[f.Code] = true
	}
	delete(codes, "")
	return codes
}

// everyCode fails for a code that no golden plan shows.
func everyCode(t *testing.T, all []golden) {
	t.Helper()
	shown := map[plan.Code]bool{}
	for _, s := range all {
		for _, a := range s.acts {
			for code := range codesOf(a.plan) {
				shown[code] = true
			}
		}
	}
	for _, c := range itemCases() {
		for _, f := range plan.BuildItem(c.in).Findings {
			shown[f.Code] = true
		}
	}
	for _, info := range plan.Codes() {
		if !shown[info.Code] && !strings.HasPrefix(string(info.Code), "undo-") { // those are TestUndo's
			t.Errorf("%s: no golden plan shows it", info.Code)
		}
		delete(shown, info.Code)
	}
	for code := range shown {
		t.Errorf("%s: shown by a golden plan, but not in the closed list", code)
	}
}

// everyMember fails for a member of Input, Settings, Policy, ... that no scenario sets, and for a value
// of a closed list of values that none names.
func everyMember(t *testing.T, all []golden) {
	t.Helper()
	set := map[string]bool{}
	for _, s := range all {
		for _, a := range s.acts {
			membersSet(reflect.ValueOf(a.in), set)
		}
	}
	for _, name := range membersOf(reflect.TypeFor[plan.Input](), map[reflect.Type]bool{}) {
		if !set[name] {
			t.Errorf("%s: no scenario sets it", name)
		}
	}
	for _, v := range []any{
		plan.QuantityBillable, plan.QuantityOrdered, plan.QuantityActual, plan.CombineSum, plan.CombineMax, plan.CombineAny,
		plan.TiersBoth, plan.TiersHighest, plan.DisappearedZero, plan.DisappearedEnd, plan.DisappearedKeep,
		plan.TimingAdvance, plan.TimingArrears, plan.CycleReport, plan.CycleHighest, plan.AdoptReview, plan.AdoptPlan,
		plan.SiblingsSeparate, plan.SiblingsSubtract, plan.ModeInvoice, plan.ModeMonthly, plan.ModeDaily,
		plan.Billable, plan.DoNotBill, plan.NoCharge,
	} {
		if name := fmt.Sprintf("%T %v", v, v); !set[name] {
			t.Errorf("%s: no scenario names it", name)
		}
	}
}

// membersSet notes every member of v that is not zero, and every text of a type of its own.
func membersSet(v reflect.Value, set map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			membersSet(v.Elem(), set)
		}
	case reflect.Slice:
		for i := range v.Len() {
			membersSet(v.Index(i), set)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && !v.Field(i).IsZero() {
				set[v.Type().String()+"."+f.Name] = true
				membersSet(v.Field(i), set)
			}
		}
	case reflect.String:
		set[v.Type().String()+" "+v.String()] = true
	default:
	}
}

// membersOf names every member that a value of a type may have.
func membersOf(t reflect.Type, seen map[reflect.Type]bool) (names []string) {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct || seen[t] {
		return nil
	}
	seen[t] = true
	for f := range t.Fields() {
		if f.IsExported() {
			names = append(names, t.String()+"."+f.Name)
			names = append(names, membersOf(f.Type, seen)...)
		}
	}
	return names
}
