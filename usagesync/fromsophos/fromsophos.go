package fromsophos

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// Source reads tenants and usage from Sophos Central. It is safe for concurrent use.
type Source struct {
	client  *sophos.Client
	options Options
}

var _ usagesync.Source = (*Source)(nil)

// Options change how the report is read. The zero value is the safe default.
type Options struct {
	// AllFields asks for whole rows. By default the report is asked for without prices and contact data, so that they
	// never enter the process; whether Sophos answers such a partial request in full is unverified, but a row without
	// what a sync needs is reported and withheld, never taken for 0 (unverified: U16).
	AllFields bool
	// IgnoreTotals judges completeness by the page keys alone, see sophos.UsageQuery.
	IgnoreTotals bool
	// PageSize of the usage report; 0 is the client's default.
	PageSize int
}

// New returns a source over a client of the partner's credential.
func New(client *sophos.Client, o Options) *Source { return &Source{client, o} }

// Tenants walks the partner's customers.
func (s *Source) Tenants(ctx context.Context) iter.Seq2[plan.Tenant, error] {
	return func(yield func(plan.Tenant, error) bool) {
		for t, err := range s.client.Tenants.All(ctx, sophos.Query{}) {
			if err != nil {
				yield(plan.Tenant{}, fmt.Errorf("tenants of Sophos Central: %w", classified(err)))
				return
			}
			if !yield(tenant(t), nil) {
				return
			}
		}
	}
}

func tenant(t sophos.Tenant) plan.Tenant {
	return plan.Tenant{
		ID: sophos.NormalID(t.ID), Name: t.DisplayName(),
		BillingType: string(t.BillingType), Status: string(t.Status), Own: t.Primary,
	}
}

// Usage reads the whole report of a month, and the firewall licences when a row names no tenant.
func (s *Source) Usage(ctx context.Context, p plan.Period) (plan.Usage, error) {
	query := sophos.UsageQuery{PageSize: s.options.PageSize, IgnoreTotals: s.options.IgnoreTotals, Fields: sophos.SyncFields()}
	if s.options.AllFields {
		query.Fields = nil
	}
	report, err := s.client.UsageReport(ctx, sophos.Month{Year: p.Year(), Month: p.Month()}, query)
	if err != nil {
		return plan.Usage{}, fmt.Errorf("usage of %s in Sophos Central: %w", p, classified(err))
	}
	usage := plan.Usage{Period: p, Complete: true, Rows: make([]plan.UsageRow, len(report.Rows))}
	orphans := false
	for i, r := range report.Rows {
		usage.Rows[i] = row(r)
		orphans = orphans || r.AccountID == ""
	}
	if orphans {
		usage.Devices, err = s.devices(ctx)
	}
	return usage, err
}

// devices reads which tenant each firewall's licence is billed to. A credential that may not read them leaves the rows
// without a tenant, which the plan reports.
func (s *Source) devices(ctx context.Context) ([]plan.Device, error) {
	var devices []plan.Device
	for f, err := range s.client.Firewalls.All(ctx, sophos.Query{}) {
		if errors.Is(err, sophos.ErrForbidden) {
			return nil, nil
		}
		if err != nil {
			return nil, fmt.Errorf("firewall licences in Sophos Central: %w", classified(err))
		}
		if owner := f.BillingTenant.ID; owner != "" && f.SerialNumber != "" {
			devices = append(devices, plan.Device{Serial: f.SerialNumber, TenantID: sophos.NormalID(owner)})
		}
	}
	return devices, nil
}

// row takes over what a plan needs of a row. A quantity that is missing or does not fit becomes a doubt.
func row(r sophos.UsageRow) plan.UsageRow {
	out := plan.UsageRow{
		TenantID: sophos.NormalID(r.AccountID), TenantName: r.AssignedAccountIdentifier,
		Account: r.AccountNumberOrSerialNumber, ProductCode: r.ProductCode, Description: r.ProductDescription,
		Group: r.ProductGroup, SKU: r.SKU, OrderLine: r.OrderLineItemNumber, Status: string(r.AccountStatus),
	}
	for _, q := range []struct {
		source plan.QuantitySource
		from   sophos.Quantity
		to     *plan.Quantity
	}{
		{plan.QuantityBillable, r.BillableQuantity, &out.Billable},
		{plan.QuantityOrdered, r.OrderedQuantity, &out.Ordered},
		{plan.QuantityActual, r.ActualQuantity, &out.Actual},
	} {
		if !q.from.Present() {
			out.Doubts = append(out.Doubts, plan.Doubt{Quantity: q.source, Why: "is missing"})
			continue
		}
		n, err := plan.ParseQuantity(q.from.String())
		if err != nil {
			out.Doubts = append(out.Doubts, plan.Doubt{Quantity: q.source, Why: err.Error()})
			continue
		}
		*q.to = n
	}
	return out
}

// classified says in the terms of package usagesync what went wrong.
func classified(err error) error {
	switch {
	case errors.Is(err, sophos.ErrNoData):
		return fmt.Errorf("%w: %w", usagesync.ErrNoData, err)
	case errors.Is(err, sophos.ErrIncomplete):
		return fmt.Errorf("%w: %w", usagesync.ErrIncomplete, err)
	case errors.Is(err, sophos.ErrUnauthorized), errors.Is(err, sophos.ErrCredential), errors.Is(err, sophos.ErrIdentity):
		return usagesync.Stop(err)
	}
	return err
}
