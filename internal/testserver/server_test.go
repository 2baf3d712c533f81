package testserver_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/psasync/psasync/internal/testserver"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// counter is a handler with state: each request commits one more.
func counter() (http.Handler, *atomic.Int64) {
	var n atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusCreated)
		_, _ = fmt.Fprintf(w, `{"count":%d}`, n.Add(1))
	}), &n
}

func TestFaults(t *testing.T) {
	for name, tc := range map[string]struct {
		fault      testserver.Fault
		wantStatus int // 0: no answer
		wantBody   string
		wantHeader http.Header
		wantCount  int64
		wantTime   time.Duration
		wantErr    error
	}{
		"none":         {wantStatus: 201, wantBody: `{"count":1}`, wantCount: 1},
		"delay":        {fault: testserver.Fault{Delay: time.Minute}, wantStatus: 201, wantBody: `{"count":1}`, wantCount: 1, wantTime: time.Minute},
		"delay after":  {fault: testserver.Fault{DelayAfter: time.Hour}, wantStatus: 201, wantBody: `{"count":1}`, wantCount: 1, wantTime: time.Hour},
		"status":       {fault: testserver.Fault{Status: 429, Header: http.Header{"Retry-After": {"7"}}, Body: `{}`}, wantStatus: 429, wantBody: `{}`, wantHeader: http.Header{"Retry-After": {"7"}, "Content-Type": {"application/json"}}},
		"html":         {fault: testserver.Fault{Status: 502, Body: "<html>", Header: http.Header{"Content-Type": {"text/html"}}}, wantStatus: 502, wantBody: "<html>", wantHeader: http.Header{"Content-Type": {"text/html"}}},
		"after commit": {fault: testserver.Fault{Status: 500, AfterCommit: true}, wantStatus: 500, wantCount: 1},
		"edit":         {fault: testserver.Fault{Edit: bytes.ToUpper}, wantStatus: 201, wantBody: `{"COUNT":1}`, wantCount: 1},
		"drop before":  {fault: testserver.Fault{DropBefore: true}, wantErr: io.EOF},
		"drop after":   {fault: testserver.Fault{DropAfter: true}, wantErr: io.EOF, wantCount: 1},
		"cut body":     {fault: testserver.Fault{CutBody: true}, wantStatus: 201, wantErr: io.ErrUnexpectedEOF, wantBody: `{"cou`, wantCount: 1},
		"reset before": {fault: testserver.Fault{DropBefore: true, Reset: true}, wantErr: syscall.ECONNRESET},
		"reset after":  {fault: testserver.Fault{DropAfter: true, Reset: true}, wantErr: syscall.ECONNRESET, wantCount: 1},
		"reset body": {fault: testserver.Fault{CutBody: true, Reset: true}, wantStatus: 201, wantErr: syscall.ECONNRESET,
			wantBody: `{"cou`, wantCount: 1},
		"length too long": {fault: testserver.Fault{LengthOff: 5}, wantStatus: 201, wantErr: io.ErrUnexpectedEOF,
			wantBody: `{"count":1}`, wantCount: 1},
		"length too short": {fault: testserver.Fault{LengthOff: -5}, wantStatus: 201, wantBody: `{"coun`, wantCount: 1},
		"slow body": {fault: testserver.Fault{SlowBody: 20 * time.Second}, wantStatus: 201, wantBody: `{"count":1}`, wantCount: 1,
			wantTime: 20 * time.Second},
		"bomb": {fault: testserver.Fault{Bomb: 1 << 20}, wantStatus: 201, wantBody: strings.Repeat(" ", 1<<20) + `{"count":1}`, wantCount: 1},
		"gateway": {fault: testserver.HTML(502), wantStatus: 502, wantHeader: http.Header{"Content-Type": {"text/html; charset=utf-8"}},
			wantBody: "<html><head><title>502 Bad Gateway</title></head><body><center>gateway</center></body></html>"},
		"repeat without a first": {fault: testserver.Fault{Repeat: true}, wantStatus: 201, wantBody: `{"count":1}`, wantCount: 1},
		"other method":           {fault: testserver.Fault{Method: "GET", Status: 500}, wantStatus: 201, wantBody: `{"count":1}`, wantCount: 1},
		"other prefix":           {fault: testserver.Fault{Path: "/b", Status: 500}, wantStatus: 201, wantBody: `{"count":1}`, wantCount: 1},
		"prefix":                 {fault: testserver.Fault{Path: "/a", Status: 503}, wantStatus: 503},
		"pattern":                {fault: testserver.Fault{Path: "/a/*/c", Status: 503}, wantStatus: 503},
		"pattern only":           {fault: testserver.Fault{Path: "/a/*", Status: 503}, wantStatus: 201, wantBody: `{"count":1}`, wantCount: 1},
		"when": {fault: testserver.Fault{When: func(r *http.Request) bool { return r.URL.Query().Get("q") == "2" }, Status: 503},
			wantStatus: 201, wantBody: `{"count":1}`, wantCount: 1},
		"skip": {fault: testserver.Fault{Skip: 1, Status: 503}, wantStatus: 201, wantBody: `{"count":1}`, wantCount: 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h, n := counter()
				s := testserver.New(h)
				defer s.Close()
				s.Inject(tc.fault)
				start := time.Now()
				status, header, body, err := post(t.Context(), s.Pipe(), "https://any.example/a/b/c?q=1")
				if status != tc.wantStatus || body != tc.wantBody || !errors.Is(err, tc.wantErr) || n.Load() != tc.wantCount {
					t.Errorf("status %d, body %q, error %v, count %d", status, body, err, n.Load())
				}
				if got := time.Since(start); got != tc.wantTime {
					t.Errorf("took %v, want %v", got, tc.wantTime)
				}
				for k, v := range tc.wantHeader {
					if d := cmp.Diff(v, header[k]); d != "" {
						t.Errorf("%s: %s", k, d)
					}
				}
				if got := s.Requests(); len(got) != 1 || got[0].Status != tc.wantStatus {
					t.Errorf("log: %+v", got)
				}
			})
		})
	}
}

