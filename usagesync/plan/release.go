package plan

// StepOf finds a step of a plan by its id. The *EditError that says that there is none names those that are spelt alike.
func StepOf(p Plan, id string) (Step, error) {
	ids := make([]string, len(p.Steps))
	for i, s := range p.Steps {
		if s.ID == id {
			return s, nil
		}
		ids[i] = s.ID
	}
	return Step{}, &EditError{Line: id, Problem: "is no step of this plan", Advice: didYouMean(id, ids)}
}

// ReleaseOf makes the release of one step of a plan, for the next plan of the same period. It is an *EditError when the
// plan has no such step, when nothing withholds it, when what withholds it is no rule or limit but a missing fact or an
// open question, and when the decision does not say who and why.
func ReleaseOf(p Plan, id string, d Decision) (Release, error) {
	if err := CheckDecision(d); err != nil {
		return Release{}, err
	}
	s, err := StepOf(p, id)
	if err != nil {
		return Release{}, err
	}
	fail := func(problem, advice string) (Release, error) {
		return Release{}, &EditError{TenantID: s.TenantID, Product: s.Product, Line: id, Problem: problem, Advice: advice}
	}
	info := s.Reason.Info()
	switch {
	case s.Verb != VerbWithhold:
		return fail("nothing withholds this step", "approve the plan as it is")
	case !info.Releasable:
		return fail("can't be released, because "+withDetail(info.Message, s.Detail), info.Advice)
	}
	return Release{Step: id, Decision: d}, nil
}
