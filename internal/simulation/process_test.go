package simulation_test

import (
	"fmt"
	"iter"
	"time"

	"github.com/psasync/psasync/usagesync"
)

// process is one program that runs a Syncer: a coroutine, so that it can stand still at any point around a call while
// others work, and the schedule stays deterministic. It dies by getting no answers any more.
type process struct {
	*schedule
	odds   odds
	name   string
	syncer *usagesync.Syncer

	dead       bool
	slept      time.Time // when it came to a stand
	planning   bool
	unreadable string // the agreement that can't be read while it plans

	yield func(struct{}) bool // nil: it can't stand still
	next  func() (struct{}, bool)
	stop  func()
}

func (s *schedule) process(o odds) *process {
	s.processes++
	p := &process{schedule: s, odds: o, name: fmt.Sprint("process ", s.processes)}
	var err error
	p.syncer, err = usagesync.New(usagesync.Config{
		Partner: "msp", Source: source{p}, Target: target{p}, Store: disk{s.store, p}, Settle: s.algorithm.settle, Member: member,
	})
	if err != nil {
		s.Fatal(err)
	}
	return p
}

// begin starts what the process does, up to where it first stands still.
func (p *process) begin(do func()) (alive bool) {
	p.next, p.stop = iter.Pull(func(yield func(struct{}) bool) {
		p.yield = yield
		do()
	})
	return p.wake()
}

// wake lets the process go on, up to where it next stands still.
func (p *process) wake() (alive bool) {
	if !p.slept.IsZero() {
		p.say("%s wakes after %s", p.name, time.Since(p.slept).Round(time.Second))
		p.count("zombies", btoi(time.Since(p.slept) > 2*time.Minute))
	}
	_, alive = p.next()
	if !alive {
		p.stop()
	}
	return alive
}

// at is a point around a call of the process. It returns an error once the process is dead.
func (p *process) at(when, what string) error {
	if p.dead {
		return errDead
	}
	switch n := p.rnd.IntN(1000); {
	case n < p.odds.death:
		p.dead = true
		p.count("crashes", 1)
		p.say("%s dies %s %s", p.name, when, what)
		return errDead
	case n < p.odds.death+p.odds.pause:
		p.standStill(when, what)
	case n < p.odds.death+p.odds.pause+p.odds.act:
		p.act()
	}
	return nil
}

// standStill stops the process: for some seconds, or until the schedule wakes it.
func (p *process) standStill(when, what string) {
	p.count("pauses", 1)
	p.say("%s stands still %s %s", p.name, when, what)
	if p.yield == nil || p.rnd.IntN(3) == 0 {
		p.takeTime(12 * time.Second)
		return
	}
	p.slept = time.Now()
	p.yield(struct{}{})
}

// around makes a call with a point before it and one after it.
func around[T any](p *process, what string, do func() (T, error)) (T, error) {
	var none T
	if err := p.at("before", what); err != nil {
		return none, err
	}
	v, err := do()
	if dead := p.at("after", what); dead != nil {
		return none, dead
	}
	return v, err
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
