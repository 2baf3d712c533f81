package simulation_test

import (
	"cmp"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/plan"
)

// What every schedule has: three customers with an agreement each, two products with their catalog items, and an item
// that the sync knows nothing of.
const (
	endpoint, endpointCode, endpointItem       = "Sophos_Intercept_X_Advanced", "CIXA-MSP", "501"
	encryption, encryptionCode, encryptionItem = "Sophos_Device_Encryption", "CDE-MSP", "502"
	foreignItem                                = "900"
	member, person                             = "api", "person" // who created an addition, where the site says so
)

var (
	october    = plan.NewPeriod(2026, time.October)
	firstDay   = time.Date(2026, time.November, 2, 9, 0, 0, 0, time.UTC)
	invoiceDay = plan.NewDate(2026, 12, 1) // of every agreement, and so the effective date of every create
	agreements = []string{"1", "2", "3"}
	lines      = []line{{"1", endpointItem}, {"1", encryptionItem}, {"2", endpointItem}, {"2", encryptionItem}, {"3", endpointItem}}
)

// line is one wanted addition.
type line struct{ agreement, item string }

func (l line) id() string { return plan.LineID(l.agreement, l.item) }

// addition is a record of the site, with what only the simulation knows of it.
type addition struct {
	plan.Addition
	ours      bool          // a create of the sync left it
	consented bool          // a person said that the sync may have it
	touched   bool          // a person changed or cancelled it
	edited    time.Time     // when a person did so last
	left      plan.Addition // as its person, or our create, left it
	asked     plan.Quantity // of ours: what the create asked for
}

func (a *addition) live() bool { return !a.Ended(invoiceDay) }

// site is ConnectWise in memory. It answers from many goroutines, because Plan reads so.
type site struct {
	named bool // whether additions say who created them

	mu   sync.Mutex
	all  []*addition
	late []commit
	ids  int
}

// commit is a write that reached the site, but takes effect later.
type commit struct {
	due time.Time
	do  func()
}

// catchUp lets late writes take effect whose time has come. The mutex is held.
func (s *site) catchUp() {
	now := time.Now()
	slices.SortStableFunc(s.late, func(a, b commit) int { return a.due.Compare(b.due) })
	for len(s.late) > 0 && !s.late[0].due.After(now) {
		s.late[0].do()
		s.late = s.late[1:]
	}
}

// add puts an addition on an agreement. The mutex is held.
func (s *site) add(a addition) *addition {
	s.ids++
	a.ID, a.Bill = strconv.Itoa(1000+s.ids), plan.Billable
	if s.named {
		a.CreatedBy = person
		if a.ours {
			a.CreatedBy = member
		}
	}
	a.left = a.Addition
	s.all = append(s.all, &a)
	return &a
}

// list returns an agreement's additions as a reader gets them.
func (s *site) list(agreement string) []plan.Addition {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUp()
	var found []plan.Addition
	for _, a := range s.all {
		if a.AgreementID == agreement {
			found = append(found, a.Addition)
		}
	}
	return found
}

// find returns the additions that fit.
func (s *site) find(fits func(*addition) bool) []*addition {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.catchUp()
	return slices.DeleteFunc(slices.Clone(s.all), func(a *addition) bool { return !fits(a) })
}

// byID returns an addition, nil when there is none.
func (s *site) byID(id string) *addition {
	if found := s.find(func(a *addition) bool { return a.ID == id }); len(found) == 1 {
		return found[0]
	}
	return nil
}

// on returns the additions that stand for a line and have not ended.
func (s *site) on(l line) []*addition {
	return s.find(func(a *addition) bool { return a.AgreementID == l.agreement && a.ItemID == l.item && a.live() })
}

// create and update are what a request does to the site when it takes effect.
func (s *site) create(n usagesync.NewAddition) plan.Addition {
	a := addition{ours: true, asked: n.Quantity}
	a.AgreementID, a.ItemID, a.Quantity, a.Effective = n.AgreementID, n.ItemID, n.Quantity, n.Effective
	return s.add(a).Addition
}

func (s *site) update(ref usagesync.AdditionRef, c usagesync.Change) plan.Addition {
	for _, a := range s.all {
		if a.ID == ref.ID && a.AgreementID == ref.AgreementID {
			a.Quantity = c.Quantity
			return a.Addition
		}
	}
	return plan.Addition{}
}

func agreementsNamed(ids []string) (found []plan.Agreement) {
	for _, id := range ids {
		found = append(found, plan.Agreement{
			ID: id, Name: "Agreement " + id, CompanyID: "c" + id, Status: "Active", CycleID: "2",
			Start: plan.NewDate(2025, 1, 1), BillStart: plan.NewDate(2025, 1, 1), NextInvoice: invoiceDay,
		})
	}
	return found
}

func directory() plan.Directory {
	price, _ := plan.ParseAmount("6.00")
	d := plan.Directory{Agreements: agreementsNamed(agreements)}
	for _, id := range agreements {
		d.Companies = append(d.Companies, plan.Company{ID: "c" + id, Name: "Customer " + id})
	}
	for _, id := range []string{endpointItem, encryptionItem, foreignItem} {
		d.Items = append(d.Items, plan.Item{ID: id, Identifier: "item " + id, Class: "Service", Price: price})
	}
	return d
}

// usageRows returns the report of a month in which every line has so many units.
func usageRows(units map[line]int64) []plan.UsageRow {
	var rows []plan.UsageRow
	for l, n := range units {
		code := endpointCode
		if l.item == encryptionItem {
			code = encryptionCode
		}
		if n > 0 {
			rows = append(rows, plan.UsageRow{TenantID: "t" + l.agreement, ProductCode: code, Status: "active", Billable: plan.Units(n)})
		}
	}
	slices.SortFunc(rows, func(a, b plan.UsageRow) int {
		return cmp.Or(cmp.Compare(a.TenantID, b.TenantID), cmp.Compare(a.ProductCode, b.ProductCode))
	})
	return rows
}
