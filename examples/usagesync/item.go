package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// item plans one write to the catalog and carries it out.
func (a *app) item(s *usagesync.Syncer, req plan.ItemRequest) (plan.ItemPlan, usagesync.ItemResult, error) {
	a.used = true
	p, err := s.PlanItem(a.ctx, req)
	if err != nil {
		return p, usagesync.ItemResult{}, err
	}
	result, err := s.ApplyItem(a.ctx, p, p.Digest)
	return p, result, err
}

func showItem(w io.Writer, p plan.ItemPlan, r usagesync.ItemResult) error {
	var rows [][]string
	for _, c := range p.Step.Changes() {
		rows = append(rows, []string{c.Member, c.Before, c.After})
	}
	if len(rows) > 0 {
		if err := table(w, []column{{"Member", 19}, {"Before", 27}, {"After", 30}}, rows); err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "Item %s %s: %s\n", or(r.ItemID, "(new)"), safe(p.Step.After.Identifier), strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Outcome, r.Reason, safe(r.Detail))))
	if r.Advice != "" {
		paragraph(w, "  -> ", r.Advice)
	}
	for _, f := range p.Findings {
		paragraph(w, "", string(f.Severity)+": "+f.Message)
		paragraph(w, "  -> ", f.Advice)
	}
	return nil
}
