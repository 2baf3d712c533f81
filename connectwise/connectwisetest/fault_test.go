package connectwisetest_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

const newAddition = `{"product":{"id":1351},"quantity":7,"billCustomer":"Billable","effectiveDate":"2026-07-01T00:00:00Z"}`

// try is send for requests that may get no answer.
func (p psa) try(ctx context.Context, method, path, body string) error {
	p.t.Helper()
	r, err := http.NewRequestWithContext(ctx, method, "https://psa.example"+connectwisetest.BasePath+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	o := p.Options()
	r.SetBasicAuth(o.Company+"+"+o.PublicKey, o.PrivateKey)
	r.Header.Set("clientId", o.ClientID)
	r.Header.Set("Content-Type", "application/json")
	resp, err := p.transport.RoundTrip(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, err = io.ReadAll(resp.Body)
	return err
}

func TestThrottle(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	f := connectwisetest.Throttle(29500 * time.Millisecond)
	f.Method, f.Path = "POST", "/finance/agreements"
	p.Inject(f)
	got := p.send("POST", additions, newAddition)
	want := "{\r\n  \"error\": \"ConnectWiseAPI\",\r\n  \"message\": \"Too many requests. Please try again in 30 seconds.\"\r\n}"
	if got.status != 429 || got.body != want || got.header.Get("Retry-After") != "30" || len(p.AllAdditions()) != 1 {
		t.Errorf("%d %s %s", got.status, got.header, got.body)
	}
	if got := p.send("POST", additions, newAddition); got.status != 201 {
		t.Errorf("then %d %s", got.status, got.body)
	}
}

func TestFailure(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	f := connectwisetest.Failure(409, "ConnectWiseApi", "Record is in use.")
	f.Path, f.Times = "/finance/agreements/*", 2
	p.Inject(f)
	for range 2 {
		if got := p.get("/finance/agreements/314").problem(t); got != "Conflict | ConnectWiseApi: Record is in use." {
			t.Error(got)
		}
	}
	if got := p.get("/finance/agreements/314"); got.status != 200 {
		t.Errorf("then %d", got.status)
	}
}

func TestHTML(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	f := connectwisetest.HTML(502)
	f.Method = "POST"
	p.Inject(f)
	got := p.send("POST", additions, newAddition)
	if got.status != 502 || !strings.HasPrefix(got.header.Get("Content-Type"), "text/html") || !strings.HasPrefix(got.body, "<html>") || len(p.AllAdditions()) != 1 {
		t.Errorf("%d %s %s", got.status, got.header, got.body)
	}
}

func TestLinkTo(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	p.Inject(connectwisetest.LinkTo("https://elsewhere.example/?pageId=7"))
	if got := p.get("/company/companies").header.Get("Link"); got != `<https://elsewhere.example/?pageId=7>; rel="next"` {
		t.Errorf("link is %s", got)
	}
	if got := p.get("/company/companies").header.Get("Link"); strings.Contains(got, "elsewhere") {
		t.Errorf("then %s", got)
	}
}

func TestAnswerLostAfterCommit(t *testing.T) {
	for name, f := range map[string]connectwisetest.Fault{
		"drop": {Method: "POST", DropAfter: true},
		"cut":  {Method: "POST", CutBody: true},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPSA(t, connectwisetest.Options{})
			p.Inject(f)
			if err := p.try(t.Context(), "POST", additions, newAddition); err == nil {
				t.Error("an answer arrived")
			}
			if got := len(p.Additions(monthly)); got != 2 {
				t.Errorf("%d additions", got)
			}
		})
	}
}

func TestLateCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPSA(t, connectwisetest.Options{})
		p.Inject(connectwisetest.LateCommit(4 * time.Minute))
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		if err := p.try(ctx, "POST", additions, newAddition); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		if got := p.get(additions).ids(t); len(got) != 1 {
			t.Fatalf("committed before its time: %v", got)
		}
		time.Sleep(4 * time.Minute)
		synctest.Wait()
		got := p.Additions(monthly)
		if len(got) != 2 || got[1].Info.EnteredBy != "UsageSync" || got[1].Info.DateEntered != "2000-01-01T00:04:00Z" {
			t.Errorf("%+v", got)
		}
	})
}

func TestWrites(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	p.get(additions)
	p.send("PATCH", addition, `[{"op":"replace","path":"/quantity","value":0},{"op":"replace","path":"cancelledDate","value":null}]`)
	p.Inject(connectwisetest.Fault{Method: "POST", DropBefore: true})
	_ = p.try(t.Context(), "POST", additions, newAddition)
	got := p.Writes()
	want := []connectwisetest.Write{
		{Method: "PATCH", Path: addition, Body: []byte(`[{"op":"replace","path":"/quantity","value":0},{"op":"replace","path":"cancelledDate","value":null}]`), Status: 200},
		{Method: "POST", Path: additions, Body: []byte(newAddition)},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Fatal(d)
	}
	if d := cmp.Diff([]string{"cancelledDate", "quantity"}, got[0].Members()); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"billCustomer", "effectiveDate", "product", "quantity"}, got[1].Members()); d != "" {
		t.Error(d)
	}
	if all := p.Requests(); len(all) != 3 || slices.ContainsFunc(all, func(r connectwisetest.Request) bool {
		return r.Header.Get("Authorization") != "[redacted]" || r.Header.Get("clientId") != "[redacted]"
	}) {
		t.Errorf("%+v", all)
	}
	p.ResetLog()
	if got := p.Writes(); got != nil {
		t.Errorf("after ResetLog: %v", got)
	}
}
