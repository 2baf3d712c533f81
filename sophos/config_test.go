package sophos_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
)

func TestNewReportsAllProblemsTogether(t *testing.T) {
	_, err := sophos.New(sophos.Config{
		IDURL: "http://id.sophos.com", APIURL: "https://user:hunter2@api.central.sophos.com?x=1", Limits: []sophos.Window{{Max: 0, Per: time.Second}},
	})
	if err == nil {
		t.Fatal("accepted")
	}
	var fields []string
	for _, e := range err.(interface{ Unwrap() []error }).Unwrap() {
		c, ok := errors.AsType[*sophos.ConfigError](e)
		if !ok {
			t.Errorf("not a ConfigError: %v", e)
			continue
		}
		fields = append(fields, c.Field)
	}
	if d := cmp.Diff([]string{"ClientID", "ClientSecret", "IDURL", "APIURL", "Limits"}, fields); d != "" {
		t.Error(d)
	}
	if strings.Contains(err.Error(), "hunter2") {
		t.Errorf("shows the password: %v", err)
	}
}

func TestNewAcceptsDefaultsAndLoopback(t *testing.T) {
	for _, url := range []string{"", "http://127.0.0.1:8080", "http://localhost:1", "https://central.example/base"} {
		c, err := sophos.New(sophos.Config{ClientID: "a", ClientSecret: "b", IDURL: url, APIURL: url})
		if err != nil {
			t.Errorf("%q: %v", url, err)
			continue
		}
		c.CloseIdleConnections()
	}
}

func TestLimits(t *testing.T) {
	if got := sophos.NoLimits(); got == nil || len(got) != 0 {
		t.Errorf("NoLimits() = %#v", got)
	}
	if d := cmp.Diff("[{10 1s} {100 1m0s} {1000 1h0m0s} {200000 24h0m0s}]", fmt.Sprint(sophos.PublishedLimits())); d != "" {
		t.Error(d)
	}
}

// One budget serves the token service and the API; a zero one allows no repeat.
func TestRetryBudget(t *testing.T) {
	for name, tc := range map[string]struct {
		budget *sophos.RetryBudget
		faults []string // paths, each answered 503 once
		fails  string   // operation that gets no repeat
	}{
		"by default there is one":       {nil, []string{tokenPath, "/whoami", tenantsPath}, ""},
		"a zero one allows none":        {&sophos.RetryBudget{}, []string{tokenPath}, "sophos.token"},
		"of the API, too":               {&sophos.RetryBudget{}, []string{tenantsPath}, "sophos.tenants.list"},
		"what the token used up is off": {&sophos.RetryBudget{Burst: 1}, []string{tokenPath, "/whoami"}, "sophos.whoami"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := sophostest.New(sophostest.Options{})
				defer s.Close()
				for _, path := range tc.faults {
					s.Inject(sophostest.Fault{Path: path, Status: 503})
				}
				_, err := clientOf(t, s, func(cfg *sophos.Config) { cfg.RetryBudget = tc.budget }).Tenants.List(t.Context(), sophos.Query{})
				e, ok := errors.AsType[*sophos.APIError](err)
				if tc.fails == "" && err != nil || tc.fails != "" && (!ok || e.Op != tc.fails || e.Status != 503 || !errors.Is(err, sophos.ErrRetryBudget)) {
					t.Errorf("%v", err)
				}
			})
		})
	}
	_, err := sophos.New(sophos.Config{ClientID: "a", ClientSecret: "b", RetryBudget: &sophos.RetryBudget{Burst: -1}})
	if c, ok := errors.AsType[*sophos.ConfigError](err); !ok || c.Field != "RetryBudget" {
		t.Errorf("%v", err)
	}
}
