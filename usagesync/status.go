package usagesync

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// SyncState is how a customer stands, in one word.
type SyncState string

// The states of a customer.
const (
	StateSynced  SyncState = "synced"  // its last run did everything
	StateToDo    SyncState = "to-do"   // something was withheld: a person must decide
	StateFailed  SyncState = "failed"  // something failed, or its outcome is not known yet
	StateNever   SyncState = "never"   // mapped, but no run has been to it
	StateIgnored SyncState = "ignored" // see CustomerStatus.Ignored
)

// CustomerStatus is what there is to know of one customer on one agreement.
type CustomerStatus struct {
	TenantID    string         `json:"tenantId"`
	Tenant      string         `json:"tenant,omitempty"`
	BillingType string         `json:"billingType,omitempty"`
	CompanyID   string         `json:"companyId,omitempty"`
	Company     string         `json:"company,omitempty"`
	AgreementID string         `json:"agreementId,omitempty"`
	Agreement   string         `json:"agreement,omitempty"`
	Type        string         `json:"agreementType,omitempty"`
	State       SyncState      `json:"state"`
	Ignored     Ignored        `json:"ignored,omitempty"` // why no usage of it is synced
	Advice      string         `json:"advice,omitempty"`  // what to do about that
	LastSync    time.Time      `json:"lastSync,omitzero"`
	Period      plan.Period    `json:"period,omitzero"`
	Run         string         `json:"run,omitempty"`
	Open        []StepNote     `json:"open,omitempty"`     // steps of the last run that are not simply done
	Findings    []plan.Finding `json:"findings,omitempty"` // of the last plan that was applied
}

// Ignored says why no usage of a customer is synced. The list is closed.
type Ignored string

// Why a customer is ignored.
const (
	IgnoredUnmapped   Ignored = "unmapped"
	IgnoredOff        Ignored = "off"
	IgnoredExcluded   Ignored = "excluded"
	IgnoredClosed     Ignored = "closed"
	IgnoredOwn        Ignored = "own-tenant"
	IgnoredNotOnUsage Ignored = "not-on-usage"
	IgnoredGone       Ignored = "not-in-sophos-central"
)

// Advice says what to do next, in words.
func (i Ignored) Advice() string {
	switch i {
	case IgnoredUnmapped:
		return "map the customer to a company and an agreement, or exclude it with a reason"
	case IgnoredOff:
		return "switch the customer's sync on, or exclude it with a reason"
	case IgnoredExcluded, IgnoredClosed:
		return "nothing; a person decided it"
	case IgnoredOwn:
		return "exclude your own account with a reason, or map it if you bill yourself"
	case IgnoredNotOnUsage:
		return "nothing; the customer is not on monthly usage (MSP Flex). If it left, close it after its last month"
	case IgnoredGone:
		return "close the customer after its last month, or move it to its new account"
	}
	return ""
}

// StepNote is a step that is not simply done.
type StepNote struct {
	Line    string  `json:"line"`
	Item    string  `json:"item,omitempty"`
	Outcome Outcome `json:"outcome"`
	Reason  Reason  `json:"reason,omitempty"`
	Detail  string  `json:"detail,omitempty"`
	Advice  string  `json:"advice,omitempty"`
}

// agreementStatus is what the last run left of one agreement.
type agreementStatus struct {
	AgreementID string      `json:"agreementId"`
	At          time.Time   `json:"at"`
	Run         string      `json:"run"`
	Period      plan.Period `json:"period"`
	Open        []StepNote  `json:"open,omitempty"`
}

// The list of the findings of the last plan that was applied; agreements' ids are numbers, so it can't be one of them.
const statusFindings = "findings"

