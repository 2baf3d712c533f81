package plan

// What a person may say of a quantity that was edited by hand since our last write. A step shows the edit: its Before is
// what the addition holds, and its reason EditedByHand.

// Accept keeps what somebody set by hand: the line is pinned to it, until the last period if there is one. Usage counts
// again after that.
func (s *Settings) Accept(step Step, last Period, d Decision) error {
	if err := edited(step); err != nil {
		return err
	}
	next := *s
	if err := next.Pin(Pin{AgreementID: step.AgreementID, ItemID: step.ItemID, Quantity: step.Before.Quantity, LastPeriod: last}, d); err != nil {
		return err
	}
	next.Overwrites = drop(s.Overwrites, ofLine[Overwrite](step.AgreementID, step.ItemID))
	*s = next
	return nil
}

// Overwrite lets the sync replace what somebody set by hand. It holds for exactly that quantity, and not for an edit that
// ConnectWise dates later than the decision. A later decision of the same kind takes its place.
func (s *Settings) Overwrite(step Step, d Decision) error {
	if err := edited(step); err != nil {
		return err
	}
	if err := CheckDecision(d); err != nil {
		return err
	}
	o := Overwrite{AgreementID: step.AgreementID, ItemID: step.ItemID, Quantity: step.Before.Quantity, Decision: d}
	s.Overwrites = put(s.Overwrites, o, ofLine[Overwrite](o.AgreementID, o.ItemID), as[Overwrite])
	return nil
}

// Offset keeps the difference that somebody made by hand: a rule adds it to the line's usage from now on, on top of the
// offset that held already, and the edit is acknowledged so that the sync may go on. The line is the one that the sync
// remembers, and the period that of the step's plan. The same decision about the same step changes nothing the second
// time.
func (s *Settings) Offset(step Step, line Line, p Period, d Decision) error {
	if err := edited(step); err != nil {
		return err
	}
	fail := func(problem, advice string) error { return &EditError{Line: step.ID, Problem: problem, Advice: advice} }
	if line.ID() != step.ID || line.AdditionID != step.AdditionID || line.Quantity == step.Before.Quantity {
		return fail("the sync does not remember the line as it was before the edit", "plan again, and decide on that plan")
	}
	now := Prepare(*s)
	if now.Overwritten(step.AgreementID, step.ItemID, step.Before.Quantity) && now.Hash(step, p) != step.Expect.Settings {
		return nil
	}
	terms, differ := now.lineTerms(now.placesOf(step, p))
	if differ != "" {
		return fail("what feeds the line has different rules in "+differ, RulesDisagree.Info().Advice)
	}
	offset := Quantity{}
	if terms != nil {
		offset = terms.line.offset
	}
	difference, err := step.Before.Quantity.Sub(line.Quantity)
	if err == nil {
		offset, err = offset.Add(difference)
	}
	if err != nil {
		return fail(err.Error(), "accept the quantity, or allow it to be overwritten")
	}
	next := *s
	if err := next.SetRule(Rule{AgreementID: step.AgreementID, ItemID: step.ItemID, Set: Policy{Offset: &offset}, LastPeriod: next.lineRule(step).LastPeriod}, d); err != nil {
		return err
	}
	if err := next.Overwrite(step, d); err != nil {
		return err
	}
	*s = next
	return nil
}

// lineRule returns the rule of a step's line, if it has one.
func (s *Settings) lineRule(step Step) Rule {
	for _, r := range s.Rules {
		if r.same(Rule{AgreementID: step.AgreementID, ItemID: step.ItemID}) {
			return r
		}
	}
	return Rule{}
}

// edited refuses a step that does not wait for a decision about a hand edit.
func edited(step Step) error {
	if step.Verb == VerbWithhold && step.Reason == EditedByHand && step.Before != nil {
		return nil
	}
	e := &EditError{TenantID: step.TenantID, Product: step.Product, Line: step.ID, Problem: "the plan found no hand edit of this line", Advice: "plan again, and decide what it withholds as edited by hand"}
	if step.Verb == VerbWithhold {
		info := step.Reason.Info()
		e.Problem, e.Advice = withDetail(info.Message, step.Detail), info.Advice
	}
	return e
}
