package connectwise_test

import (
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jarcoal/httpmock"

	"github.com/psasync/psasync/connectwise"
)

var addition = connectwise.NewAddition{Product: connectwise.Ref{ID: 2210}, Quantity: connectwise.DecimalOf(41), BillCustomer: connectwise.Billable}

var item = connectwise.NewCatalogItem{
	Identifier: "NW", Description: "d", CustomerDescription: "c", Subcategory: connectwise.Ref{ID: 30}, Type: connectwise.Ref{ID: 9},
}

// What each fault makes of a read, a replay and a create: the table in doc.go.
func TestFaults(t *testing.T) {
	cut := func(*http.Request) (*http.Response, error) {
		return &http.Response{StatusCode: 200, ContentLength: 100, Body: io.NopCloser(io.MultiReader(strings.NewReader(`{"id":`), broken{})), Header: http.Header{}}, nil
	}
	hang := func(r *http.Request) (*http.Response, error) { <-r.Context().Done(); return nil, r.Context().Err() }
	vendor := func(status int) httpmock.Responder { return answer(status, `{"code":"X","message":"m"}`) }
	for name, tt := range map[string]struct {
		fault      httpmock.Responder
		repeatable bool // by read and replay
		create     error
		resend     bool // also by create: proven not to have been sent
	}{
		"401":               {vendor(401), false, connectwise.ErrUnauthorized, false},
		"403":               {vendor(403), false, connectwise.ErrForbidden, false},
		"404":               {vendor(404), false, connectwise.ErrNotFound, false},
		"429":               {answer(429, `{"error":"X","message":"m"}`).HeaderSet(http.Header{"Retry-After": {"7"}}), true, connectwise.ErrRateLimited, false},
		"400 of a gateway":  {answer(400, `<html>`), false, connectwise.ErrAmbiguous, false},
		"429 of a gateway":  {answer(429, `<html>`), true, connectwise.ErrAmbiguous, false},
		"408":               {vendor(408), true, connectwise.ErrAmbiguous, false},
		"500":               {vendor(500), true, connectwise.ErrAmbiguous, false},
		"502":               {answer(502, ``), true, connectwise.ErrAmbiguous, false},
		"503":               {vendor(503), true, connectwise.ErrAmbiguous, false},
		"504":               {answer(504, `<html>`), true, connectwise.ErrAmbiguous, false},
		"reset":             {httpmock.NewErrorResponder(&net.OpError{Op: "read", Err: errors.New("connection reset by peer")}), true, connectwise.ErrAmbiguous, false},
		"EOF":               {httpmock.NewErrorResponder(io.EOF), true, connectwise.ErrAmbiguous, false},
		"cut body":          {cut, true, connectwise.ErrAmbiguous, false},
		"time out":          {hang, true, connectwise.ErrAmbiguous, false},
		"2xx without an id": {answer(201, `{}`), false, connectwise.ErrAmbiguous, false},
		"2xx of a gateway":  {answer(200, `<html>`), false, connectwise.ErrAmbiguous, false},
		"redirect":          {answer(307, ``).HeaderSet(http.Header{"Location": {"https://elsewhere.example.test/"}}), false, connectwise.ErrAmbiguous, false},
		"dial":              {httpmock.NewErrorResponder(&net.OpError{Op: "dial", Err: errors.New("connection refused")}), true, nil, true},
		"DNS":               {httpmock.NewErrorResponder(&net.DNSError{Err: "no such host"}), true, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			for _, o := range operations() {
				if o.op != "companies.get" && o.method == "GET" {
					continue
				}
				synctest.Test(t, func(t *testing.T) {
					client, server := serve(t, tt.fault, answer(200, o.answer))
					begun := time.Now()
					err := o.call(t.Context(), client)
					create := classOf(o.op) == "create"
					if repeats := tt.resend || tt.repeatable && !create; repeats {
						if err != nil || len(server.requests()) != 2 {
							t.Errorf("%s: %d requests, %v; want one repeat", o.op, len(server.requests()), err)
						}
						if name == "429" && time.Since(begun) < 7*time.Second {
							t.Errorf("%s: repeated after %v", o.op, time.Since(begun))
						}
						return
					}
					if err == nil || len(server.requests()) != 1 {
						t.Errorf("%s: %d requests, %v; want one and an error", o.op, len(server.requests()), err)
					}
					if create && !errors.Is(err, tt.create) {
						t.Errorf("%s: got %v, want %v", o.op, err, tt.create)
					}
					unknown := create && matches(tt.create, connectwise.ErrAmbiguous)
					if matches(err, connectwise.ErrAmbiguous) != unknown {
						t.Errorf("%s: got %v; outcome unknown: %v", o.op, err, unknown)
					}
				})
			}
		})
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestNeverSentAtAll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dial := httpmock.NewErrorResponder(&net.OpError{Op: "dial", Err: errors.New("connection refused")})
		client, server := serve(t, repeat(5, dial)...)
		_, err := client.Additions(88).Create(t.Context(), addition)
		if !errors.Is(err, connectwise.ErrNotSent) || errors.Is(err, connectwise.ErrAmbiguous) || len(server.requests()) != 5 {
			t.Errorf("got %v after %d dials", err, len(server.requests()))
		}
	})
}

func TestSendBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := config()
		cfg.Limits = []connectwise.Window{{Max: 1, Per: time.Minute}}
		client, server := serveConfig(t, cfg, answer(200, `{}`), answer(201, `{"id":5}`), answer(201, `{"id":5}`))
		if _, err := client.SystemInfo(t.Context()); err != nil {
			t.Fatal(err)
		}
		late := addition
		late.SendBefore = time.Now().Add(30 * time.Second)
		if _, err := client.Additions(88).Create(t.Context(), late); !errors.Is(err, connectwise.ErrTooLate) || len(server.requests()) != 1 {
			t.Errorf("addition: got %v after %d requests", err, len(server.requests()))
		}
		lateItem := item
		lateItem.SendBefore = late.SendBefore
		if _, err := client.CatalogItems.Create(t.Context(), lateItem); !errors.Is(err, connectwise.ErrTooLate) || len(server.requests()) != 1 {
			t.Errorf("item: got %v after %d requests", err, len(server.requests()))
		}
		late.SendBefore = time.Now().Add(2 * time.Minute)
		if _, err := client.Additions(88).Create(t.Context(), late); err != nil {
			t.Error(err)
		}
	})
}

// Without any setting, 1,000 requests a minute and four at a time.
func TestPublishedPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int32
		var mu sync.Mutex
		var starts []time.Time
		mock := httpmock.NewMockTransport()
		mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			mu.Lock()
			starts = append(starts, time.Now())
			mu.Unlock()
			time.Sleep(200 * time.Millisecond)
			return answer(200, `{}`)(r)
		})
		cfg := config()
		cfg.Limits, cfg.RoundTripper = nil, mock
		client, err := connectwise.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		var wg sync.WaitGroup
		for range 1500 {
			wg.Go(func() {
				if _, err := client.SystemInfo(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if most.Load() != 4 {
			t.Errorf("%d requests in flight, want 4", most.Load())
		}
		for i := 1000; i < len(starts); i++ {
			if span := starts[i].Sub(starts[i-1000]); span < time.Minute {
				t.Fatalf("1,001 requests in %v", span)
			}
		}
		if took := time.Since(begun); took > 90*time.Second {
			t.Errorf("1,500 requests took %v", took)
		}
	})
}

func TestInFlightAndNoLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cfg := config()
		cfg.InFlight, cfg.Limits = 2, connectwise.NoLimits()
		mock := httpmock.NewMockTransport()
		mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
			time.Sleep(time.Second)
			return answer(200, `{}`)(r)
		})
		cfg.RoundTripper = mock
		client, err := connectwise.New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		begun := time.Now()
		var wg sync.WaitGroup
		for range 3000 {
			wg.Go(func() { _, _ = client.SystemInfo(t.Context()) })
		}
		wg.Wait()
		if took := time.Since(begun); took != 1500*time.Second {
			t.Errorf("3,000 requests of a second, two at a time, took %v", took)
		}
	})
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	client, server := serve(t, httpmock.NewStringResponder(302, "").HeaderSet(http.Header{"Location": {"https://elsewhere.example.test/"}}))
	_, err := client.Companies.Get(t.Context(), 5)
	if !errors.Is(err, connectwise.ErrRedirect) {
		t.Errorf("got %v", err)
	}
	if diff := cmp.Diff(1, len(server.requests())); diff != "" {
		t.Error(diff)
	}
}
