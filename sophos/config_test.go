package sophos_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/sophos"
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
