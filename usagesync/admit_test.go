package usagesync_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

func TestApplyRefusesAPlanWhole(t *testing.T) {
	for name, test := range map[string]struct {
		spoil func(b *bench, p *plan.Plan) (digest string)
		want  any
	}{
		"another digest":    {func(_ *bench, p *plan.Plan) string { return strings.Repeat("0", len(p.Digest)) }, new(*usagesync.DigestError)},
		"no digest":         {func(*bench, *plan.Plan) string { return "" }, new(*usagesync.DigestError)},
		"tampered quantity": {func(_ *bench, p *plan.Plan) string { p.Steps[0].Quantity = plan.Units(21); return p.Digest }, new(*usagesync.DigestError)},
		"tampered digest too": {func(_ *bench, p *plan.Plan) string {
			approved := p.Digest
			p.Steps[0].Quantity = plan.Units(21)
			p.Digest = p.ComputeDigest()
			return approved
		}, new(*usagesync.DigestError)},
		"expired":               {func(_ *bench, p *plan.Plan) string { time.Sleep(4 * 24 * time.Hour); return p.Digest }, new(*usagesync.ExpiredError)},
		"another partner":       {func(_ *bench, p *plan.Plan) string { p.Partner = "other"; return redigest(p) }, new(*usagesync.PartnerError)},
		"negative quantity":     {func(_ *bench, p *plan.Plan) string { p.Steps[0].Quantity = plan.Units(-1); return redigest(p) }, new(*usagesync.MalformedError)},
		"another line's id":     {func(_ *bench, p *plan.Plan) string { p.Steps[0].ID = "2/501"; return redigest(p) }, new(*usagesync.MalformedError)},
		"create without a date": {func(_ *bench, p *plan.Plan) string { p.Steps[0].Effective = plan.Date{}; return redigest(p) }, new(*usagesync.MalformedError)},
		"update of nothing":     {func(_ *bench, p *plan.Plan) string { p.Steps[0].Verb = plan.VerbUpdate; return redigest(p) }, new(*usagesync.MalformedError)},
		"another version":       {func(_ *bench, p *plan.Plan) string { p.Version++; return redigest(p) }, new(*usagesync.MalformedError)},
	} {
		t.Run(name, func(t *testing.T) {
			inNovember(t, 1, func(b *bench) {
				b.w.use("1", endpointCode, 20)
				p := b.plan()
				calls := len(b.w.calls)
				digest := test.spoil(b, &p)
				_, err := b.s.Apply(b.Context(), p, digest)
				if !errors.As(err, test.want) {
					b.Fatalf("%v, want %T", err, test.want)
				}
				if len(b.w.calls) != calls {
					b.Errorf("the target was asked: %v", b.w.calls[calls:])
				}
			})
		})
	}
}

func redigest(p *plan.Plan) string {
	p.Digest = p.ComputeDigest()
	return p.Digest
}

func TestApplyOnTheLastDayOfAPlan(t *testing.T) {
	inNovember(t, 1, func(b *bench) {
		b.w.use("1", endpointCode, 20)
		p := b.plan()
		time.Sleep(3 * 24 * time.Hour)
		b.wantOutcomes(b.apply(p), map[string]string{"1/501": "done"})
	})
}
