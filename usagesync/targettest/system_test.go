package targettest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/targettest"
)

// system is a PSA in memory, and the correct target of it.
type system struct {
	mu        sync.Mutex
	directory plan.Directory
	held      []targettest.Held
	last      int
	faults    []fault // of the next writes
	denied    bool
	catalog   []targettest.HeldItem
}

type fault string

const (
	lost    fault = "answer lost"
	unsent  fault = "request lost"
	refused fault = "refused"
)

var (
	_ usagesync.Target = (*system)(nil)

	errReset  = errors.New("connection reset")
	errDenied = errors.New("credentials refused")
)

// page is how many additions a system gives in one answer; its Full agreement has more.
const page = 20

func newSystem() *system {
	s := &system{last: 5000}
	s.directory.Companies = []plan.Company{{ID: "250", Name: "Acme"}, {ID: "251", Name: "Bcme"}}
	for _, a := range [][2]string{{"314", ""}, {"315", "316"}, {"316", "317"}, {"317", ""}, {"318", ""}, {"319", ""}} {
		s.directory.Agreements = append(s.directory.Agreements, plan.Agreement{ID: a[0], Name: "Managed " + a[0], CompanyID: "250", ParentID: a[1], Status: "Active"})
	}
	for _, id := range []string{"1350", "1351"} {
		s.directory.Items = append(s.directory.Items, plan.Item{ID: id, Identifier: "item " + id})
	}
	for i := range page + page/5 {
		s.put(plan.Addition{AgreementID: "318", ItemID: "1350", Quantity: plan.Units(int64(i)), Bill: plan.Billable})
	}
	return s
}

func (s *system) harness() targettest.Harness {
	return targettest.Harness{
		Open: func(context.Context) (usagesync.Target, error) { return s, nil },
		World: targettest.World{
			Agreement: "314", Effective: plan.NewDate(2026, 12, 1), Item: "1350", OtherItem: "1351",
			Child: "315", Parents: []string{"316", "317"}, Full: "318", Missing: "999",
		},
		Look: func(_ context.Context, agreement string) ([]targettest.Held, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.on(agreement), nil
		},
		Add: func(_ context.Context, a plan.Addition) (string, error) {
			s.mu.Lock()
			defer s.mu.Unlock()
			return s.put(a).ID, nil
		},
		Remove: func(_ context.Context, ref usagesync.AdditionRef) error {
			s.edit(func() {
				s.held = slices.DeleteFunc(s.held, func(h targettest.Held) bool { return h.AgreementID == ref.AgreementID && h.ID == ref.ID })
			})
			return nil
		},
		Edit: func(_ context.Context, agreement string) error {
			s.edit(func() {
				i := slices.IndexFunc(s.directory.Agreements, func(a plan.Agreement) bool { return a.ID == agreement })
				s.directory.Agreements[i].Name += ", renamed"
			})
			return nil
		},
		Lose:       func() { s.edit(func() { s.faults = append(s.faults, lost) }) },
		LoseBefore: func() { s.edit(func() { s.faults = append(s.faults, unsent) }) },
		Refuse:     func() { s.edit(func() { s.faults = append(s.faults, refused) }) },
		Deny: func() func() {
			s.edit(func() { s.denied = true })
			return func() { s.edit(func() { s.denied = false }) }
		},
		Items: s.items(),
	}
}

func (s *system) edit(change func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change()
}

func (s *system) put(a plan.Addition) targettest.Held {
	s.last++
	a.ID = strconv.Itoa(s.last)
	h := targettest.Held{Addition: a, Rest: "tax 19, text of item " + a.ItemID}
	s.held = append(s.held, h)
	return h
}

func (s *system) on(agreement string) []targettest.Held {
	return slices.DeleteFunc(slices.Clone(s.held), func(h targettest.Held) bool { return h.AgreementID != agreement })
}

