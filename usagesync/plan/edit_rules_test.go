package plan_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/psasync/psasync/usagesync/plan"
)

func TestDecisionsAboutLinesAndRules(t *testing.T) {
	const by = `"who":"Dana","why":"as agreed","when":"2026-11-02T09:00:00Z"}`
	const said = `"reason":"as agreed","who":"Dana","when":"2026-11-02T09:00:00Z"}`
	line := plan.Rule{AgreementID: agreement, ItemID: item}
	set := func(r plan.Rule, p plan.Policy, d plan.Decision) editing {
		r.Set = p
		return func(s *plan.Settings) error { return s.SetRule(r, d) }
	}
	pin := func(units int64, d plan.Decision) editing {
		return func(s *plan.Settings) error {
			return s.Pin(plan.Pin{AgreementID: agreement, ItemID: item, Quantity: plan.Units(units)}, d)
		}
	}
	exclude := func(x plan.Exclusion, d plan.Decision) editing {
		return func(s *plan.Settings) error { return s.Exclude(x, d) }
	}
	pack := plan.Policy{Pack: new(plan.Units(5))}
	decide(t, []decision{
		{"a tenant's product is left out", nil, exclude(plan.Exclusion{TenantID: tenant, Product: strings.ToLower(product), LastPeriod: october}, dana),
			[]string{`+exclusions {"tenantId":"` + tenant + `","product":"Sophos_Intercept_X_Advanced","reason":"as agreed","lastPeriod":"2026-10","who":"Dana","when":"2026-11-02T09:00:00Z"}`}, nil},
		{"left out already", exclude(plan.Exclusion{TenantID: tenant}, dana), exclude(plan.Exclusion{TenantID: strings.ToUpper(tenant)}, danaLater), nil, nil},
		{"left out for longer", exclude(plan.Exclusion{Product: product, LastPeriod: october}, dana), exclude(plan.Exclusion{Product: product}, dana), []string{
			`-exclusions {"product":"Sophos_Intercept_X_Advanced","reason":"as agreed","lastPeriod":"2026-10","who":"Dana","when":"2026-11-02T09:00:00Z"}`,
			`+exclusions {"product":"Sophos_Intercept_X_Advanced",` + said,
		}, nil},
		{"nothing is left out", nil, exclude(plan.Exclusion{}, dana), nil, []string{"names a tenant, a product or both"}},
		{"a product that is none is left out", nil, exclude(plan.Exclusion{Product: "Sophos_Cloud_Optics"}, dana), nil, []string{"Sophos_Cloud_Optix"}},
		{"left out for no reason", nil, exclude(plan.Exclusion{TenantID: tenant}, plan.Decision{Who: "Dana"}), nil, []string{"why"}},
		{"let in again", exclude(plan.Exclusion{TenantID: tenant}, dana), func(s *plan.Settings) error { return s.Include(strings.ToUpper(tenant), "") },
			[]string{`-exclusions {"tenantId":"` + tenant + `",` + said}, nil},
		{"let in, but a wider exclusion covers it", exclude(plan.Exclusion{TenantID: tenant}, dana), func(s *plan.Settings) error { return s.Include(tenant, product) },
			nil, []string{tenant, product, "as agreed", "take back"}},
		{"let in what never was out", nil, func(s *plan.Settings) error { return s.Include(tenant, product) }, nil, nil},
		{"let in what is nothing", nil, func(s *plan.Settings) error { return s.Include("", "Sophos_Cloud_Optics") }, nil, []string{"Sophos_Cloud_Optix"}},

		{"pinned", nil, pin(25, dana), []string{`+pins {"agreementId":"314","itemId":"1350","quantity":25,` + by}, nil},
		{"pinned to nothing at all", nil, pin(0, dana), []string{`+pins {"agreementId":"314","itemId":"1350","quantity":0,` + by}, nil},
		{"pinned already", pin(25, dana), pin(25, danaLater), nil, nil},
		{"pinned to something else", pin(25, dana), pin(26, danaLater), []string{
			`-pins {"agreementId":"314","itemId":"1350","quantity":25,` + by,
			`+pins {"agreementId":"314","itemId":"1350","quantity":26,"who":"Dana","why":"as agreed","when":"2026-11-03T09:00:00Z"}`,
		}, nil},
		{"pinned below 0", nil, pin(-1, dana), nil, []string{"line 314/1350", "-1"}},
		{"pinned by nobody", nil, pin(1, plan.Decision{}), nil, []string{"who"}},
		{"a line that nothing leads to", nil, func(s *plan.Settings) error { return s.Pin(plan.Pin{AgreementID: agreement, ItemID: "9"}, dana) },
			nil, []string{"line 314/9", "no mapped tenant and product"}},
		{"an agreement that nothing leads to", nil, func(s *plan.Settings) error { return s.Pin(plan.Pin{AgreementID: "9", ItemID: item}, dana) },
			nil, []string{"line 9/1350", "no mapped tenant and product"}},
		{"unpinned", pin(25, dana), nothing(func(s *plan.Settings) { s.Unpin(agreement, item) }), []string{`-pins {"agreementId":"314","itemId":"1350","quantity":25,` + by}, nil},
		{"another line is unpinned", pin(25, dana), nothing(func(s *plan.Settings) { s.Unpin(agreement, otherItem) }), nil, nil},

		{"a rule", nil, set(line, pack, dana), []string{`+rules {"agreementId":"314","itemId":"1350","set":{"pack":5},` + said}, nil},
		{"a rule sets more", set(line, pack, dana), set(line, plan.Policy{Minimum: new(plan.Units(10))}, dana), []string{
			`-rules {"agreementId":"314","itemId":"1350","set":{"pack":5},` + said,
			`+rules {"agreementId":"314","itemId":"1350","set":{"pack":5,"minimum":10},` + said,
		}, nil},
		{"a rule set to zero is not one unset", set(line, plan.Policy{Minimum: new(plan.Units(10))}, dana), set(line, plan.Policy{Minimum: new(plan.Quantity{})}, dana), []string{
			`-rules {"agreementId":"314","itemId":"1350","set":{"minimum":10},` + said,
			`+rules {"agreementId":"314","itemId":"1350","set":{"minimum":0},` + said,
		}, nil},
		{"a rule that contradicts what is set", set(line, pack, dana), set(line, plan.Policy{Minimum: new(plan.Units(11))}, dana), nil, []string{"agreement 314", "minimum", "pack"}},
		{"a rule with another end", set(line, pack, dana), set(plan.Rule{AgreementID: agreement, ItemID: item, LastPeriod: october}, pack, dana), nil, []string{"2026-10", "remove the rule"}},
		{"a rule for nothing", nil, set(plan.Rule{}, pack, dana), nil, []string{"names nothing"}},
		{"a rule that sets nothing", nil, set(line, plan.Policy{}, dana), nil, []string{"sets nothing"}},
		{"a rule of a product that is none", nil, set(plan.Rule{Product: "Endpoint"}, pack, dana), nil, []string{"Endpoint", "did you mean"}},
		{"a rule of a product that is not mapped yet", nil, set(plan.Rule{Product: "sophos_xdr_30"}, pack, dana), []string{`+rules {"product":"Sophos_XDR_30","set":{"pack":5},` + said}, nil},
		{"a rule of an item that nothing leads to", nil, set(plan.Rule{ItemID: "9"}, pack, dana), nil, []string{"item 9", "map them first"}},
		{"a rule of a tenant that is not mapped", nil, set(plan.Rule{TenantID: "t9"}, pack, dana), nil, []string{"tenant t9", "map them first"}},
		{"a rule is removed", set(line, pack, dana), nothing(func(s *plan.Settings) { s.RemoveRule(line) }), []string{`-rules {"agreementId":"314","itemId":"1350","set":{"pack":5},` + said}, nil},
	})
}

