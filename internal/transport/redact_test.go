package transport_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/psasync/psasync/internal/transport"
)

func TestErrorTextIsShortAndClean(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		page := "<html>\r\n\x00\u202e\u2028" + strings.Repeat("ä", 5000)
		err := newClient(t, newScript(status(404, page))).Do(t.Context(), call(transport.Read))
		e := apiError(t, err)
		if len(e.Message) > 500 || len(e.Message) < 480 || !strings.HasPrefix(e.Message, "<html>") {
			t.Errorf("message of %d bytes: %q", len(e.Message), e.Message)
		}
		if strings.ContainsAny(err.Error(), "\r\n\x00\u202e\u2028\uFFFD") {
			t.Errorf("text holds control characters: %q", err)
		}
	})
}

func TestNoQueryInErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const canary = "s3cret"
		nested := func(r *http.Request) (*http.Response, error) {
			_, err := (&http.Client{Transport: newScript(failing(errReset))}).Get(r.URL.String())
			return nil, fmt.Errorf("instrumented: %w", err)
		}
		for name, r := range map[string]reply{"plain": failing(errReset), "nested": nested, "cut": cut(200), "hanging": hanging} {
			c := call(transport.Read)
			c.Query = map[string][]string{"token": {canary}}
			err := newClient(t, newScript(r)).Do(t.Context(), c)
			if err == nil {
				t.Fatalf("%s: no error", name)
			}
			for _, format := range []string{"%v", "%+v", "%#v"} {
				for e := err; e != nil; e = errors.Unwrap(e) {
					if text := fmt.Sprintf(format, e); strings.Contains(text, canary) {
						t.Errorf("%s: "+format+" shows the query: %s", name, e, text)
					}
				}
			}
			if name == "nested" && !errors.Is(err, errReset.Err) {
				t.Errorf("%v lost its cause", err)
			}
		}
	})
}

func TestBodyOfSuccessStaysOutOfErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		err := newClient(t, newScript(status(200, `{"id":2,"mail":"ann@mail.example"}`))).Do(t.Context(), call(transport.Read))
		if !errors.Is(err, transport.ErrBody) || strings.Contains(err.Error(), "example") || apiError(t, err).Message != "" {
			t.Errorf("error %v", err)
		}
	})
}
