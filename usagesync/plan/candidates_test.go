package plan_test

import (
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

func TestCandidates(t *testing.T) {
	second := func(in *plan.Input) {
		other := ours(7)
		other.ID = "3402"
		in.Additions[0].Additions = append(in.Additions[0].Additions, other)
	}
	consent := func(in *plan.Input, c plan.Consent) {
		c.AgreementID, c.ItemID, c.Who = agreement, item, "Pat"
		in.Settings.Consents = []plan.Consent{c}
	}
	run(t, []scenario{
		{"one addition that is not ours needs consent", unowned,
			[]string{"withhold adopt " + line + " 20->20 needs-consent"}, "20 = withheld 20", nil},
		{"with consent it is adopted and its quantity set", func(in *plan.Input) {
			unowned(in)
			in.Additions[0].Additions[0].Quantity = plan.Units(17)
			consent(in, plan.Consent{AdditionID: addition})
		}, []string{"adopt " + line + " 17->20"}, "20 = billed 20", nil},
		{"consent to another addition is no consent to this one", func(in *plan.Input) {
			unowned(in)
			consent(in, plan.Consent{AdditionID: "9999"})
		}, []string{"withhold adopt " + line + " -->20 consent-stale"}, "20 = withheld 20", nil},
		{"several additions are for a person to decide", func(in *plan.Input) {
			unowned(in)
			second(in)
		}, []string{"withhold adopt " + line + " -->20 several-additions"}, "20 = withheld 20", nil},
		{"a link without a word about the others is not enough", func(in *plan.Input) {
			unowned(in)
			second(in)
			consent(in, plan.Consent{AdditionID: addition})
		}, []string{"withhold adopt " + line + " 20->20 several-additions"}, "20 = withheld 20", nil},
		{"a link that says the others are separate adopts", func(in *plan.Input) {
			unowned(in)
			second(in)
			consent(in, plan.Consent{AdditionID: addition, Siblings: plan.SiblingsSeparate})
		}, []string{"adopt " + line + " 20->20"}, "20 = billed 20", nil},
		{"a sibling that appears beside ours withholds", func(in *plan.Input) {
			standing(in, 18)
			second(in)
		}, []string{"withhold update " + line + " 18->20 sibling-addition"}, "20 = withheld 20", nil},
		{"an addition that ended before ours would start is none", func(in *plan.Input) {
			unowned(in)
			in.Additions[0].Additions[0].Cancelled = plan.NewDate(2026, time.October, 31)
		}, []string{"create " + line + " -->20"}, "20 = billed 20", nil},
		{"an addition that ends on the day ours would start is none", func(in *plan.Input) {
			unowned(in)
			in.Additions[0].Additions[0].Cancelled = plan.NewDate(2026, time.November, 15)
		}, []string{"create " + line + " -->20"}, "20 = billed 20", nil},
		{"an addition that begins in the future is a candidate", func(in *plan.Input) {
			unowned(in)
			in.Additions[0].Additions[0].Effective = plan.NewDate(2027, time.January, 1)
		}, []string{"withhold adopt " + line + " 20->20 needs-consent"}, "20 = withheld 20", nil},
		{"ours was removed", func(in *plan.Input) { in.Additions[0].Additions = nil },
			[]string{"withhold update " + line + " -->20 addition-gone"}, "20 = withheld 20", nil},
		{"ours was cancelled", func(in *plan.Input) {
			in.Additions[0].Additions[0].Cancelled = plan.NewDate(2026, time.October, 31)
		}, []string{"withhold update " + line + " 20->20 addition-ended"}, "20 = withheld 20", nil},
		{"ours stands for another item now", func(in *plan.Input) { in.Additions[0].Additions[0].ItemID = "77" },
			[]string{"withhold update " + line + " 20->20 addition-moved"}, "20 = withheld 20", nil},
		{"ours was edited by hand", func(in *plan.Input) { in.Additions[0].Additions[0].Quantity = plan.Units(25) },
			[]string{"withhold update " + line + " 25->20 edited-by-hand"}, "20 = withheld 20", nil},
		{"a hand edit that equals the target is no problem", func(in *plan.Input) { in.Lines[0].Quantity = plan.Units(25) },
			[]string{"none " + line + " 20->20"}, "20 = billed 20", nil},
		{"an addition whose numbers can't be read is left alone", func(in *plan.Input) { in.Additions[0].Additions[0].Doubt = "no quantity" },
			[]string{"withhold update " + line + " 20->20 addition-unreadable"}, "20 = withheld 20", nil},
		{"an open intent blocks its line", func(in *plan.Input) {
			standing(in, 18)
			in.Open = []string{line}
		}, []string{"withhold update " + line + " 18->20 unsettled"}, "20 = withheld 20", nil},
		{"consent to another addition does not leave ours behind", func(in *plan.Input) {
			second(in)
			consent(in, plan.Consent{AdditionID: "3402", Siblings: plan.SiblingsSeparate})
		}, []string{"withhold update " + line + " 20->20 sibling-addition"}, "20 = withheld 20", nil},
		{"a negative quantity is no quantity of ours", func(in *plan.Input) { standing(in, -5) },
			[]string{"withhold update " + line + " -5->20 addition-unreadable"}, "20 = withheld 20", nil},
		{"other items of the agreement are none of our business", func(in *plan.Input) {
			other := ours(99)
			other.ID, other.ItemID = "3500", "77"
			in.Additions[0].Additions = append(in.Additions[0].Additions, other)
		}, []string{"none " + line + " 20->20"}, "20 = billed 20", nil},
	})
}