func TestDecisionsAboutAdditions(t *testing.T) {
	const by = `"who":"Dana","why":"as agreed","when":"2026-11-02T09:00:00Z"}`
	needs := plan.Step{
		ID: line, Verb: plan.VerbWithhold, Wanted: plan.VerbAdopt, Reason: plan.NeedsConsent, AgreementID: agreement, ItemID: item,
		AdditionID: addition, Item: "Acme Endpoint", Before: &plan.Before{Quantity: plan.Units(20)},
	}
	step := func(change func(*plan.Step)) plan.Step {
		s := needs
		change(&s)
		return s
	}
	adopt := func(s plan.Step, d plan.Decision, says ...plan.Confirmation) editing {
		return func(set *plan.Settings) error { return set.Adopt(s, d, says...) }
	}
	link := func(a plan.Addition, says plan.Siblings, confirmed ...plan.Confirmation) editing {
		return func(s *plan.Settings) error { return s.Link(a, says, dana, confirmed...) }
	}
	there := plan.Addition{ID: addition, AgreementID: agreement, ItemID: item, Item: "Acme Endpoint"}
	sophos := step(func(s *plan.Step) { s.Item = "sophos_intercept_x_advanced" })
	elsewhere := func(s *plan.Settings) error {
		return s.Link(plan.Addition{ID: addition, AgreementID: agreement, ItemID: otherItem}, "", dana)
	}
	const consent = `{"agreementId":"314","itemId":"1350","additionId":"3401",`
	decide(t, []decision{
		{"adopted", nil, adopt(needs, dana), []string{"+consents " + consent + by}, nil},
		{"adopted already", adopt(needs, dana), adopt(needs, danaLater), nil, nil},
		{"adopted by nobody", nil, adopt(needs, plan.Decision{}), nil, []string{"who"}},
		{"another addition was linked since the plan", link(plan.Addition{ID: "9", AgreementID: agreement, ItemID: item}, ""), adopt(needs, dana),
			nil, []string{"line 314/1350", "Dana consented to addition 9", "plan again"}},
		{"several additions", nil, adopt(step(func(s *plan.Step) { s.Reason, s.Detail = plan.SeveralAdditions, "additions 1, 2" }), dana), nil, []string{"additions 1, 2", "link"}},
		{"an addition that is gone", nil, adopt(step(func(s *plan.Step) { s.Reason = plan.ConsentStale }), dana), nil, []string{"not there any more", "decide again"}},
		{"another partner's addition", nil, adopt(step(func(s *plan.Step) { s.Reason = plan.OwnedByOtherPartner }), dana), nil, []string{"another partner"}},
		{"a create", nil, adopt(step(func(s *plan.Step) { s.Verb, s.Wanted = plan.VerbCreate, "" }), dana), nil, []string{"no addition to adopt"}},
		{"another line's addition", elsewhere, adopt(needs, dana), nil, []string{"addition 3401", "line 314/1351", "withdraw"}},
		{"an addition of Sophos's own sync", nil, adopt(sophos, dana), nil, []string{"Sophos's own sync", "switch that sync off"}},
		{"an addition of Sophos's own sync, which is off", nil, adopt(sophos, dana, plan.OtherSyncOff),
			[]string{"+consents " + `{"agreementId":"314","itemId":"1350","additionId":"3401","otherSyncOff":true,` + by}, nil},

		{"linked", nil, link(there, plan.SiblingsSubtract), []string{"+consents " + consent + `"siblings":"subtract",` + by}, nil},
		{"linked, and the siblings are something else now", link(there, plan.SiblingsSubtract), link(there, plan.SiblingsSeparate), []string{
			"-consents " + consent + `"siblings":"subtract",` + by, "+consents " + consent + `"siblings":"separate",` + by,
		}, nil},
		{"linked instead of another", link(plan.Addition{ID: "9", AgreementID: agreement, ItemID: item}, ""), link(there, ""), []string{
			`-consents {"agreementId":"314","itemId":"1350","additionId":"9",` + by, "+consents " + consent + by,
		}, nil},
		{"linked with a strange word", nil, link(there, "ignore"), nil, []string{"ignore", "separate or subtract"}},
		{"linked to nothing", nil, link(plan.Addition{ID: addition}, ""), nil, []string{"names an agreement"}},
		{"linked to a line that nothing leads to", nil, link(plan.Addition{ID: addition, AgreementID: "9", ItemID: item}, ""), nil, []string{"line 9/1350", "map them first"}},
		{"linked to what can't be read", nil, link(plan.Addition{ID: addition, AgreementID: agreement, ItemID: item, Doubt: "1e99"}, ""), nil, []string{"1e99"}},
		{"linked to another line's addition", elsewhere, link(there, ""), nil, []string{"line 314/1351", "withdraw"}},
		{"linked to an addition of Sophos's own sync", nil, link(plan.Addition{ID: addition, AgreementID: agreement, ItemID: item, Item: product}, ""), nil, []string{"Sophos's own sync"}},
		{"withdrawn", adopt(needs, dana), nothing(func(s *plan.Settings) { s.Withdraw(agreement, item) }), []string{"-consents " + consent + by}, nil},
	})
}

