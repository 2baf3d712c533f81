package faultmatrix

import (
	"flag"
	"os"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

var (
	full = flag.Bool("full", false, "every fault on every store, killed at every point, recoveries too")
	only = flag.Int("kill", 0, "only the worlds whose first process stops at this point; 0: all")
)

// TestMain makes the test binary the sync that a test kills, if it was started as one.
func TestMain(m *testing.M) {
	if text := os.Getenv(jobVariable); text != "" {
		work(text)
		return
	}
	os.Exit(m.Run())
}
