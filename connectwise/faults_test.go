package connectwise_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/connectwise/connectwisetest"
)

const additionsOf88 = "/finance/agreements/88/additions"

// world is a server with the additions 1 to 5 on agreement 88, and a client of it.
func world(t *testing.T) (*connectwise.Client, *connectwisetest.Server) {
	client, psa := pipe(t, connectwisetest.Options{}, connectwise.NoLimits())
	psa.AddCatalogItem(connectwisetest.CatalogItem{ID: 2210, Identifier: "NW"})
	psa.AddAgreement(connectwisetest.Agreement{ID: 88})
	for range 5 {
		psa.AddAddition(connectwisetest.Addition{AgreementID: 88, Product: connectwisetest.ProductReference{ID: 2210}, Quantity: "7"})
	}
	return client, psa
}

// What becomes of a walk in pages of two whose second page meets a fault.
func TestWalkMeetsFaults(t *testing.T) {
	hour := 24 * time.Hour
	for name, tt := range map[string]struct {
		fault    func(*connectwisetest.Server) connectwisetest.Fault
		ids      string
		is       error
		requests int
		most     time.Duration // 0: any
	}{
		"none":                   {plain(connectwisetest.Fault{}), "[1 2 3 4 5]", nil, 3, 0},
		"500":                    {plain(connectwisetest.Failure(500, "ConnectWiseApi", "timeout")), "[1 2 3 4 5]", nil, 4, 0},
		"502 page":               {plain(connectwisetest.HTML(502)), "[1 2 3 4 5]", nil, 4, 0},
		"429 page":               {plain(connectwisetest.HTML(429)), "[1 2 3 4 5]", nil, 4, 0},
		"200 page":               {plain(connectwisetest.HTML(200)), "[1 2]", connectwise.ErrBody, 2, 0},
		"throttled":              {plain(connectwisetest.Throttle(40 * time.Second)), "[1 2 3 4 5]", nil, 4, 0},
		"throttled for a day":    {plain(connectwisetest.Throttle(hour)), "[1 2]", connectwise.ErrRateLimited, 2, time.Second},
		"drop before":            {plain(connectwisetest.Fault{DropBefore: true}), "[1 2 3 4 5]", nil, 4, 0},
		"drop after":             {plain(connectwisetest.Fault{DropAfter: true}), "[1 2 3 4 5]", nil, 4, 0},
		"reset":                  {plain(connectwisetest.Fault{DropAfter: true, Reset: true}), "[1 2 3 4 5]", nil, 4, 0},
		"half a body":            {plain(connectwisetest.Fault{CutBody: true}), "[1 2 3 4 5]", nil, 4, 0},
		"half a body and reset":  {plain(connectwisetest.Fault{CutBody: true, Reset: true}), "[1 2 3 4 5]", nil, 4, 0},
		"Content-Length too big": {plain(connectwisetest.Fault{LengthOff: 5}), "[1 2 3 4 5]", nil, 4, 0},
		"and too small":          {plain(connectwisetest.Fault{LengthOff: -5}), "[1 2]", connectwise.ErrBody, 2, 0},
		"slow body":              {plain(connectwisetest.Fault{SlowBody: time.Minute}), "[1 2 3 4 5]", nil, 3, 0},
		"slower than an attempt": {plain(connectwisetest.Fault{SlowBody: time.Hour}), "[1 2 3 4 5]", nil, 4, 5 * time.Minute},
		"late answer":            {plain(connectwisetest.Fault{DelayAfter: time.Hour}), "[1 2 3 4 5]", nil, 4, 5 * time.Minute},
		"a small bomb":           {plain(connectwisetest.Fault{Bomb: 1 << 20}), "[1 2 3 4 5]", nil, 3, 0},
		"a bomb":                 {plain(connectwisetest.Fault{Bomb: 1 << 30}), "[1 2]", connectwise.ErrTooLarge, 2, 0},
		"the page before again":  {plain(connectwisetest.Fault{Repeat: true}), "[1 2]", connectwise.ErrPaging, 2, 0},
		"next is this page":      {plain(connectwisetest.LinkTo("?pageId=2")), "[1 2 3 4]", connectwise.ErrPaging, 2, 0},
		"next is the first":      {plain(connectwisetest.LinkTo("?pageId=0")), "[1 2 3 4]", connectwise.ErrPaging, 2, 0},
		"next is elsewhere":      {plain(connectwisetest.LinkTo("https://evil.example.test/x?pageId=4&conditions=id%3D1")), "[1 2 3 4 5]", nil, 3, 0},
		"no link":                {plain(connectwisetest.Fault{Header: http.Header{"Link": nil}}), "[1 2 3 4 5]", nil, 3, 0},
		"null":                   {plain(connectwisetest.Fault{Edit: func([]byte) []byte { return []byte("null") }}), "[1 2]", connectwise.ErrBody, 2, 0},
		"row added ahead": {func(psa *connectwisetest.Server) connectwisetest.Fault {
			return connectwisetest.Fault{Do: func() {
				psa.AddAddition(connectwisetest.Addition{AgreementID: 88, Product: connectwisetest.ProductReference{ID: 2210}})
			}}
		}, "[1 2 3 4 5 6]", nil, 4, 0},
		"row removed ahead":  {removing(4), "[1 2 3 5]", nil, 3, 0},
		"row removed behind": {removing(1), "[1 2 3 4 5]", nil, 3, 0},
		"all rows removed":   {removing(3, 4, 5), "[1 2]", nil, 2, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, psa := world(t)
				f := tt.fault(psa)
				f.Path, f.Skip = additionsOf88, 1
				psa.Inject(f)
				begun := time.Now()
				var ids []int
				var failures []error
				for a, err := range client.Additions(88).All(t.Context(), connectwise.Query{PageSize: 2}) {
					if err != nil {
						failures = append(failures, err)
						continue
					}
					ids = append(ids, a.ID)
				}
				if got := fmt.Sprint(ids); got != tt.ids || len(psa.Requests()) != tt.requests {
					t.Errorf("got %s with %d requests, want %s with %d", got, len(psa.Requests()), tt.ids, tt.requests)
				}
				if tt.is == nil && len(failures) > 0 || tt.is != nil && (len(failures) != 1 || !errors.Is(failures[0], tt.is)) {
					t.Errorf("got %v, want %v", failures, tt.is)
				}
				if took := time.Since(begun); tt.most > 0 && took > tt.most {
					t.Errorf("took %v", took)
				}
				for _, r := range psa.Requests() {
					if r.Host != "psa.example.test" || strings.Contains(r.Query.Get("conditions"), "id=1") {
						t.Errorf("a request went to %s %s", r.Host, r.Query)
					}
				}
			})
		})
	}
}