// What is adopted in one decision is exactly what leaves nothing to choose.
func TestAdoptUnambiguous(t *testing.T) {
	step := func(item string, wanted plan.Verb, reason plan.Code) plan.Step {
		return plan.Step{
			ID: plan.LineID(agreement, item), Verb: plan.VerbWithhold, Wanted: wanted, Reason: reason, AgreementID: agreement, ItemID: item,
			AdditionID: "of " + item, Item: item,
		}
	}
	create := step("6", plan.VerbCreate, "")
	create.Verb = plan.VerbCreate
	p := plan.Plan{Steps: []plan.Step{
		step("1", plan.VerbAdopt, plan.NeedsConsent), step("2", plan.VerbAdopt, plan.NeedsConsent), step("3", plan.VerbAdopt, plan.SeveralAdditions),
		step(product, plan.VerbAdopt, plan.NeedsConsent), step("5", plan.VerbUpdate, plan.EditedByHand), create,
	}}
	s := settings()
	if _, _, err := s.AdoptUnambiguous(p, plan.Decision{Who: "Dana"}); err == nil || len(s.Consents) > 0 {
		t.Errorf("adopted for no reason: %v", err)
	}
	adopted, refused, err := s.AdoptUnambiguous(p, dana)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range adopted {
		got = append(got, "adopted "+a.ID)
	}
	for _, r := range refused {
		if r.Problem == "" || r.Advice == "" {
			t.Errorf("refused without words: %+v", r)
		}
		got = append(got, "refused "+r.Step.ID)
	}
	want := "adopted 314/1, adopted 314/2, refused 314/3, refused 314/" + product
	if is := strings.Join(got, ", "); is != want {
		t.Errorf("got %s\nwant %s", is, want)
	}
	if c, ok := s.Consent(agreement, "2"); len(s.Consents) != 2 || !ok || c.AdditionID != "of 2" || c.Decision != dana {
		t.Errorf("consents: %+v", s.Consents)
	}
	adopted, refused, err = s.AdoptUnambiguous(p, dana, plan.OtherSyncOff)
	if err != nil || len(adopted) != 3 || len(refused) != 1 || len(s.Consents) != 3 {
		t.Errorf("once the other sync is off: %d adopted, %d refused, %d consents, %v", len(adopted), len(refused), len(s.Consents), err)
	}
}

