package usagesync

import (
	"cmp"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// DefaultSettle is how long a write whose outcome is unknown is left alone before its target is read back: longer than
// the latest moment at which a request may be sent, plus the time it may take, plus the time after which an overloaded
// ConnectWise may still commit it [inferred] (unverified: U11).
const DefaultSettle = 5 * time.Minute

// Config says what a Syncer works with. Partner, Source, Target and Store are required.
type Config struct {
	Partner string // whose records these are in the store, and whose plans are applied
	Lane    string // names the target's site in the store's leases: one run per lane at a time; default Partner
	Source  Source
	Target  Target
	Store   Store
	Settle  time.Duration    // default DefaultSettle; several processes on one lane need the same, and clocks that agree
	Today   func() plan.Date // the calendar that plans are made and expire by; default the day of time.Now in the settings' time zone
	Logger  *slog.Logger     // nil is silent; only ids, numbers and reasons are logged
	Notify  func(Event)      // called synchronously from the calling goroutine, between a run's requests; nil for none
	Owner   string           // names the process in the store's leases, for people; each run adds a random part
	Member  string           // what Addition.CreatedBy says of our own creates; empty: creators are not compared (unverified: U21)
}

// Syncer plans and applies the usage of one partner. It holds no connection and no goroutine, and it is safe for
// concurrent use: the store's lease lets only one run of a lane write at a time.
type Syncer struct {
	cfg Config
	log *slog.Logger

	mu     sync.Mutex                          // guards latest; never held across a call
	latest map[string]reading[[]plan.Addition] // by agreement
}

// New checks a configuration, reports all its problems together, and touches nothing.
func New(c Config) (*Syncer, error) {
	var errs []error
	missing := func(is bool, name string) {
		if is {
			errs = append(errs, errors.New("usagesync: Config."+name+" is missing"))
		}
	}
	missing(c.Partner == "", "Partner")
	missing(c.Source == nil, "Source")
	missing(c.Target == nil, "Target")
	missing(c.Store == nil, "Store")
	if strings.HasPrefix(c.Partner, claimantPrefix) {
		errs = append(errs, errors.New("usagesync: Config.Partner begins with "+claimantPrefix+", which is for what partners of a lane share"))
	}
	if c.Settle < 0 {
		errs = append(errs, errors.New("usagesync: Config.Settle is negative"))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	c.Lane = cmp.Or(c.Lane, c.Partner)
	c.Settle = cmp.Or(c.Settle, DefaultSettle)
	c.Owner = cmp.Or(c.Owner, "usagesync")
	if c.Notify == nil {
		c.Notify = func(Event) {}
	}
	s := &Syncer{cfg: c, log: c.Logger}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s, nil
}
