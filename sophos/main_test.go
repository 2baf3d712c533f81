package sophos_test

import (
	"encoding/json"
	"fmt"
	"iter"
	"os"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const usagePath = "/partner/v1/billing/usage/2026/10"

var october = sophos.Month{Year: 2026, Month: time.October}

// central is a server with n usage rows in October, and a client of it over a pipe.
func central(t *testing.T, n int, change ...func(*sophos.Config)) (*sophostest.Server, *sophos.Client) {
	t.Helper()
	s := sophostest.New(sophostest.Options{})
	t.Cleanup(s.Close)
	s.SetUsage(october, rows(n)...)
	return s, clientOf(t, s, change...)
}

func clientOf(t *testing.T, s *sophostest.Server, change ...func(*sophos.Config)) *sophos.Client {
	t.Helper()
	cfg := s.Config()
	for _, f := range change {
		f(&cfg)
	}
	c, err := sophos.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// rows makes n different rows.
func rows(n int) []sophos.UsageRow {
	out := make([]sophos.UsageRow, n)
	for i := range out {
		out[i] = sophos.UsageRow{
			AccountID: fmt.Sprintf("tenant-%d", i), ProductCode: "CIXA-MSP", BillableQuantity: sophos.NewQuantity(int64(i)),
		}
	}
	return out
}

func tenants(n int) []sophos.Tenant {
	out := make([]sophos.Tenant, n)
	for i := range out {
		out[i] = sophos.Tenant{ID: fmt.Sprintf("tenant-%d", i), Name: fmt.Sprint("Customer ", i)}
	}
	return out
}

// drain walks to the end; it fails when anything follows an error.
func drain[T any](t *testing.T, walk iter.Seq2[T, error]) (items []T, err error) {
	t.Helper()
	for item, e := range walk {
		if err != nil {
			t.Fatal("the walk goes on after its error")
		}
		if err = e; err == nil {
			items = append(items, item)
		}
	}
	return items, err
}

// calls counts the requests for a path.
func calls(s *sophostest.Server, prefix string) int {
	n := 0
	for _, r := range s.Requests() {
		if strings.HasPrefix(r.Path, prefix) {
			n++
		}
	}
	return n
}

// spoil is a fault that edits the pages object of the skip-th next usage page.
func spoil(skip int, change func(pages map[string]any)) sophostest.Fault {
	return sophostest.Fault{Path: usagePath, Skip: skip, Edit: sophostest.EditJSON(func(a map[string]any) {
		change(a["pages"].(map[string]any))
	})}
}

// instead is a fault that answers with a body of the caller's own.
func instead(path string, status int, body string) sophostest.Fault {
	return sophostest.Fault{Path: path, Status: status, Body: body}
}

// load decodes a file of testdata.
func load[T any](t testing.TB, name string) T {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var v T
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