// The repeated answer is the last of the same path; state that changes between two requests is changed by Do.
func TestRepeatAndDo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, n := counter()
		s := testserver.New(h)
		defer s.Close()
		s.Inject(testserver.Fault{Path: "/a", Skip: 1, Repeat: true, Header: http.Header{"X": {"1"}}}, testserver.Fault{Path: "/c", Do: func() { n.Store(40) }})
		rt := s.Pipe()
		var got []string
		for _, path := range []string{"/a?page=1", "/b", "/a?page=2", "/a?page=3", "/c"} {
			_, _, body, err := post(t.Context(), rt, "http://x"+path)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, body)
		}
		if d := cmp.Diff([]string{`{"count":1}`, `{"count":2}`, `{"count":1}`, `{"count":3}`, `{"count":41}`}, got); d != "" {
			t.Error(d)
		}
	})
}

// Over a real socket, too, a reset is one.
func TestResetOverLoopback(t *testing.T) {
	h, _ := counter()
	s := testserver.New(h)
	defer s.Close()
	base, err := s.Start()
	if err != nil {
		t.Fatal(err)
	}
	rt := &http.Transport{}
	defer rt.CloseIdleConnections()
	s.Inject(testserver.Fault{DropAfter: true, Reset: true})
	if _, _, _, err := post(t.Context(), rt, base+"/"); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("%v", err)
	}
}

func TestSkipAndTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, _ := counter()
		s := testserver.New(h)
		defer s.Close()
		s.Inject(testserver.Fault{Skip: 1, Times: 2, Status: 500}, testserver.Fault{Times: -1, Status: 400})
		var got []int
		rt := s.Pipe()
		for range 5 {
			status, _, _, _ := post(t.Context(), rt, "http://x/")
			got = append(got, status)
		}
		if d := cmp.Diff([]int{400, 500, 500, 400, 400}, got); d != "" {
			t.Error(d)
		}
	})
}

// A client that gives up during the delay finds its request executed later: what a settle window is for.
func TestLateCommit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h, n := counter()
		s := testserver.New(h)
		defer s.Close()
		s.Inject(testserver.Fault{Delay: time.Minute})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, _, _, err := post(ctx, s.Pipe(), "http://x/"); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		if n.Load() != 0 {
			t.Fatal("executed before its delay")
		}
		time.Sleep(time.Minute)
		synctest.Wait()
		if n.Load() != 1 {
			t.Error("not executed after the client left")
		}
	})
}

func TestLogHoldsNoCredentials(t *testing.T) {
	h, _ := counter()
	s := testserver.New(h)
	defer s.Close()
	base, err := s.Start()
	if err != nil {
		t.Fatal(err)
	}
	for _, ct := range []string{"application/json", "application/x-www-form-urlencoded"} {
		r, err := http.NewRequestWithContext(t.Context(), "POST", base+"/p?k=v", strings.NewReader(`{"body":"secret-form"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", ct)
		r.Header.Set("Authorization", "secret-auth")
		r.Header.Set("clientId", "secret-client")
		resp, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
	}
	http.DefaultTransport.(*http.Transport).CloseIdleConnections()
	got := s.Requests()
	if string(got[0].Body) != `{"body":"secret-form"}` || got[0].Path != "/p" || got[0].Query.Get("k") != "v" || got[0].Header.Get("Clientid") != "[redacted]" {
		t.Errorf("first entry: %+v", got[0])
	}
	got[0].Body = nil
	if s := fmt.Sprintf("%+v", got); strings.Contains(s, "secret-") {
		t.Errorf("log shows a credential: %s", s)
	}
	s.ResetLog()
	if got := s.Requests(); len(got) != 0 {
		t.Errorf("after ResetLog: %v", got)
	}
}

func post(ctx context.Context, rt http.RoundTripper, url string) (int, http.Header, string, error) {
	r, err := http.NewRequestWithContext(ctx, "POST", url, strings.NewReader("{}"))
	if err != nil {
		return 0, nil, "", err
	}
	resp, err := rt.RoundTrip(r)
	if err != nil {
		return 0, nil, "", err
	}
	defer func() { _ = resp.Body.Close() }()
	b, err := io.ReadAll(resp.Body)
	return resp.StatusCode, resp.Header, string(b), err
}
