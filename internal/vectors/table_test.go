package vectors_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

// outcome is what becomes of a call whose first attempt met a fault.
type outcome string

const (
	repeats   outcome = "repeats"
	renews    outcome = "repeats with a new token"
	returns   outcome = "returns at once, not executed"
	ambiguous outcome = "is ambiguous"
)

// faults are the columns of the table of delivery classes, with the faults that stand for each.
func faults() map[string][]string {
	return map[string][]string{
		"401":        {"401"},
		"429":        {"429"},
		"never sent": {"dial", "dns", "tls"},
		"broken":     {"lost", "reset", "timeout", "cut"},
		"server":     {"408", "500", "502", "503", "504"},
	}
}

// classes are its rows.
func classes() map[string]map[string]outcome {
	repeated := map[string]outcome{"401": renews, "429": repeats, "never sent": repeats, "broken": repeats, "server": repeats}
	return map[string]map[string]outcome{
		"read":   repeated,
		"replay": repeated,
		"create": {"401": returns, "429": returns, "never sent": repeats, "broken": ambiguous, "server": ambiguous},
	}
}

// calls are the calls of the vectors, with their class. Only the first has credentials that can be renewed.
func calls() map[string]string {
	return map[string]string{
		"sophos.read": "read", "sophos.token": "replay", "connectwise.read": "read", "connectwise.replace": "replay",
		"connectwise.create": "create", "connectwise.add": "create",
	}
}

// waits are all places where a call can wait, with the calls that can't wait there.
func waits() map[string][]string {
	creates := []string{"connectwise.create", "connectwise.add"}
	return map[string][]string{
		"flight": nil, "body": nil, "backoff": nil, "pacing": nil, "Retry-After": creates,
		"slot": {"sophos.read", "sophos.token", "connectwise.replace", "connectwise.create", "connectwise.add"}, // one is as good as another
	}
}

// TestEveryCellHasAVector is the census: each cell of the table is proved for each call by a vector that wants just that.
func TestEveryCellHasAVector(t *testing.T) {
	proved := map[string]bool{}
	for _, v := range vectors(t) {
		if v.Cell == "" {
			continue
		}
		call, fault, _ := strings.Cut(v.Cell, "/")
		column := columnOf(fault)
		expected, known := classes()[calls()[call]][column]
		if !known || call != v.Call {
			t.Errorf("%s: no cell %s", v.Name, v.Cell)
			continue
		}
		if expected == renews && call != "sophos.read" {
			expected = returns
		}
		if len(v.Script) != 1 || !v.Script[0].is(fault) {
			t.Errorf("%s: the script is not one %s", v.Name, fault)
		}
		if got := v.outcome(); got != expected {
			t.Errorf("%s wants that the call %s; by the table it %s", v.Name, got, expected)
		}
		proved[v.Cell] = true
	}
	cells := 0
	for call := range calls() {
		for _, column := range faults() {
			for _, fault := range column {
				cells++
				if !proved[call+"/"+fault] {
					t.Errorf("no vector for %s/%s", call, fault)
				}
			}
		}
	}
	t.Logf("%d cells", cells)
}

func TestEveryWaitIsCancelled(t *testing.T) {
	proved := map[string]bool{}
	for _, v := range vectors(t) {
		if v.Wait != "" && v.Cancel.Duration > 0 && v.Want.Ended != nil && v.Want.Ended.holds(v.Cancel.Duration) && slices.Contains(v.Want.Is, "Canceled") {
			proved[v.Wait+" of "+v.Call] = true
		}
	}
	for wait, never := range waits() {
		for call := range calls() {
			if !slices.Contains(never, call) && !proved[wait+" of "+call] {
				t.Errorf("no vector cancels the wait in %s of %s", wait, call)
			}
		}
	}
}

func columnOf(fault string) string {
	for column, fs := range faults() {
		if slices.Contains(fs, fault) {
			return column
		}
	}
	return ""
}

// is says whether a step is the fault of a cell, before or after the server has executed the request.
func (s step) is(fault string) bool {
	if s.Net != "" {
		return strings.TrimSuffix(s.Net, "-after") == fault
	}
	return strconv.Itoa(s.Status) == fault
}

func (v vector) outcome() outcome {
	failed := len(v.Want.Is) > 0 || v.Want.Status != 0
	switch attempts := len(v.Want.Gaps); {
	case attempts == 2 && !failed && v.Want.Tokens == 2:
		return renews
	case attempts == 2 && !failed:
		return repeats
	case attempts == 1 && slices.Contains(v.Want.Is, "ErrAmbiguous"):
		return ambiguous
	case attempts == 1 && failed:
		return returns
	}
	return "does something else"
}