// keepStatus stores what a run left, agreement by agreement.
func (r *run) keepStatus(ctx context.Context) error {
	if r.plan.Undoes != "" { // says nothing of usage
		return nil
	}
	if err := putList(ctx, r.session, KindStatus, statusFindings, r.plan.Findings); err != nil {
		return err
	}
	for part := range slices.Chunk(r.result.Customers(), confirmBatch) {
		var b batch
		for _, c := range part {
			b.put(KindStatus, c.AgreementID, IfAny, r.statusOf(c))
		}
		if err := r.commit(ctx, &b); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) statusOf(c CustomerResult) agreementStatus {
	st := agreementStatus{AgreementID: c.AgreementID, At: r.result.Finished, Run: r.id, Period: r.plan.Period}
	for _, s := range c.Steps {
		if s.Outcome != OutcomeDone && s.Outcome != OutcomeAdopted && s.Outcome != OutcomeUnchanged {
			st.Open = append(st.Open, StepNote{s.Step.ID, s.Step.Item, s.Outcome, s.Reason, clip(s.Detail), s.Advice})
		}
	}
	return st
}

// state says in one word how an agreement stands.
func (a agreementStatus) state() SyncState {
	state := StateSynced
	for _, n := range a.Open {
		if n.Outcome != OutcomeWithheld {
			return StateFailed
		}
		state = StateToDo
	}
	return state
}

// Status says how every customer stands, by name: those that are mapped, one entry for each agreement, and those that
// are not, with the reason. It reads the store only: customers and names are those of the last Snapshot, without one only
// what the settings name.
func (s *Syncer) Status(ctx context.Context) ([]CustomerStatus, error) {
	set, err := s.readSettings(ctx)
	if err != nil {
		return nil, err
	}
	today, err := s.today(&set.value)
	if err != nil {
		return nil, err
	}
	snap, err := s.Snapshot(ctx)
	if err != nil && !isNotFound(err) {
		return nil, err
	}
	v := view{settings: &set.value, now: today.Period(), names: namesOf(snap), known: !snap.At.IsZero()}
	if v.last, err = s.lastResults(ctx); err != nil {
		return nil, err
	}
	if v.findings, err = getList[plan.Finding](ctx, s, KindStatus, statusFindings); err != nil {
		return nil, err
	}
	all := v.customers(snap.Tenants)
	slices.SortStableFunc(all, func(a, b CustomerStatus) int {
		return cmp.Or(cmp.Compare(called(a), called(b)), cmp.Compare(a.TenantID, b.TenantID), cmp.Compare(a.AgreementID, b.AgreementID))
	})
	return all, nil
}

// called is the name that a customer is sorted by; those without one come last.
func called(c CustomerStatus) string {
	if c.Tenant == "" {
		return "\U0010FFFF"
	}
	return strings.ToLower(c.Tenant)
}

// lastResults reads what the last run left of each agreement.
func (s *Syncer) lastResults(ctx context.Context) (map[string]agreementStatus, error) {
	last := map[string]agreementStatus{}
	for after := ""; ; {
		page, err := s.cfg.Store.Scan(ctx, s.cfg.Partner, KindStatus, after, scanPage)
		if err != nil {
			return nil, storeError("scan status", err)
		}
		for _, r := range page {
			if after = r.Key; strings.HasPrefix(r.Key, statusFindings+"/") {
				continue
			}
			a, err := decode[agreementStatus](KindStatus, r)
			if err != nil {
				return nil, err
			}
			last[a.AgreementID] = a
		}
		if len(page) < scanPage {
			return last, nil
		}
	}
}

// view is what a status is made from.
type view struct {
	settings *plan.Settings
	now      plan.Period
	names    names
	known    bool // there is a snapshot
	last     map[string]agreementStatus
	findings []plan.Finding
}

type names struct {
	companies  map[string]plan.Company
	agreements map[string]plan.Agreement
}

func namesOf(snap Snapshot) names {
	n := names{map[string]plan.Company{}, map[string]plan.Agreement{}}
	for _, c := range snap.Directory.Companies {
		n.companies[c.ID] = c
	}
	for _, a := range snap.Directory.Agreements {
		n.agreements[a.ID] = a
	}
	return n
}

func (v *view) customers(tenants []plan.Tenant) []CustomerStatus {
	routes := map[string][]plan.Route{}
	for _, r := range v.settings.Routes {
		if (r.From.IsZero() || !v.now.Before(r.From)) && (r.To.IsZero() || !r.To.Before(v.now.Prev())) {
			routes[strings.ToLower(r.TenantID)] = append(routes[strings.ToLower(r.TenantID)], r)
		}
	}
	var all []CustomerStatus
	for _, t := range tenants {
		all = append(all, v.of(t, routes[strings.ToLower(t.ID)])...)
		delete(routes, strings.ToLower(t.ID))
	}
	for _, list := range routes { // of tenants that Sophos Central does not have, or of which there is no snapshot
		all = append(all, v.of(plan.Tenant{ID: list[0].TenantID}, list)...)
	}
	return all
}

// of returns a tenant's entries: one for each agreement, or one that says why there is none.
func (v *view) of(t plan.Tenant, routes []plan.Route) []CustomerStatus {
	base := CustomerStatus{TenantID: t.ID, Tenant: t.Name, BillingType: t.BillingType}
	for _, f := range v.findings {
		if strings.EqualFold(f.TenantID, t.ID) {
			base.Findings = append(base.Findings, f)
		}
	}
	if len(routes) == 0 {
		return []CustomerStatus{base.ignore(v.reason(t, nil))}
	}
	var all []CustomerStatus
	seen := map[string]bool{}
	for i := range routes {
		r := &routes[i]
		if seen[r.AgreementID] {
			continue
		}
		seen[r.AgreementID] = true
		c := base
		a := v.names.agreements[r.AgreementID]
		c.CompanyID, c.Company = r.CompanyID, cmp.Or(v.names.companies[r.CompanyID].Name, r.CompanyName)
		c.AgreementID, c.Agreement, c.Type = r.AgreementID, cmp.Or(a.Name, r.AgreementName), a.TypeName
		c.State = StateNever
		if last, ok := v.last[r.AgreementID]; ok {
			c.LastSync, c.Period, c.Run, c.Open, c.State = last.At, last.Period, last.Run, last.Open, last.state()
		}
		if why := v.reason(t, r); why != "" {
			c = c.ignore(why)
		}
		all = append(all, c)
	}
	return all
}

// reason returns why no usage of a tenant is synced, or nothing.
func (v *view) reason(t plan.Tenant, r *plan.Route) Ignored {
	for _, x := range v.settings.Exclusions {
		if strings.EqualFold(x.TenantID, t.ID) && x.Product == "" && (x.LastPeriod.IsZero() || !x.LastPeriod.Before(v.now.Prev())) {
			return IgnoredExcluded
		}
	}
	for _, c := range v.settings.Closures {
		if strings.EqualFold(c.TenantID, t.ID) && c.LastPeriod.Before(v.now.Prev()) {
			return IgnoredClosed
		}
	}
	switch {
	case r != nil && r.Off:
		return IgnoredOff
	case r == nil && t.Own:
		return IgnoredOwn
	case t.BillingType != "" && t.BillingType != plan.BillingUsage:
		return IgnoredNotOnUsage
	case r == nil:
		return IgnoredUnmapped
	case v.known && t.Name == "" && t.BillingType == "":
		return IgnoredGone
	}
	return ""
}

func (c CustomerStatus) ignore(why Ignored) CustomerStatus {
	c.State, c.Ignored, c.Advice = StateIgnored, why, why.Advice()
	return c
}
