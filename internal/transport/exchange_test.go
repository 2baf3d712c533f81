package transport_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/internal/pace"
	"github.com/psasync/psasync/internal/transport"
)

func TestAuthorizeFails(t *testing.T) {
	for name, authorize := range map[string]func(context.Context, *http.Request) error{
		"no token": func(context.Context, *http.Request) error { return transport.ErrUnauthorized },
		"token with a line break": func(_ context.Context, r *http.Request) error {
			r.Header.Set("Authorization", "Bearer s3cret\n")
			return nil
		},
		"idempotency key": func(_ context.Context, r *http.Request) error {
			r.Header.Set("Idempotency-Key", "1")
			return nil
		},
	} {
		s := newScript(ok)
		err := newClient(t, s, func(c *transport.Config) { c.Authorize = authorize }).Do(t.Context(), call(transport.Create))
		if err == nil || errors.Is(err, transport.ErrAmbiguous) || s.count() != 0 || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%s: error %v after %d requests", name, err, s.count())
		}
		if name == "no token" && !errors.Is(err, transport.ErrUnauthorized) {
			t.Errorf("%v lost its cause", err)
		}
	}
}

// TestSlotIsHeldUntilTheBodyWasRead: with one slot, the second call starts when the first one's body has ended.
func TestSlotIsHeldUntilTheBodyWasRead(t *testing.T) {
	slow := func(code int, last string, then error) reply {
		return func(r *http.Request) (*http.Response, error) {
			resp, err := status(code, "")(r)
			resp.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"id":1`), readerFunc(func(p []byte) (int, error) {
				time.Sleep(5 * time.Second)
				return copy(p, last), then
			})))
			return resp, err
		}
	}
	for name, first := range map[string]reply{
		"fine": slow(200, "}", io.EOF), "refused": slow(404, "}", io.EOF), "cut": slow(200, "", errReset),
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l, err := pace.New(nil, 1)
				if err != nil {
					t.Fatal(err)
				}
				s := newScript(first, ok)
				c := newClient(t, s, func(c *transport.Config) { c.Pace, c.Attempts = l, 1 })
				go func() {
					if err := c.Do(t.Context(), call(transport.Read)); (err == nil) != (name == "fine") {
						t.Error(err)
					}
				}()
				synctest.Wait()
				if err := c.Do(t.Context(), call(transport.Read)); err != nil {
					t.Error(err)
				}
				if diff := cmp.Diff([]time.Duration{0, 5 * time.Second}, s.at()); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

// TestSlotIsFreeBetweenAttempts: with one slot, others send while a call waits for its repeat.
func TestSlotIsFreeBetweenAttempts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, err := pace.New(nil, 1)
		if err != nil {
			t.Fatal(err)
		}
		s := newScript(vendor(503, "Retry-After", "40"), ok)
		c := newClient(t, s, func(c *transport.Config) { c.Pace, c.BackoffBase = l, 1 })
		go func() {
			if err := c.Do(t.Context(), call(transport.Read)); err != nil {
				t.Error(err)
			}
		}()
		synctest.Wait()
		if err := c.Do(t.Context(), call(transport.Create)); err != nil {
			t.Error(err)
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if diff := cmp.Diff([]time.Duration{0, 0, 40 * time.Second}, s.at()); diff != "" {
			t.Error(diff)
		}
	})
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
