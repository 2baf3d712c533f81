package simulation_test

import (
	"flag"
	"testing"

	"go.uber.org/goleak"
)

var (
	schedulesFlag = flag.Int("schedules", 0, "how many schedules every algorithm runs; 0 is the short set of the gate, 1 prints its events")
	seedFlag      = flag.Uint64("seed", 1, "the first schedule's seed; the next ones count on from it")
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// schedules returns how many schedules to play: as the command line says, else the short set, of which the race detector,
// ten times slower, gets a twentieth.
func schedules(short int) int {
	switch {
	case *schedulesFlag > 0:
		return *schedulesFlag
	case raceDetector:
		return short / 20
	}
	return short
}
