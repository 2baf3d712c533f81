package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/examples/demo"
	"github.com/psasync/psasync/sophos/sophostest"
)

var update = flag.Bool("update", false, "write testdata/tour.txt anew")

func TestTour(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := tour(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/tour.txt"
	if *update {
		if err := os.WriteFile(golden, out.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := out.String(); got != string(want) {
		t.Errorf("the tour tells another story than %s (-update writes it anew):\n%s", golden, got)
	}
	for line := range strings.Lines(out.String()) {
		if n := len([]rune(strings.TrimRight(line, "\n"))); n > 80 {
			t.Errorf("%d columns: %s", n, line)
		}
	}
}

// TestREADME holds the README's excerpts true: every line of what it says the quickstart prints is printed, in that
// order, and the embedding example is the program that compiles beside this one.
func TestREADME(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	printed, err := os.ReadFile("testdata/tour.txt")
	if err != nil {
		t.Fatal(err)
	}
	rest := string(printed)
	for line := range strings.Lines(block(t, string(readme), "checked by examples/quickstart TestREADME")) {
		if line = strings.TrimRight(line, "\n"); line == "" || line == "..." {
			continue
		}
		_, after, found := strings.Cut(rest, line+"\n")
		if !found {
			t.Errorf("the quickstart does not print, or not here: %q", line)
			continue
		}
		rest = after
	}
	program, err := os.ReadFile("../embed/main.go")
	if err != nil {
		t.Fatal(err)
	}
	if shown := block(t, string(readme), "checked against examples/embed"); !strings.Contains(string(program), shown) {
		t.Error("the README's embedding example is not what examples/embed says")
	}
}

// block returns the fenced block behind a comment.
func block(t *testing.T, doc, comment string) string {
	t.Helper()
	_, after, found := strings.Cut(doc, comment)
	if !found {
		t.Fatalf("the README has no %q", comment)
	}
	_, after, _ = strings.Cut(after, "```")
	_, after, _ = strings.Cut(after, "\n")
	text, _, found := strings.Cut(after, "\n```")
	if !found {
		t.Fatalf("no fenced block behind %q", comment)
	}
	return text
}

func environment(central *sophostest.Server, psa *connectwisetest.Server, t *testing.T) map[string]string {
	t.Helper()
	vars, err := demo.Start(central, psa)
	if err != nil {
		t.Fatal(err)
	}
	vars["CONNECTWISE_LIMITS"] = "1000/1m"
	return vars
}

func TestReadOnlyPlanAgainstRealHosts(t *testing.T) {
	central, psa := sophostest.New(sophostest.Options{}), connectwisetest.New(connectwisetest.Options{})
	defer central.Close()
	defer psa.Close()
	demo.LoadConnectWise(psa, demo.First())
	demo.LoadSophos(central, demo.October)
	vars := environment(central, psa, t)
	settings := filepath.Join(t.TempDir(), "settings.json")
	document := `{"products":[{"product":"Sophos_Intercept_X_Advanced","itemId":"1001"}],"cycles":[{"id":"2","months":1}],
		"routes":[{"tenantId":"` + demo.TenantID(1) + `","companyId":"200","agreementId":"300"}]}`
	if err := os.WriteFile(settings, []byte(document), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	err := live(t.Context(), &out, []string{"--period", "2026-10", "--settings", settings}, func(name string) string { return vars[name] })
	if code := exitCode(&errs, err); code != 3 {
		t.Errorf("exit %d: %v", code, err)
	}
	for _, want := range []string{"Acme Dental", "Harbor Endpoint", "42", "Digest"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the plan does not say %q:\n%s", want, out.String())
		}
	}
	if n := len(psa.Writes()); n != 0 {
		t.Errorf("a read-only plan sent %d writes", n)
	}
}

func TestBadInputIsReportedAllAtOnceBeforeAnyNetworkUse(t *testing.T) {
	central, psa := sophostest.New(sophostest.Options{}), connectwisetest.New(connectwisetest.Options{})
	defer central.Close()
	defer psa.Close()
	vars := environment(central, psa, t)
	broken := filepath.Join(t.TempDir(), "settings.json")
	if err := os.WriteFile(broken, []byte(`{"products":[{"product":"Sophos_Nothing","itemId":"1"}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		args []string
		vars map[string]string
		want []string
	}{
		"nothing but one variable": {nil, map[string]string{"SOPHOS_CLIENT_ID": "x"}, []string{
			"SOPHOS_CLIENT_SECRET", "CONNECTWISE_URL", "CONNECTWISE_COMPANY", "CONNECTWISE_PUBLIC_KEY", "CONNECTWISE_PRIVATE_KEY", "CONNECTWISE_CLIENT_ID",
		}},
		"http beyond loopback": {nil, map[string]string{"CONNECTWISE_URL": "http://psa.example/v4_6_release/apis/3.0", "SOPHOS_API_URL": "http://central.example"}, []string{"BaseURL", "APIURL"}},
		"limits":               {nil, map[string]string{"SOPHOS_LIMITS": "ten a second", "CONNECTWISE_LIMITS": "0/1s"}, []string{"SOPHOS_LIMITS", "CONNECTWISE_LIMITS"}},
		"unknown flag":         {[]string{"--perod", "2026-10"}, nil, []string{"--perod"}},
		"period and settings":  {[]string{"--period", "10/2026", "--settings", broken}, nil, []string{"2026-10", "Sophos_Nothing"}},
	} {
		t.Run(name, func(t *testing.T) {
			get := func(name string) string {
				if v, ok := c.vars[name]; ok || len(c.vars) == 1 {
					return v
				}
				return vars[name]
			}
			var errs bytes.Buffer
			if code := exitCode(&errs, live(t.Context(), &bytes.Buffer{}, c.args, get)); code != 2 {
				t.Errorf("exit %d: %s", code, errs.String())
			}
			for _, want := range c.want {
				if !strings.Contains(errs.String(), want) {
					t.Errorf("%q is not in: %s", want, errs.String())
				}
			}
		})
	}
	if n := len(central.Requests()) + len(psa.Requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestAMonthWithoutDataAndNoNetworkAreNoPlan(t *testing.T) {
	t.Parallel() // a refused connection is tried again, in real time
	central, psa := sophostest.New(sophostest.Options{}), connectwisetest.New(connectwisetest.Options{})
	defer psa.Close()
	vars := environment(central, psa, t)
	get := func(name string) string { return vars[name] }
	for _, want := range []string{"no usage report", "connect"} {
		var out, errs bytes.Buffer
		if code := exitCode(&errs, live(t.Context(), &out, nil, get)); code != 1 || out.Len() != 0 || !strings.Contains(errs.String(), want) {
			t.Errorf("exit %d, want 1 and %q: %s%s", code, want, errs.String(), out.String())
		}
		central.Close()
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := live(ctx, &bytes.Buffer{}, nil, get); !errors.Is(err, context.Canceled) {
		t.Errorf("after Ctrl-C: %v", err)
	}
}
