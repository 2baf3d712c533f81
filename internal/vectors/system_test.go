package vectors_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/internal/pace"
	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
)

// The credentials of all vectors: if one shows anywhere, it is found.
const (
	canaryID      = "canary-id-5f1c"
	canarySecret  = "canary+secret/9d 2e" // its form in a body differs
	canaryPublic  = "canaryPublic77aa"
	canaryPrivate = "canaryPrivate+/31b"
)

// system is a client with its test server behind a wire, and one call of it.
type system struct {
	call     func(ctx context.Context, sendBefore time.Time) error
	wire     *wire
	hosts    []string // the configured ones
	executed func() int
	tokens   func() int
	close    func()
}

// seen collects what a client shows to hooks and log.
type seen struct {
	mu   sync.Mutex
	text strings.Builder
}

func (s *seen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *seen) note(v any) { fmt.Fprintf(s, "%v %+v %#v\n", v, v, v) }

func (s *seen) logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(s, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func newSystem(t *testing.T, v vector, s *seen) *system {
	t.Helper()
	w := &wire{script: v.Script, forever: v.Forever, hosts: map[string]bool{}}
	if strings.HasPrefix(v.Call, "sophos.") {
		return newSophos(t, v, s, w)
	}
	return newConnectWise(t, v, s, w)
}

// fresh makes a connection for each request: a GET that breaks on a kept one net/http repeats by itself.
func fresh(pipe http.RoundTripper) http.RoundTripper {
	if t, ok := pipe.(*http.Transport); ok {
		t.DisableKeepAlives = true
	}
	return pipe
}

func limits(v vector) []pace.Window {
	out := []pace.Window{}
	for _, l := range v.Limits {
		out = append(out, pace.Window{Max: l.Max, Per: l.Per.Duration})
	}
	return out
}

func newSophos(t *testing.T, v vector, s *seen, w *wire) *system {
	server := sophostest.New(sophostest.Options{ClientID: canaryID, ClientSecret: canarySecret})
	server.SetTenants(sophos.Tenant{ID: "t-1", Name: "One"})
	cfg := server.Config()
	cfg.RoundTripper, cfg.Limits, cfg.Logger = w, limits(v), s.logger()
	cfg.OnAttempt = func(a sophos.Attempt) { s.note(a) }
	cfg.OnCall = func(c sophos.Call) { s.note(c) }
	client, err := sophos.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	s.note(*client)
	s.note(client)
	w.next, w.inject = fresh(server.Pipe()), server.Inject
	w.refuse = func(status int) sophostest.Fault { return sophostest.Failure(status, "refused", "Refused.") }
	sys := &system{
		wire: w, hosts: []string{sophos.DefaultIDURL, sophos.DefaultAPIURL}, executed: func() int { return 0 }, close: server.Close,
		tokens: func() (n int) {
			for _, r := range server.Requests() {
				if r.Path == "/api/v2/oauth2/token" && r.Status == http.StatusOK {
					n++
				}
			}
			return n
		},
	}
	switch v.Call {
	case "sophos.read":
		w.matches = func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/partner/v1/tenants") }
		sys.call = func(ctx context.Context, _ time.Time) error { _, err := client.Tenants.Get(ctx, "t-1"); return err }
	case "sophos.token":
		w.matches = func(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/v2/") }
		w.refuse = func(status int) sophostest.Fault {
			return sophostest.Fault{Status: status, Body: `{"errorCode":"refused","message":"Refused ` + canarySecret + `","trackingId":"t"}`}
		}
		sys.call = func(ctx context.Context, _ time.Time) error { _, err := client.WhoAmI(ctx); return err }
	default:
		t.Fatalf("no call %s", v.Call)
	}
	return sys
}

func newConnectWise(t *testing.T, v vector, s *seen, w *wire) *system {
	server := connectwisetest.New(connectwisetest.Options{PublicKey: canaryPublic, PrivateKey: canaryPrivate, ClientID: canaryID})
	fill(server)
	o := server.Options()
	client, err := connectwise.New(connectwise.Config{
		BaseURL: "https://psa.example" + connectwisetest.BasePath, Company: o.Company, PublicKey: o.PublicKey,
		PrivateKey: connectwise.Secret(o.PrivateKey), ClientID: o.ClientID, Limits: limits(v), RoundTripper: w, Logger: s.logger(),
		OnAttempt: func(a connectwise.Attempt) { s.note(a) }, OnCall: func(c connectwise.CallDone) { s.note(c) },
	})
	if err != nil {
		t.Fatal(err)
	}
	s.note(client)
	w.next, w.inject = fresh(server.Pipe()), server.Inject
	w.refuse = func(status int) connectwisetest.Fault {
		if status == http.StatusTooManyRequests { // which has a shape of its own
			return connectwisetest.Fault{Status: status, Body: connectwisetest.Throttle(0).Body}
		}
		return connectwisetest.Failure(status, "Refused", "Refused.")
	}
	w.matches = func(r *http.Request) bool {
		return strings.HasPrefix(r.URL.Path, connectwisetest.BasePath+"/finance/agreements/314")
	}
	sys := &system{wire: w, hosts: []string{"https://psa.example"}, close: server.Close, tokens: func() int { return 0 }}
	additions := client.Additions(314)
	switch v.Call {
	case "connectwise.read":
		sys.executed = func() int { return 0 }
		sys.call = func(ctx context.Context, _ time.Time) error { _, err := client.Agreements.Get(ctx, 314); return err }
	case "connectwise.replace":
		sys.executed = func() int { return changed(server, "7") }
		sys.call = func(ctx context.Context, _ time.Time) error {
			_, err := additions.SetQuantity(ctx, 3401, connectwise.DecimalOf(7))
			return err
		}
	case "connectwise.create":
		sys.executed = func() int { return len(server.AllAdditions()) - 1 }
		sys.call = func(ctx context.Context, sendBefore time.Time) error {
			_, err := additions.Create(ctx, connectwise.NewAddition{
				Product: connectwise.Ref{ID: 1350}, Quantity: connectwise.DecimalOf(3), BillCustomer: connectwise.Billable, SendBefore: sendBefore,
			})
			return err
		}
	case "connectwise.add":
		sys.executed = func() int { return changed(server, "8") }
		sys.call = func(ctx context.Context, _ time.Time) error {
			_, err := additions.Patch(ctx, 3401, connectwise.PatchOp{Op: "add", Path: "quantity", Value: connectwise.DecimalOf(8)})
			return err
		}
	default:
		t.Fatalf("no call %s", v.Call)
	}
	return sys
}

// changed is 1 when the addition has that quantity.
func changed(server *connectwisetest.Server, quantity string) int {
	for _, a := range server.AllAdditions() {
		if a.ID == 3401 && string(a.Quantity) == quantity {
			return 1
		}
	}
	return 0
}

func fill(s *connectwisetest.Server) {
	s.AddProductType(connectwisetest.ProductType{ID: 1, Name: "Service"})
	s.AddSubcategory(connectwisetest.Subcategory{ID: 1, Name: "Security"})
	s.AddAgreementType(connectwisetest.AgreementType{ID: 12, Name: "Managed"})
	s.AddCompany(connectwisetest.Company{ID: 250, Identifier: "Acme", Name: "Acme Co"})
	s.AddCatalogItem(connectwisetest.CatalogItem{
		ID: 1350, Identifier: "Endpoint", Description: "Endpoint", CustomerDescription: "Endpoint", ProductClass: "Agreement", Price: "14.95",
		Subcategory: connectwisetest.Reference{ID: 1}, Type: connectwisetest.Reference{ID: 1},
	})
	s.AddAgreement(connectwisetest.Agreement{
		ID: 314, Name: "Managed", Type: connectwisetest.Reference{ID: 12}, Company: connectwisetest.IdentifierReference{ID: 250},
		StartDate: "1999-01-01", BillStartDate: "1999-01-01", BillingCycle: connectwisetest.Reference{ID: 2, Name: "Monthly"},
		NextInvoiceDate: "2000-02-01", ProrateFlag: true,
	})
	s.AddAddition(connectwisetest.Addition{
		ID: 3401, AgreementID: 314, Product: connectwisetest.ProductReference{ID: 1350}, Quantity: "2", BillCustomer: "Billable", EffectiveDate: "1999-01-01",
	})
}