func plain(f connectwisetest.Fault) func(*connectwisetest.Server) connectwisetest.Fault {
	return func(*connectwisetest.Server) connectwisetest.Fault { return f }
}

func removing(ids ...int) func(*connectwisetest.Server) connectwisetest.Fault {
	return func(psa *connectwisetest.Server) connectwisetest.Fault {
		return connectwisetest.Fault{Do: func() {
			for _, id := range ids {
				_ = psa.DeleteAddition(id) // each is there once
			}
		}}
	}
}

// What becomes of a create that meets a fault: it is sent at most once, and what its error says is true.
func TestCreateMeetsFaults(t *testing.T) {
	for name, tt := range map[string]struct {
		fault connectwisetest.Fault
		is    error // nil: no error
		added int
	}{
		"none":                   {connectwisetest.Fault{}, nil, 1},
		"refused":                {connectwisetest.Failure(409, "ConnectWiseApi", "Record is in use."), connectwise.ErrConflict, 0},
		"throttled":              {connectwisetest.Throttle(time.Second), connectwise.ErrRateLimited, 0},
		"gateway":                {connectwisetest.HTML(502), connectwise.ErrAmbiguous, 0},
		"429 page":               {connectwisetest.HTML(429), connectwise.ErrAmbiguous, 0},
		"500 after the commit":   {connectwisetest.Fault{Status: 500, AfterCommit: true}, connectwise.ErrAmbiguous, 1},
		"drop before":            {connectwisetest.Fault{DropBefore: true}, connectwise.ErrAmbiguous, 0},
		"drop after":             {connectwisetest.Fault{DropAfter: true}, connectwise.ErrAmbiguous, 1},
		"reset before":           {connectwisetest.Fault{DropBefore: true, Reset: true}, connectwise.ErrAmbiguous, 0},
		"reset after":            {connectwisetest.Fault{DropAfter: true, Reset: true}, connectwise.ErrAmbiguous, 1},
		"half a body":            {connectwisetest.Fault{CutBody: true}, connectwise.ErrAmbiguous, 1},
		"Content-Length too big": {connectwisetest.Fault{LengthOff: 9}, connectwise.ErrAmbiguous, 1},
		"and too small":          {connectwisetest.Fault{LengthOff: -9}, connectwise.ErrAmbiguous, 1},
		"a bomb":                 {connectwisetest.Fault{Bomb: 1 << 26}, connectwise.ErrAmbiguous, 1},
		"slow body":              {connectwisetest.Fault{SlowBody: time.Hour}, connectwise.ErrAmbiguous, 1},
		"no id":                  {connectwisetest.Fault{Edit: func([]byte) []byte { return []byte(`{"quantity":41}`) }}, connectwise.ErrAmbiguous, 1},
		"late commit":            {connectwisetest.LateCommit(5 * time.Minute), connectwise.ErrAmbiguous, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				client, psa := world(t)
				tt.fault.Method = http.MethodPost
				psa.Inject(tt.fault)
				_, err := client.Additions(88).Create(t.Context(), addition)
				if (err == nil) != (tt.is == nil) || tt.is != nil && !errors.Is(err, tt.is) || errors.Is(err, connectwise.ErrAmbiguous) != (tt.is == connectwise.ErrAmbiguous) { //nolint:errorlint // the table's own value
					t.Errorf("got %v, want %v", err, tt.is)
				}
				time.Sleep(10 * time.Minute)
				synctest.Wait()
				if n := len(psa.Additions(88)) - 5; n != tt.added || len(psa.Writes()) != 1 {
					t.Errorf("%d additions by %d writes, want %d by one", n, len(psa.Writes()), tt.added)
				}
			})
		})
	}
}