func TestDecisionsAboutHandEdits(t *testing.T) {
	const by = `"who":"Dana","why":"as agreed","when":"2026-11-02T09:00:00Z"}`
	const said = `"reason":"as agreed","who":"Dana","when":"2026-11-02T09:00:00Z"}`
	// The sync left 20, somebody made it 25, and 22 were used.
	build := func(s *plan.Settings) plan.Plan {
		in := world()
		in.Settings = *s
		in.Usage.Rows[0].Billable = plan.Units(22)
		in.Additions[0].Additions[0].Quantity = plan.Units(25)
		return plan.Build(in)
	}
	var step plan.Step // as the plan before the decision has it
	planned := func(prepare editing) editing {
		return func(s *plan.Settings) (err error) {
			s.Routes, s.Products = s.Routes[:1], s.Products[:1]
			if prepare != nil {
				err = prepare(s)
			}
			step = build(s).Steps[0]
			return err
		}
	}
	offset := func(d plan.Decision) editing {
		return func(s *plan.Settings) error { return s.Offset(step, owned(20), october, d) }
	}
	rule := func(set plan.Rule) editing { return func(s *plan.Settings) error { return s.SetRule(set, dana) } }
	const overwrite = `+overwrites {"agreementId":"314","itemId":"1350","quantity":25,` + by
	decide(t, []decision{
		{"accepted", planned(nil), func(s *plan.Settings) error { return s.Accept(step, plan.Period{}, dana) },
			[]string{`+pins {"agreementId":"314","itemId":"1350","quantity":25,` + by}, nil},
		{"accepted for a month", planned(nil), func(s *plan.Settings) error { return s.Accept(step, october, dana) },
			[]string{`+pins {"agreementId":"314","itemId":"1350","quantity":25,"lastPeriod":"2026-10",` + by}, nil},
		{"overwritten", planned(nil), func(s *plan.Settings) error { return s.Overwrite(step, dana) }, []string{overwrite}, nil},
		{"the difference is kept", planned(nil), offset(dana), []string{overwrite, `+rules {"agreementId":"314","itemId":"1350","set":{"offset":5},` + said}, nil},
		{"the difference comes on top of an offset", planned(rule(plan.Rule{TenantID: tenant, Set: plan.Policy{Offset: new(plan.Units(-2))}})), offset(dana),
			[]string{overwrite, `+rules {"agreementId":"314","itemId":"1350","set":{"offset":3},` + said}, nil},
		{"the difference leaves the line's rule as it is", planned(rule(plan.Rule{AgreementID: agreement, ItemID: item, Set: plan.Policy{Pack: new(plan.Units(1))}, LastPeriod: october})), offset(dana),
			[]string{
				overwrite, `-rules {"agreementId":"314","itemId":"1350","set":{"pack":1},"reason":"as agreed","lastPeriod":"2026-10","who":"Dana","when":"2026-11-02T09:00:00Z"}`,
				`+rules {"agreementId":"314","itemId":"1350","set":{"offset":5,"pack":1},"reason":"as agreed","lastPeriod":"2026-10","who":"Dana","when":"2026-11-02T09:00:00Z"}`,
			}, nil},
		{"the difference to a line that is not this one", planned(nil), func(s *plan.Settings) error {
			other := owned(20)
			other.AdditionID = "9"
			return s.Offset(step, other, october, dana)
		}, nil, []string{"line 314/1350", "does not remember"}},
		{"no difference", planned(nil), func(s *plan.Settings) error { return s.Offset(step, owned(25), october, dana) }, nil, []string{"before the edit"}},
		{"by nobody", planned(nil), offset(plan.Decision{Why: "?"}), nil, []string{"who"}},
		{"overwritten for no reason", planned(nil), func(s *plan.Settings) error { return s.Overwrite(step, plan.Decision{Who: "Dana"}) }, nil, []string{"why"}},
	})
	untouched := plan.Build(world()).Steps[0]
	held := untouched
	held.Verb, held.Reason = plan.VerbWithhold, plan.SecondWriter
	decide(t, []decision{
		{"nothing to accept", nil, func(s *plan.Settings) error { return s.Accept(untouched, october, dana) }, nil, []string{"line 314/1350", "no hand edit"}},
		{"nothing to overwrite", nil, func(s *plan.Settings) error { return s.Overwrite(untouched, dana) }, nil, []string{"no hand edit"}},
		{"nothing to add", nil, func(s *plan.Settings) error { return s.Offset(untouched, owned(20), october, dana) }, nil, []string{"no hand edit"}},
		{"another program's edit", nil, func(s *plan.Settings) error { return s.Overwrite(held, dana) }, nil, []string{"another program", "switch"}},
	})
}

