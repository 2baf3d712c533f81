package vectors_test

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"net/url"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/sophos"
)

// TestVectors runs every vector. The census at its end is left out when -run picks single ones.
func TestVectors(t *testing.T) {
	all := vectors(t)
	ran := map[string]bool{}
	for _, v := range all {
		t.Run(v.Name, func(t *testing.T) {
			defer func() { ran[v.Name] = !t.Skipped() }()
			synctest.Test(t, func(t *testing.T) { v.run(t) })
		})
	}
	if picked := flag.Lookup("test.run"); picked != nil && strings.Contains(picked.Value.String(), "/") {
		return
	}
	for _, v := range all {
		if !ran[v.Name] {
			t.Errorf("%s was not run", v.Name)
		}
	}
	if len(ran) != len(all) {
		t.Errorf("%d vectors under %d names", len(all), len(ran))
	}
}

func (v vector) run(t *testing.T) {
	shown := &seen{}
	s := newSystem(t, v, shown)
	defer s.close()
	start := time.Now()
	ctx, cancel := v.context(t, start)
	defer cancel()
	var sendBefore time.Time
	if v.SendBefore.Duration != 0 {
		sendBefore = start.Add(v.SendBefore.Duration)
	}
	errs := make([]error, max(v.Calls, 1))
	var calls sync.WaitGroup
	for i := range errs {
		calls.Go(func() { errs[i] = s.call(ctx, sendBefore) })
	}
	calls.Wait()
	ended := time.Since(start)
	time.Sleep(10 * time.Minute) // what goes on without the caller: a late commit, the fetch of a token for all callers

	for _, err := range errs {
		v.checkError(t, err)
		shown.note(err)
		for e := err; e != nil; e = errors.Unwrap(e) {
			shown.note(e)
		}
		if text, failed := json.Marshal(err); failed == nil {
			shown.note(string(text))
		}
	}
	v.checkWire(t, s, ended)
	checkNothingShows(t, shown)
}

func (v vector) context(t *testing.T, start time.Time) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(t.Context())
	if d := v.Deadline.Duration; d != 0 {
		ctx, cancel = context.WithDeadline(ctx, start.Add(d))
	}
	if d := v.Cancel.Duration; d != 0 {
		time.AfterFunc(d, cancel)
	}
	return ctx, cancel
}

func sentinels() map[string]error {
	return map[string]error{
		"ErrAmbiguous": connectwise.ErrAmbiguous, "ErrTooLate": connectwise.ErrTooLate, "ErrUnauthorized": connectwise.ErrUnauthorized,
		"ErrRateLimited": connectwise.ErrRateLimited, "ErrRedirect": connectwise.ErrRedirect, "ErrBody": connectwise.ErrBody,
		"ErrNotSent": connectwise.ErrNotSent, "ErrTooLarge": connectwise.ErrTooLarge, "ErrRetryBudget": sophos.ErrRetryBudget,
		"ConnReset": syscall.ECONNRESET, "Canceled": context.Canceled, "DeadlineExceeded": context.DeadlineExceeded,
	}
}

// always are the sentinels that no error may match unless its vector says so: they decide what becomes of money.
func always() []string { return []string{"ErrAmbiguous", "ErrTooLate", "ErrNotSent"} }

func (v vector) checkError(t *testing.T, err error) {
	if fine := len(v.Want.Is) == 0 && v.Want.Status == 0; fine != (err == nil) {
		t.Errorf("error %v", err)
	}
	for _, name := range v.Want.Is {
		if sentinels()[name] == nil || !errors.Is(err, sentinels()[name]) {
			t.Errorf("is not %s: %v", name, err)
		}
	}
	for _, name := range slices.Concat(v.Want.Not, always()) {
		if !slices.Contains(v.Want.Is, name) && errors.Is(err, sentinels()[name]) {
			t.Errorf("is %s: %v", name, err)
		}
	}
	status, retryAfter := 0, time.Duration(0)
	if e, ok := errors.AsType[*connectwise.APIError](err); ok {
		status, retryAfter = e.Status, e.RetryAfter
	} else if e, ok := errors.AsType[*sophos.APIError](err); ok {
		status, retryAfter = e.Status, e.RetryAfter
	} else if err != nil {
		t.Errorf("%T is no APIError: %v", err, err)
	}
	if status != v.Want.Status || retryAfter != v.Want.Retry.Duration {
		t.Errorf("status %d, RetryAfter %v: %v", status, retryAfter, err)
	}
}

func (v vector) checkWire(t *testing.T, s *system, ended time.Duration) {
	w := s.wire
	if most := v.Want.Attempts; most != [2]int{} {
		if n := len(w.attempts); n < most[0] || n > most[1] {
			t.Errorf("%d attempts, want %d to %d", n, most[0], most[1])
		}
	} else {
		if len(w.attempts) != len(v.Want.Gaps) {
			t.Errorf("%d attempts, want %d", len(w.attempts), len(v.Want.Gaps))
		}
		for i := 1; i < min(len(w.attempts), len(v.Want.Gaps)); i++ {
			if d := w.attempts[i].Sub(w.attempts[i-1]); !v.Want.Gaps[i].holds(d) {
				t.Errorf("attempt %d came %v after the one before, want %v", i+1, d, v.Want.Gaps[i])
			}
		}
	}
	if v.Want.Ended != nil && !v.Want.Ended.holds(ended) {
		t.Errorf("ended after %v, want %v", ended, *v.Want.Ended)
	}
	for _, l := range v.Limits {
		if d, broken := w.crowded(l.Max, l.Per.Duration); broken {
			t.Errorf("%d requests within %v, %d are allowed in %v", l.Max+1, d, l.Max, l.Per)
		}
	}
	if v.Want.InFlight != 0 && w.most != v.Want.InFlight {
		t.Errorf("%d requests in flight, want %d", w.most, v.Want.InFlight)
	}
	if got := s.executed(); v.Want.Executed != nil && got != *v.Want.Executed {
		t.Errorf("executed %d times, want %d", got, *v.Want.Executed)
	}
	if got := s.tokens(); v.Want.Tokens != 0 && got != v.Want.Tokens {
		t.Errorf("%d tokens, want %d", got, v.Want.Tokens)
	}
	for host := range w.hosts {
		if !slices.Contains(s.hosts, host) {
			t.Errorf("sent to %s", host)
		}
	}
}

// checkNothingShows looks for the credentials as they are, and in the forms that they have on the wire.
func checkNothingShows(t *testing.T, shown *seen) {
	text := shown.text.String()
	basic := base64.StdEncoding.EncodeToString([]byte("testmsp+" + canaryPublic + ":" + canaryPrivate))
	for _, canary := range []string{
		canarySecret, url.QueryEscape(canarySecret), url.PathEscape(canarySecret), canaryPublic, canaryPrivate, canaryID, basic, "sophostest-token", "Bearer ", "Basic ",
	} {
		if i := strings.Index(text, canary); i >= 0 {
			t.Errorf("%q shows: %.300s", canary, text[max(0, i-200):])
		}
	}
	if cmp.Or(text, "nothing") == "nothing" {
		t.Error("nothing was shown at all")
	}
}
