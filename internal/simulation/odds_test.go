package simulation_test

import (
	"errors"
	"math/rand/v2"
)

// fault is what goes wrong with one write. Its name is also its place in the tally.
type fault string

const (
	fine        fault = "writes without fault"
	lost        fault = "requests lost"
	dropped     fault = "answers lost"
	late        fault = "late commits"
	throttled   fault = "429"
	failed      fault = "500 after commit"
	unavailable fault = "503"
	revoked     fault = "401"
)

var faults = []fault{lost, dropped, late, throttled, failed, unavailable, revoked}

var (
	errDead     = errors.New("the process is dead")
	errReset    = errors.New("connection reset")
	errTooLate  = errors.New("too late to send")
	errLimit    = errors.New("429 too many requests")
	errInternal = errors.New("500 internal server error")
	errAway     = errors.New("503 service unavailable")
	errAccess   = errors.New("401 unauthorized")
	errStore    = errors.New("connection to the database lost")
)

// odds say how often what goes wrong, in thousandths. The zero odds are none.
type odds struct {
	death, pause, act int           // at each point around a call
	list, store       int           // of each read of the site, of each commit
	write             map[fault]int // of each write
}

// anyOdds draws what a schedule suffers from: schedules that lack a fault, or have much of it, go elsewhere than those
// that have a little of everything.
func anyOdds(rnd *rand.Rand) odds {
	much := func(n int) int { return n * []int{0, 1, 1, 3}[rnd.IntN(4)] }
	o := odds{death: much(10), pause: much(10), act: much(4), list: much(15), store: much(4), write: map[fault]int{}}
	for _, f := range faults {
		o.write[f] = much(80)
	}
	o.write[revoked] /= 6 // it ends the run
	return o
}

// fault draws what happens to a write.
func (o odds) fault(rnd *rand.Rand) fault {
	n := rnd.IntN(1000)
	for _, f := range faults {
		if n -= o.write[f]; n < 0 {
			return f
		}
	}
	return fine
}
