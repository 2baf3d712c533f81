package vectors_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// vector is one entry of a file in testdata; doc.go describes it.
type vector struct {
	Name, Cell, Wait, Call       string
	Calls                        int
	Limits                       []window
	SendBefore, Deadline, Cancel span
	Script                       []step
	Forever                      bool
	Want                         want
}

type window struct {
	Max int
	Per span
}

type step struct {
	Net        string
	Status     int
	RetryAfter string
	Location   string
	Body       string
	After      bool
}

type want struct {
	Gaps     []gap
	Attempts [2]int // instead of Gaps
	Ended    *gap
	Is, Not  []string
	Status   int
	Retry    span `json:"retryAfter"`
	Executed *int
	Tokens   int
	InFlight int
}

// span is a duration as text.
type span struct{ time.Duration }

func (s *span) UnmarshalText(text []byte) (err error) {
	s.Duration, err = time.ParseDuration(string(text))
	return err
}

// gap is a duration, or a range of durations.
type gap struct{ least, most span }

func (g *gap) UnmarshalText(text []byte) error {
	least, most, isRange := strings.Cut(string(text), "..")
	if !isRange {
		most = least
	}
	if err := g.least.UnmarshalText([]byte(least)); err != nil {
		return err
	}
	return g.most.UnmarshalText([]byte(most))
}

func (g gap) holds(d time.Duration) bool { return d >= g.least.Duration && d <= g.most.Duration }

// vectors reads all files strictly: a member that nobody reads would look like a proof.
func vectors(t *testing.T) []vector {
	t.Helper()
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	var all []vector
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		var some []vector
		if err := d.Decode(&some); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for i := range some {
			some[i].Name = strings.TrimSuffix(filepath.Base(file), ".json") + "/" + some[i].Name
		}
		all = append(all, some...)
	}
	return all
}