// A storm is not multiplied: once the budget is spent, calls fail with their first error.
func TestRetryBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, psa := world(t)
		f := connectwisetest.HTML(503)
		f.Times = -1
		psa.Inject(f)
		begun := time.Now()
		var spent atomic.Int32
		var wg sync.WaitGroup
		for range 200 {
			wg.Go(func() {
				if _, err := client.SystemInfo(t.Context()); errors.Is(err, connectwise.ErrRetryBudget) {
					spent.Add(1)
				}
			})
		}
		wg.Wait()
		most := 200 + 200/5 + int(20*(1+time.Since(begun).Minutes()))
		if n := len(psa.Requests()); spent.Load() == 0 || n > most {
			t.Errorf("200 calls made %d requests, %d of them ended without budget; want at most %d", n, spent.Load(), most)
		}
	})
}

func TestRetryBudgetOfConfig(t *testing.T) {
	cfg := config()
	cfg.RetryBudget = &connectwise.RetryBudget{Burst: -1}
	if _, err := connectwise.New(cfg); err == nil {
		t.Error("a negative budget was taken")
	}
	cfg.RetryBudget = new(connectwise.RetryBudget)
	client, server := serveConfig(t, cfg, answer(503, ``))
	if _, err := client.SystemInfo(t.Context()); !errors.Is(err, connectwise.ErrRetryBudget) || len(server.requests()) != 1 {
		t.Errorf("without a budget: %v after %d requests", err, len(server.requests()))
	}
	if got := connectwise.DefaultRetryBudget(); got != (connectwise.RetryBudget{Share: 0.2, Burst: 20}) {
		t.Errorf("the default is %+v", got)
	}
}
