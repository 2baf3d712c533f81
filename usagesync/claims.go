package usagesync

import (
	"context"
	"maps"
	"slices"

	"github.com/psasync/psasync/usagesync/plan"
)

// claimantPrefix begins the name under which a lane's claims lie. No partner may have such a name.
const claimantPrefix = "lane:"

// claim says which partner of a lane owns an addition: one addition has one owner on a site. Claims are written under the
// lane's lease, which only one of its partners holds at a time.
type claim struct {
	AdditionID string `json:"additionId"`
	Partner    string `json:"partner"`
	Line       string `json:"line"`
}

// shared reports whether the lane may have other partners. A lane that is not named has only one.
func (s *Syncer) shared() bool { return s.cfg.Lane != s.cfg.Partner }

// claimant is a Syncer whose records are the lane's own.
func (s *Syncer) claimant() *Syncer {
	cfg := s.cfg
	cfg.Partner = claimantPrefix + s.cfg.Lane
	return &Syncer{cfg: cfg, log: s.log}
}

// claims returns the additions of the site that other partners own.
func (s *Syncer) claims(ctx context.Context) ([]plan.Claim, error) {
	if !s.shared() {
		return nil, nil
	}
	var list []plan.Claim
	for c, err := range scan[claim](ctx, s.claimant(), KindClaim, "") {
		if err != nil {
			return nil, err
		}
		if c.Partner != s.cfg.Partner {
			list = append(list, plan.Claim{AdditionID: c.AdditionID, Partner: c.Partner})
		}
	}
	return list, nil
}

// loadClaims reads the lane's claims, and claims what is ours and nobody has claimed: lines of a time without claims, and
// creates whose run died before it could. What another partner claimed stays theirs; the next plan withholds it.
func (x *session) loadClaims(ctx context.Context) (err error) {
	if !x.shared() {
		return nil
	}
	if x.claimed, err = load(ctx, x.claimant(), KindClaim, func(c claim) string { return c.AdditionID }); err != nil {
		return err
	}
	var missing []claim
	for _, line := range slices.Sorted(maps.Keys(x.lines)) {
		id := x.lines[line].AdditionID
		if _, ok := x.claimed[id]; !ok {
			missing = append(missing, claim{id, x.cfg.Partner, line})
		}
	}
	for part := range slices.Chunk(missing, confirmBatch) {
		if err := x.claim(ctx, part...); err != nil {
			return err
		}
	}
	return nil
}

// claim makes additions the partner's.
func (x *session) claim(ctx context.Context, list ...claim) error {
	if !x.shared() || len(list) == 0 {
		return nil
	}
	var b batch
	for _, c := range list {
		b.put(KindClaim, c.AdditionID, IfAny, c)
		x.claimed[c.AdditionID] = c
	}
	return x.commitAs(ctx, claimantPrefix+x.cfg.Lane, &b)
}

// unclaim gives an addition up.
func (x *session) unclaim(ctx context.Context, addition string) error {
	if c := x.claimed[addition]; c.Partner != x.cfg.Partner {
		return nil
	}
	var b batch
	b.drop(KindClaim, addition)
	delete(x.claimed, addition)
	return x.commitAs(ctx, claimantPrefix+x.cfg.Lane, &b)
}

// adoptable claims an addition before it is adopted, or says which partner has it.
func (x *session) adoptable(ctx context.Context, s plan.Step) (refusal, error) {
	if c, taken := x.claimed[s.AdditionID]; taken && c.Partner != x.cfg.Partner {
		return refuse(ReasonAdditionOwned, "addition %s belongs to partner %s", s.AdditionID, c.Partner), nil
	}
	return refusal{}, x.claim(ctx, claim{s.AdditionID, x.cfg.Partner, s.ID})
}
