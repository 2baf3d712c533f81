package usagesync

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

const snapshotKey = "current"

// Snapshot is the customers, companies, agreements and catalog items as they were last read. It serves lists and
// suggestions; plans always read afresh.
type Snapshot struct {
	At        time.Time
	Tenants   []plan.Tenant
	Directory plan.Directory
}

// snapshotHead names the lists of a snapshot, which lie under keys of their own, so that one replaces another at once.
type snapshotHead struct {
	At         time.Time `json:"at"`
	Generation string    `json:"generation"`
}

// NameKind says what was renamed, appeared or went.
type NameKind string

// The kinds of things in a snapshot.
const (
	NameTenant    NameKind = "tenant"
	NameCompany   NameKind = "company"
	NameAgreement NameKind = "agreement"
	NameItem      NameKind = "item"
)

// NameChange is a difference between two snapshots. What is mapped by id stays mapped, whatever it is called.
type NameChange struct {
	Kind   NameKind `json:"kind"`
	ID     string   `json:"id"`
	Before string   `json:"before,omitempty"` // none: it appeared
	After  string   `json:"after,omitempty"`  // none: it is gone
}

// Refresh reads the customers and the directory, stores them as the snapshot, and returns what changed since the last
// one: what appeared, went, was renamed, or has another status. The first snapshot has no changes. It takes the lane's
// lease while it stores.
func (s *Syncer) Refresh(ctx context.Context) (Snapshot, []NameChange, error) {
	g := s.gather(plan.Period{}, plan.Date{})
	for _, read := range []func(context.Context) (int, error){g.tenants, g.directory} {
		if _, err := read(ctx); err != nil {
			return Snapshot{}, nil, err
		}
	}
	x, err := s.take(ctx)
	if err != nil {
		return Snapshot{}, nil, err
	}
	defer x.lease.release(ctx)
	return x.keepSnapshot(ctx, g.in.Tenants, g.in.Directory)
}

// keepSnapshot stores a snapshot in the place of the last one.
func (x *session) keepSnapshot(ctx context.Context, tenants []plan.Tenant, d plan.Directory) (Snapshot, []NameChange, error) {
	was, err := x.Snapshot(ctx)
	first := isNotFound(err)
	if err != nil && !first {
		return Snapshot{}, nil, err
	}
	head, _, err := get[snapshotHead](ctx, x.Syncer, KindSnapshot, snapshotKey)
	if err != nil && !isNotFound(err) {
		return Snapshot{}, nil, err
	}
	is := Snapshot{At: x.now(), Tenants: tenants, Directory: d}
	key := "lists/" + x.id
	err = errors.Join(
		putList(ctx, x, KindSnapshot, key+"/"+listTenants, tenants),
		putList(ctx, x, KindSnapshot, key+"/"+listCompanies, d.Companies),
		putList(ctx, x, KindSnapshot, key+"/"+listAgreements, d.Agreements),
		putList(ctx, x, KindSnapshot, key+"/"+listItems, d.Items),
	)
	if err != nil {
		return Snapshot{}, nil, err
	}
	var b batch
	b.put(KindSnapshot, snapshotKey, IfAny, snapshotHead{is.At, key})
	if err := x.commit(ctx, &b); err != nil {
		return Snapshot{}, nil, err
	}
	if head.Generation != "" && head.Generation != key {
		if err := x.sweep(ctx, KindSnapshot, head.Generation+"/"); err != nil {
			return Snapshot{}, nil, err
		}
	}
	if first {
		return is, nil, nil
	}
	return is, changesOf(was, is), nil
}

// Snapshot returns what Refresh, or a plan that was kept, last read. Without one the error wraps ErrNotFound.
func (s *Syncer) Snapshot(ctx context.Context) (Snapshot, error) {
	head, _, err := get[snapshotHead](ctx, s, KindSnapshot, snapshotKey)
	if err != nil {
		return Snapshot{}, err
	}
	is := Snapshot{At: head.At}
	tenants, err1 := getList[plan.Tenant](ctx, s, KindSnapshot, head.Generation+"/"+listTenants)
	companies, err2 := getList[plan.Company](ctx, s, KindSnapshot, head.Generation+"/"+listCompanies)
	agreements, err3 := getList[plan.Agreement](ctx, s, KindSnapshot, head.Generation+"/"+listAgreements)
	items, err4 := getList[plan.Item](ctx, s, KindSnapshot, head.Generation+"/"+listItems)
	is.Tenants, is.Directory = tenants, plan.Directory{Companies: companies, Agreements: agreements, Items: items}
	return is, errors.Join(err1, err2, err3, err4)
}

// changesOf compares two snapshots, in the order of kinds, then ids.
func changesOf(was, is Snapshot) []NameChange {
	return slices.Concat(
		differences(NameTenant, was.Tenants, is.Tenants, func(t plan.Tenant) (string, string) { return t.ID, t.Name }),
		differences(NameCompany, was.Directory.Companies, is.Directory.Companies, func(c plan.Company) (string, string) {
			if c.Deleted {
				return c.ID, c.Name + " (in the recycle bin)"
			}
			return c.ID, c.Name
		}),
		differences(NameAgreement, was.Directory.Agreements, is.Directory.Agreements, func(a plan.Agreement) (string, string) {
			if a.Status == "" {
				return a.ID, a.Name
			}
			return a.ID, fmt.Sprintf("%s (%s)", a.Name, a.Status)
		}),
		differences(NameItem, was.Directory.Items, is.Directory.Items, func(i plan.Item) (string, string) { return i.ID, i.Identifier }),
	)
}

func differences[T any](kind NameKind, was, is []T, name func(T) (id, name string)) []NameChange {
	before := make(map[string]string, len(was))
	for _, v := range was {
		id, n := name(v)
		before[id] = n
	}
	var changes []NameChange
	for _, v := range is {
		id, n := name(v)
		if old, known := before[id]; !known || old != n {
			changes = append(changes, NameChange{kind, id, old, n})
		}
		delete(before, id)
	}
	for id, n := range before {
		changes = append(changes, NameChange{Kind: kind, ID: id, Before: n})
	}
	slices.SortFunc(changes, func(a, b NameChange) int { return cmp.Or(cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID)) })
	return changes
}