func (s *system) hasAgreement(id string) bool {
	return slices.ContainsFunc(s.directory.Agreements, func(a plan.Agreement) bool { return a.ID == id })
}

func (s *system) hasItem(id string) bool {
	return slices.ContainsFunc(s.directory.Items, func(i plan.Item) bool { return i.ID == id })
}

// admit is what every request meets first.
func (s *system) admit(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return usagesync.NotDone(err)
	}
	if s.denied {
		return usagesync.NotDone(usagesync.Stop(errDenied))
	}
	return nil
}

func (s *system) Directory(ctx context.Context) (plan.Directory, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.admit(ctx); err != nil {
		return plan.Directory{}, err
	}
	return plan.Directory{
		Companies: slices.Clone(s.directory.Companies), Agreements: slices.Clone(s.directory.Agreements), Items: slices.Clone(s.directory.Items),
	}, nil
}

func (s *system) Agreements(ctx context.Context, ids []string) ([]plan.Agreement, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.admit(ctx); err != nil {
		return nil, err
	}
	wanted := map[string]bool{}
	for _, id := range ids {
		for id != "" && !wanted[id] {
			wanted[id] = true
			i := slices.IndexFunc(s.directory.Agreements, func(a plan.Agreement) bool { return a.ID == id })
			if i < 0 {
				break
			}
			id = s.directory.Agreements[i].ParentID
		}
	}
	return slices.DeleteFunc(slices.Clone(s.directory.Agreements), func(a plan.Agreement) bool { return !wanted[a.ID] }), nil
}

func (s *system) Additions(ctx context.Context, agreement string) ([]plan.Addition, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.admit(ctx); err != nil {
		return nil, err
	}
	if !s.hasAgreement(agreement) {
		return nil, fmt.Errorf("no agreement %q", agreement)
	}
	var all []plan.Addition
	for _, h := range s.on(agreement) {
		all = append(all, h.Addition)
	}
	return all, nil
}

func (s *system) Create(ctx context.Context, n usagesync.NewAddition) (plan.Addition, error) {
	return s.write(ctx, func() (plan.Addition, error) {
		switch {
		case !time.Now().Before(n.SendBefore):
			return plan.Addition{}, errors.New("too late")
		case !s.hasAgreement(n.AgreementID) || !s.hasItem(n.ItemID):
			return plan.Addition{}, errors.New("not found")
		}
		return s.put(plan.Addition{AgreementID: n.AgreementID, ItemID: n.ItemID, Quantity: n.Quantity, Effective: n.Effective, Bill: plan.Billable}).Addition, nil
	})
}

func (s *system) Update(ctx context.Context, ref usagesync.AdditionRef, c usagesync.Change) (plan.Addition, error) {
	return s.write(ctx, func() (plan.Addition, error) {
		i := slices.IndexFunc(s.held, func(h targettest.Held) bool { return h.AgreementID == ref.AgreementID && h.ID == ref.ID })
		if i < 0 {
			return plan.Addition{}, errors.New("not found")
		}
		s.held[i].Quantity, s.held[i].UpdatedBy = c.Quantity, "api"
		return s.held[i].Addition, nil
	})
}

func (s *system) write(ctx context.Context, do func() (plan.Addition, error)) (plan.Addition, error) {
	return written(ctx, s, do)
}

// written carries out a write under the fault whose turn it is. An error of do says that the system refuses.
func written[T any](ctx context.Context, s *system, do func() (T, error)) (T, error) {
	var none T
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.admit(ctx); err != nil {
		return none, err
	}
	var f fault
	if len(s.faults) > 0 {
		f, s.faults = s.faults[0], s.faults[1:]
	}
	if f == unsent {
		return none, errReset
	}
	if f == refused {
		return none, usagesync.NotDone(errors.New("invalid"))
	}
	a, err := do()
	switch {
	case err != nil:
		return none, usagesync.NotDone(err)
	case f == lost:
		return none, errReset
	}
	return a, nil
}
