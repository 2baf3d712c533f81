package usagesync

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// ExplainRequest says which number to explain: that of a line, or those that a tenant's product has part in.
type ExplainRequest struct {
	Period   plan.Period // none: the last finished month
	Digest   string      // of a plan that was kept; none: the one that was applied last, else the one made last
	TenantID string
	Product  string // a Sophos product's identifier; none: all of the tenant's
	Line     string // or a line's id
}

// Explained is a number with all that led to it: usage rows, rules, plan, approval, write, and what was read back.
type Explained struct {
	plan.Explanation
	Digest  string     `json:"digest"`
	Planned time.Time  `json:"planned"`
	Usage   string     `json:"usage"`          // key of the report
	Runs    []Run      `json:"runs,omitempty"` // that carried the plan out
	Writes  []Entry    `json:"writes,omitempty"`
	Line    *plan.Line `json:"line,omitempty"` // as it is remembered now
}

// NotBilledError says that nothing of what was asked for reaches an addition, and why.
type NotBilledError struct {
	Period   plan.Period
	TenantID string
	Product  string
	Findings []plan.Finding // of the plan, about this tenant
}

func (e *NotBilledError) Error() string {
	what := strings.TrimSpace("tenant " + e.TenantID + " " + e.Product)
	if len(e.Findings) == 0 {
		return fmt.Sprintf("%s: the report of %s names nothing of it", what, e.Period)
	}
	f := e.Findings[0]
	return fmt.Sprintf("%s: not billed in %s: %s; %s", what, e.Period, f.Message, f.Advice)
}

// Explain says how numbers came about. It recomputes them from what the plan was made from, which must have been kept:
// see PlanRequest.Keep. Without such a plan the error wraps ErrNotFound; usage that reaches no addition is a
// *NotBilledError.
func (s *Syncer) Explain(ctx context.Context, req ExplainRequest) ([]Explained, error) {
	if req.Line == "" && req.TenantID == "" {
		return nil, errors.New("usagesync: explain what: name a tenant or a line")
	}
	if req.Period.IsZero() {
		set, err := s.readSettings(ctx)
		if err != nil {
			return nil, err
		}
		today, err := s.today(&set.value)
		if err != nil {
			return nil, err
		}
		req.Period = plan.LastFinished(today)
	}
	runs, err := s.runsOf(ctx, req.Period)
	if err != nil {
		return nil, err
	}
	key, err := s.chooseBasis(ctx, req, runs)
	if err != nil {
		return nil, err
	}
	in, b, err := s.recallBasis(ctx, key)
	if err != nil {
		return nil, err
	}
	p := plan.Build(in)
	if p.Digest != b.Digest {
		return nil, storeError("read basis "+key, fmt.Errorf("it makes plan %s, not %s: this program plans otherwise than the one that kept it", brief(p.Digest), brief(b.Digest)))
	}
	lines, err := linesOf(p, req)
	if err != nil {
		return nil, err
	}
	runs = carriedOutBy(runs, b.Digest)
	var all []Explained
	for _, line := range lines {
		x, err := plan.Explain(in, line)
		if err != nil {
			return nil, err
		}
		e := Explained{Explanation: x, Digest: b.Digest, Planned: b.At, Usage: b.Usage, Runs: runs}
		if e.Writes, e.Line, err = s.fateOf(ctx, line, runs); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, nil
}

// carriedOutBy keeps the runs that carried a plan out, and those that took one of them back.
func carriedOutBy(runs []Run, digest string) []Run {
	kept := map[string]bool{}
	return slices.DeleteFunc(runs, func(r Run) bool {
		kept[r.ID] = r.Digest == digest || kept[r.Undoes]
		return !kept[r.ID]
	})
}

// runsOf returns the runs of a period, the oldest first.
func (s *Syncer) runsOf(ctx context.Context, p plan.Period) ([]Run, error) {
	var list []Run
	for r, err := range s.Runs(ctx) {
		if err != nil {
			return nil, err
		}
		if r.Period == p {
			list = append(list, r)
		}
	}
	return list, nil
}

// chooseBasis finds the plan to explain: the one that was asked for, the one that was applied last, or the one made last.
func (s *Syncer) chooseBasis(ctx context.Context, req ExplainRequest, runs []Run) (string, error) {
	kept, keys, err := heads[basis](ctx, s, KindBasis, req.Period.String()+"/", 2)
	if err != nil {
		return "", err
	}
	applied := map[string]int{}
	for i, r := range runs {
		applied[r.Digest] = i + 1
	}
	best := -1
	for i, b := range kept {
		if req.Digest != "" && !strings.HasPrefix(b.Digest, req.Digest) {
			continue
		}
		if best < 0 || applied[b.Digest] > applied[kept[best].Digest] || applied[b.Digest] == applied[kept[best].Digest] && b.At.After(kept[best].At) {
			best = i
		}
	}
	if best < 0 {
		return "", fmt.Errorf("a plan of %s that was kept: %w; plan it with Keep", req.Period, ErrNotFound)
	}
	return keys[best], nil
}

// linesOf finds the lines that were asked for in a plan.
func linesOf(p plan.Plan, req ExplainRequest) ([]string, error) {
	if req.Line != "" {
		return []string{req.Line}, nil
	}
	var lines []string
	for _, s := range p.Steps {
		if slices.ContainsFunc(s.Sources, func(src plan.Source) bool {
			return strings.EqualFold(src.TenantID, req.TenantID) && (req.Product == "" || strings.EqualFold(src.Product, req.Product))
		}) {
			lines = append(lines, s.ID)
		}
	}
	if len(lines) > 0 {
		return lines, nil
	}
	e := &NotBilledError{Period: p.Period, TenantID: req.TenantID, Product: req.Product}
	for _, f := range p.Findings {
		if strings.EqualFold(f.TenantID, req.TenantID) && (req.Product == "" || f.Product == "" || strings.EqualFold(f.Product, req.Product)) {
			e.Findings = append(e.Findings, f)
		}
	}
	return nil, e
}

// fateOf returns what the journal says of a line in some runs, and what is remembered of it now.
func (s *Syncer) fateOf(ctx context.Context, line string, runs []Run) ([]Entry, *plan.Line, error) {
	var writes []Entry
	for _, r := range runs {
		for e, err := range s.Journal(ctx, r.ID) {
			if err != nil {
				return nil, nil, err
			}
			if e.Line() == line {
				writes = append(writes, e)
			}
		}
	}
	l, _, err := get[ownedLine](ctx, s, KindLine, line)
	if isNotFound(err) {
		return writes, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	return writes, &l.Line, nil
}