// An overwrite is for the edit that the person saw: a later one to the same quantity needs a new decision.
func TestAnOverwriteIsForOneEdit(t *testing.T) {
	for name, test := range map[string]struct {
		decided, edited string
		want            plan.Verb
	}{
		"edited before the decision":      {"2026-11-02T09:00:00Z", "2026-11-01T17:00:00Z", plan.VerbUpdate},
		"edited in the decision's second": {"2026-11-02T09:00:00Z", "2026-11-02T09:00:00.7Z", plan.VerbUpdate},
		"edited after the decision":       {"2026-11-02T09:00:00Z", "2026-11-02T09:00:01Z", plan.VerbWithhold},
		"in another time zone":            {"2026-11-02T11:30:00+02:00", "2026-11-02T09:31:00Z", plan.VerbWithhold},
		"nobody knows when":               {"2026-11-02T09:00:00Z", "", plan.VerbUpdate},
		"decided at no time":              {"", "2026-11-02T09:00:01Z", plan.VerbUpdate},
	} {
		in := world()
		a := &in.Additions[0].Additions[0]
		a.Quantity, a.UpdatedAt = plan.Units(25), test.edited
		in.Settings.Overwrites = []plan.Overwrite{{AgreementID: agreement, ItemID: item, Quantity: plan.Units(25), Decision: plan.Decision{Who: "Dana", When: test.decided}}}
		if s := plan.Build(in).Steps[0]; s.Verb != test.want {
			t.Errorf("%s: %s %s", name, s.Verb, s.Reason)
		}
	}
}

