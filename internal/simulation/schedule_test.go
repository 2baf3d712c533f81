package simulation_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
	"github.com/psasync/psasync/usagesync/plan"
)

const clock = "02 15:04:05.000" // of events

// algorithm is the sync as it is, or with something taken away.
type algorithm struct {
	settle time.Duration // 0 is the default
	store  func(usagesync.Store) usagesync.Store
	twins  bool // people add what nothing tells from ours where the site does not say who created it
}

// schedule is one history, all of it drawn from one seed.
type schedule struct {
	*testing.T
	*site
	algorithm algorithm
	rnd       *rand.Rand
	tally     tally
	faulty    []string         // what is wrong at its end
	events    *strings.Builder // nil: nobody wants to know

	store     usagesync.Store
	deafStore bool
	usage     map[line]int64
	office    *usagesync.Syncer // of people
	given     []*addition       // that a person cancelled, and whose lines shall be forgotten
	plans     []plan.Plan       // that somebody approved
	last      plan.Plan         // without faults
	asleep    []*process
	processes int
}

// play runs a schedule. It must be called in a bubble.
func play(t *testing.T, a algorithm, seed uint64, tell bool) *schedule {
	time.Sleep(time.Until(firstDay))
	s := &schedule{T: t, algorithm: a, rnd: rand.New(rand.NewPCG(seed, 0)), tally: tally{}, usage: map[line]int64{}}
	if tell {
		s.events = new(strings.Builder)
	}
	s.site = &site{named: s.rnd.IntN(2) == 0 && !a.twins}
	s.deafStore = s.rnd.IntN(2) == 0
	s.store = memstore.New()
	if a.store != nil {
		s.store = a.store(s.store)
	}
	s.office = s.process(odds{}).syncer
	s.settings()
	for _, l := range lines {
		s.usage[l] = s.units()
	}
	s.before()
	s.trouble()
	s.quiet()
	s.lastZombies()
	s.judge()
	return s
}

func (s *schedule) settings() {
	set := plan.Settings{
		Products: []plan.ProductMapping{{Product: endpoint, ItemID: endpointItem}, {Product: encryption, ItemID: encryptionItem}},
		Cycles:   []plan.Cycle{{ID: "2", Months: 1}},
		Limits:   plan.Limits{RunFallUnits: 1000},
	}
	for _, id := range agreements {
		set.Routes = append(set.Routes, plan.Route{TenantID: "t" + id, CompanyID: "c" + id, AgreementID: id})
	}
	if err := s.office.SaveSettings(context.Background(), set, 0); err != nil {
		s.Fatal(err)
	}
}

// trouble is the time of faults: processes begin, stand still, wake up and die, and people work beside them.
func (s *schedule) trouble() {
	o := anyOdds(s.rnd)
	for range 3 + s.rnd.IntN(4) {
		if len(s.asleep) > 0 && s.rnd.IntN(2) == 0 {
			s.wakeOne()
		} else {
			p := s.process(o)
			if p.begin(p.work) {
				s.asleep = append(s.asleep, p)
			}
		}
		s.pass()
		if s.rnd.IntN(3) == 0 {
			s.act()
		}
		s.giveUp()
	}
	for _, p := range s.asleep {
		p.odds = odds{}
	}
	for _, l := range lines {
		if s.usage[l] == 0 {
			s.usage[l] = s.units()
		}
	}
	s.say("no more faults; usage %v", s.usage)
}

// pass lets time pass between two events: within a reading's trust, a lease, the settle window, or beyond all of them; or
// up to where a settle window ends.
func (s *schedule) pass() {
	times := []time.Duration{10 * time.Second, 30 * time.Second, 2 * time.Minute, 5 * time.Minute, 20 * time.Minute}
	if i := s.rnd.IntN(len(times) + 1); i < len(times) {
		time.Sleep(anyTime(s.rnd, times[i]))
		return
	}
	time.Sleep(time.Until(s.brink()) + anyTime(s.rnd, time.Second))
}

// brink returns the end of the settle window of an open intent, or the end that it would have if it began with the intent.
func (s *schedule) brink() time.Time {
	for in, err := range s.office.Intents(context.Background()) {
		if err != nil {
			s.Fatal(err)
		}
		from := in.SendBefore
		if s.rnd.IntN(2) == 0 {
			from = in.At
		}
		return from.Add(usagesync.DefaultSettle)
	}
	return time.Now()
}

func (s *schedule) wakeOne() {
	i := s.rnd.IntN(len(s.asleep))
	p := s.asleep[i]
	if !p.wake() {
		s.asleep = slices.DeleteFunc(s.asleep, func(q *process) bool { return p == q })
	}
}

// quiet runs the sync without faults, as a timer would, until there is nothing left to do.
func (s *schedule) quiet() {
	for range 6 {
		time.Sleep(usagesync.DefaultSettle + time.Minute)
		s.giveUp()
		if !s.sync() {
			return
		}
		if len(s.asleep) > 0 && s.rnd.IntN(2) == 0 {
			s.wakeOne()
		}
	}
	s.wrong("unquiet", "after 6 runs without faults there still is something to write")
}

// sync is one run without faults, if there is anything to do.
func (s *schedule) sync() (more bool) {
	p, ctx := s.process(odds{}), context.Background()
	_, err := p.syncer.Settle(ctx)
	last, planned := p.plan(ctx)
	s.last = last
	more = slices.ContainsFunc(last.Steps, plan.Step.Writes)
	if err = errors.Join(err, planned); err == nil && more {
		err = p.apply(ctx, last)
	}
	if err != nil {
		s.wrong("unquiet", "a run without faults: %v", err)
	}
	return more
}

// lastZombies wakes up who still stands still, long after everything else is done. What they do then is repaired.
func (s *schedule) lastZombies() {
	if len(s.asleep) == 0 {
		return
	}
	for len(s.asleep) > 0 {
		s.wakeOne()
	}
	s.quiet()
}

func (s *schedule) count(what string, n int) { s.tally[what] += n }

func (s *schedule) say(format string, args ...any) {
	if s.events != nil {
		fmt.Fprintf(s.events, "%s  %s\n", time.Now().UTC().Format(clock), fmt.Sprintf(format, args...))
	}
}

// wrong records what must not be.
func (s *schedule) wrong(what, format string, args ...any) {
	s.count(what, 1)
	text := what + ": " + fmt.Sprintf(format, args...)
	s.faulty = append(s.faulty, text)
	s.say("%s", strings.ToUpper(text))
}
