package plan_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/plan"
)

// scenario changes the settled world and says what the plan must then be. Together the scenarios are the planner's
// contract; each name is one sentence of it.
type scenario struct {
	name     string
	edit     func(*plan.Input)
	steps    []string
	units    string
	findings []string
}

func run(t *testing.T, scenarios []scenario) {
	t.Helper()
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			in := world()
			if s.edit != nil {
				s.edit(&in)
			}
			p := plan.Build(in)
			if diff := cmp.Diff(s.steps, saidAll(p)); diff != "" {
				t.Errorf("steps (-want +got):\n%s", diff)
			}
			if got := account(t, p.Units); s.units != "" && got != s.units {
				t.Errorf("units: got %q, want %q", got, s.units)
			}
			if diff := cmp.Diff(append([]string{}, s.findings...), codes(p)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

const line = agreement + "/" + item

func TestVerbs(t *testing.T) {
	run(t, []scenario{
		{"nothing to do when the addition is right", nil, []string{"none " + line + " 20->20"}, "20 = billed 20", nil},
		{"a rise is an update", func(in *plan.Input) { standing(in, 18) }, []string{"update " + line + " 18->20"}, "20 = billed 20", nil},
		{"a fall in a final month is an update", func(in *plan.Input) { standing(in, 24) }, []string{"update " + line + " 24->20"}, "20 = billed 20", nil},
		{"no addition yet: create", empty, []string{"create " + line + " -->20"}, "20 = billed 20", nil},
		{"no addition and no usage: nothing", func(in *plan.Input) {
			empty(in)
			in.Usage.Rows[0].Billable = plan.Units(0)
		}, []string{}, "0 = ", nil},
		{"several rows of one product are added up", func(in *plan.Input) {
			standing(in, 22)
			in.Usage.Rows = append(in.Usage.Rows, row(code, 3))
		}, []string{"update " + line + " 22->23"}, "23 = billed 23", nil},
		{"fractions are exact", func(in *plan.Input) {
			q, _ := plan.ParseQuantity("20.000001")
			in.Usage.Rows[0].Billable = q
		}, []string{"update " + line + " 20->20.000001"}, "20.000001 = billed 20.000001", nil},
		{"the quantity the settings name is billed", func(in *plan.Input) {
			in.Settings.Policy.Quantity = new(plan.QuantityActual)
			in.Usage.Rows[0].Actual = plan.Units(21)
		}, []string{"update " + line + " 20->21"}, "21 = billed 21", nil},
		{"ids of tenants ignore case", func(in *plan.Input) {
			in.Usage.Rows[0].TenantID = "0B0320AB-0000-4000-8000-000000000001"
		}, []string{"none " + line + " 20->20"}, "20 = billed 20", nil},
	})
}

func TestWhatIsCharged(t *testing.T) {
	run(t, []scenario{
		{"units that the base fee includes are not charged", func(in *plan.Input) { in.Additions[0].Additions[0].LessIncluded = plan.Units(5) },
			[]string{"none " + line + " 20->20"}, "20 = billed 15 + notCharged 5", nil},
		{"an addition that is not billed charges nothing", func(in *plan.Input) { in.Additions[0].Additions[0].Bill = plan.NoCharge },
			[]string{"none " + line + " 20->20"}, "20 = notCharged 20", nil},
		{"a bundle sold per seat counts its largest product", func(in *plan.Input) {
			in.Settings.Products = append(in.Settings.Products, plan.ProductMapping{Product: "Sophos_Central_Phish_Threat", ItemID: item})
			in.Settings.Policy.Combine = new(plan.CombineMax)
			in.Usage.Rows = append(in.Usage.Rows, row("CPHISH-MSP", 18))
		}, []string{"none " + line + " 20->20"}, "38 = billed 20 + notCharged 18", nil},
		{"a bundle sold as a whole counts once", func(in *plan.Input) {
			standing(in, 1)
			in.Settings.Policy.Combine = new(plan.CombineAny)
		}, []string{"none " + line + " 1->1"}, "20 = billed 1 + notCharged 19", nil},
	})
}