func TestReleaseOf(t *testing.T) {
	p := plan.Plan{Steps: []plan.Step{
		{ID: "314/1350", Verb: plan.VerbWithhold, Wanted: plan.VerbUpdate, Reason: plan.LineFallLimit},
		{ID: "314/1351", Verb: plan.VerbWithhold, Wanted: plan.VerbAdopt, Reason: plan.NeedsConsent, Detail: "addition 7"},
		{ID: "2000/9", Verb: plan.VerbUpdate},
	}}
	got, err := plan.ReleaseOf(p, "314/1350", dana)
	if want := (plan.Release{Step: "314/1350", Decision: dana}); got != want || err != nil {
		t.Errorf("got %+v, %v", got, err)
	}
	for name, test := range map[string]struct {
		step  string
		by    plan.Decision
		words []string
	}{
		"no such step":           {"314/135", dana, []string{"line 314/135", "no step", "did you mean 314/1350"}},
		"nothing withholds it":   {"2000/9", dana, []string{"line 2000/9", "nothing withholds"}},
		"not for a release":      {"314/1351", dana, []string{"addition 7", "adopt it"}},
		"nobody released it":     {"314/1350", plan.Decision{Why: "fine"}, []string{"who"}},
		"released for no reason": {"314/1350", plan.Decision{Who: "Dana", Why: " "}, []string{"why"}},
	} {
		_, err := plan.ReleaseOf(p, test.step, test.by)
		t.Run(name, func(t *testing.T) { refusedWith(t, err, test.words) })
	}
	if _, err := plan.StepOf(plan.Plan{}, "1/2"); !errors.As(err, new(*plan.EditError)) {
		t.Errorf("an empty plan has a step: %v", err)
	}
}
