package usagesync_test

import (
	"strings"
	"testing"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// A plan of many steps and findings is stored in records of bounded size, and read back whole.
func TestLargePlan(t *testing.T) {
	const many = 700
	inNovember(t, many, func(b *bench) {
		for i, tenant := range b.w.tenants {
			b.w.use(tenant.ID[1:], endpointCode, 1)
			b.w.rows = append(b.w.rows, plan.UsageRow{TenantID: tenant.ID, ProductCode: "UNKNOWN", Billable: plan.Units(1)})
			b.w.companies[i].Name = strings.Repeat("<&> ", 100)
		}
		out := b.slice(b.s, usagesync.SliceRequest{})
		p, err := b.s.Pending(b.Context())
		b.must(err)
		if p.ComputeDigest() != out.Digest || len(p.Steps) != many || len(p.Findings) == 0 || p.Units.Unmapped != plan.Units(many) {
			b.Errorf("%d steps, %d findings, %+v", len(p.Steps), len(p.Findings), p.Units)
		}
		for _, k := range []usagesync.Kind{usagesync.KindPlan, usagesync.KindPull} {
			if n := len(b.keys(k)); n < 5 {
				b.Errorf("%d records of kind %s", n, k)
			}
			for _, key := range b.keys(k) {
				r, err := b.store.Get(b.Context(), "msp", k, key)
				b.must(err)
				if len(r.Data) > 300<<10 {
					b.Errorf("%s %s has %d bytes", k, key, len(r.Data))
				}
			}
		}
	})
}
