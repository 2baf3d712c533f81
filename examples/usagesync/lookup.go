package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// known is what names and ids are looked up in: what was last read of Sophos Central and ConnectWise, and the settings,
// which may name customers that are gone.
type known struct {
	usagesync.Snapshot
	settings plan.Settings
}

// online returns a Syncer on both clients. Until something is asked of them nothing is sent.
func (a *app) online() (*usagesync.Syncer, error) { return peek(a, a.sync) }

// look answers from what was last read. When that has no answer, it reads anew.
func look[T any](a *app, find func(known) (T, error)) (found T, err error) {
	s, err := a.online()
	if err != nil {
		return found, err
	}
	k, err := peek(a, a.known)
	if err != nil {
		return found, err
	}
	if !k.At.IsZero() {
		if found, err = find(k); err == nil {
			return found, nil
		}
	}
	a.used = true
	if k.Snapshot, _, err = s.Refresh(a.ctx); err != nil {
		return found, err
	}
	return find(k)
}

// known reads what the store has to look up in. Without a snapshot its time is zero.
func (a *app) known() (k known, err error) {
	s, err := a.records()
	if err != nil {
		return k, err
	}
	if k.settings, _, err = s.Settings(a.ctx); err != nil {
		return k, err
	}
	k.Snapshot, err = s.Snapshot(a.ctx)
	if errors.Is(err, usagesync.ErrNotFound) {
		return k, nil
	}
	return k, err
}

// day is today where months are counted.
func (a *app) day(set *plan.Settings) (plan.Date, error) {
	if a.today != nil {
		return a.today(), nil
	}
	zone, err := set.Location()
	return plan.DateOf(time.Now().In(zone)), err
}

// product finds a Sophos product, or one of the caller's own.
func (a *app) product(identifier string) (string, error) {
	if name, err := product(identifier); err == nil {
		return name, nil
	}
	k, err := peek(a, a.known)
	if err != nil {
		return "", err
	}
	table, err := catalog.New(k.settings.OwnProducts, nil)
	if err != nil {
		return "", err
	}
	p, err := pick("product", identifier, "usagesync products list", table.Products(), func(p catalog.Product) (string, string) { return p.Identifier, p.Description })
	return p.Identifier, err
}

func (k known) tenant(text string) (plan.Tenant, error) {
	list := slices.Clone(k.Tenants)
	seen := map[string]bool{}
	for _, t := range list {
		seen[strings.ToLower(t.ID)] = true
	}
	companies := map[string]string{}
	for _, c := range k.Directory.Companies {
		companies[c.ID] = c.Name
	}
	for _, r := range k.settings.Routes { // those that are gone go by their company's name
		if id := strings.ToLower(r.TenantID); !seen[id] {
			list, seen[id] = append(list, plan.Tenant{ID: r.TenantID, Name: or(companies[r.CompanyID], r.CompanyName)}), true
		}
	}
	return pick("customer", text, "usagesync customers list", list, func(t plan.Tenant) (string, string) { return t.ID, t.Name })
}

func (k known) company(text string) (plan.Company, error) {
	return pick("company", text, "usagesync customers suggest", k.Directory.Companies, func(c plan.Company) (string, string) { return c.ID, c.Name })
}

// agreement finds an agreement of one company, or of any where none is named.
func (k known) agreement(text, company string) (plan.Agreement, error) {
	of := slices.DeleteFunc(slices.Clone(k.Directory.Agreements), func(a plan.Agreement) bool { return company != "" && a.CompanyID != company })
	found, err := pick("agreement", text, "usagesync customers suggest", of, func(a plan.Agreement) (string, string) { return a.ID, a.Name })
	if err == nil || company == "" {
		return found, err
	}
	if other, wrong := k.agreement(text, ""); wrong == nil {
		e := &unknownError{what: "agreement of company " + company, name: text, see: "usagesync customers suggest"}
		for _, a := range of[:min(3, len(of))] {
			e.closest = append(e.closest, called(a.ID, a.Name))
		}
		return found, fmt.Errorf("%s is company %s's: %w", called(other.ID, other.Name), other.CompanyID, e)
	}
	return found, err
}

func (k known) item(text string) (plan.Item, error) {
	return pick("catalog item", text, "usagesync products search TEXT", k.Directory.Items, func(i plan.Item) (string, string) { return i.ID, i.Identifier })
}

// pick finds an entry by its id, or by its name where only one is called so.
func pick[T any](what, text, see string, list []T, naming func(T) (id, name string)) (found T, err error) {
	text = strings.TrimSpace(text)
	words, labels, namesakes := []string{}, map[string]string{}, []string{}
	for _, v := range list {
		id, name := naming(v)
		if strings.EqualFold(id, text) {
			return v, nil
		}
		if name != "" && strings.EqualFold(name, text) {
			found, namesakes = v, append(namesakes, id)
		}
		words = append(words, id, name)
		labels[id], labels[name] = called(id, name), called(id, name)
	}
	switch len(namesakes) {
	case 0:
		e := &unknownError{what: what, name: text, see: see}
		for _, word := range closest(text, words) {
			if !slices.Contains(e.closest, labels[word]) {
				e.closest = append(e.closest, labels[word])
			}
		}
		return found, e
	case 1:
		return found, nil
	}
	return *new(T), &unknownError{what: what, name: text, several: true, closest: namesakes, see: see}
}

// called is an id with the name that goes with it.
func called(id, name string) string {
	if name == "" {
		return id
	}
	return fmt.Sprintf("%s (%s)", id, safe(name))
}

// unknownError says that nothing is called so, or several are, and how to go on.
type unknownError struct {
	what, name string
	closest    []string
	several    bool // all of closest are called so
	see        string
}

func (e *unknownError) Error() string {
	if e.several {
		return fmt.Sprintf("several entries are %s %q; name one by its id: %s", e.what, e.name, strings.Join(e.closest, ", "))
	}
	return fmt.Sprintf("%v\nNext: %s", &closestError{e.what, e.name, e.closest}, e.see)
}
