package transport_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/psasync/psasync/internal/transport"
)

// TestGzipBomb: 20 MB of zeros are less than the cap on the wire, which counts what comes out of them.
func TestGzipBomb(t *testing.T) {
	var bomb bytes.Buffer
	z, err := gzip.NewWriterLevel(&bomb, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if _, err := z.Write(make([]byte, 1<<20)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil || bomb.Len() > 1<<20 {
		t.Fatalf("a bomb of %d bytes, %v", bomb.Len(), err)
	}
	for _, code := range []int{200, 400} {
		hits, most := 0, 0
		_, c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			hits++
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(code)
			_, _ = w.Write(bomb.Bytes())
		}, func(c *transport.Config) {
			c.MaxBody, c.MaxErrorBody = 1<<20, 1<<10
			c.Classify = func(_ http.Header, body []byte) transport.VendorError {
				most = len(body)
				return transport.VendorError{Parsed: true}
			}
		})
		todo := call(transport.Read)
		todo.Decode = func(_ http.Header, body io.Reader) error {
			raw, err := io.ReadAll(body)
			most = len(raw)
			return err
		}
		err := c.Do(t.Context(), todo)
		if want := map[int]int{200: 1 << 20, 400: 1 << 10}[code]; err == nil || most != want || hits != 1 {
			t.Errorf("%d: read %d bytes in %d requests, want %d in 1; %v", code, most, hits, want, err)
		}
		if errors.Is(err, transport.ErrTooLarge) != (code == 200) {
			t.Errorf("%d: %v", code, err)
		}
	}
}

func TestBodyOfExactlyTheCap(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const body = `{"id":1}`
		for limit, want := range map[int64]error{
			int64(len(body)): nil, int64(len(body)) - 1: transport.ErrTooLarge, math.MaxInt64: nil,
		} {
			for _, decode := range []func(http.Header, io.Reader) error{nil, func(_ http.Header, r io.Reader) error {
				raw, err := io.ReadAll(r)
				if err == nil && string(raw) != body {
					t.Errorf("read %q", raw)
				}
				return err
			}} {
				todo := call(transport.Read)
				todo.Decode = decode
				c := newClient(t, newScript(status(200, body)), func(c *transport.Config) { c.MaxBody = limit })
				if err := c.Do(t.Context(), todo); !errors.Is(err, want) {
					t.Errorf("limit %d: %v, want %v", limit, err, want)
				}
			}
		}
	})
}

// TestEmptyBody: no content is not a cut body, which would be fetched again.
func TestEmptyBody(t *testing.T) {
	hits := 0
	_, c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		hits++
		w.WriteHeader(http.StatusNoContent)
	})
	if err := c.Do(t.Context(), call(transport.Read)); !errors.Is(err, transport.ErrBody) || hits != 1 {
		t.Errorf("%v after %d requests, want ErrBody after 1", err, hits)
	}
	todo := call(transport.Replay)
	todo.Method, todo.Decode, todo.Body = http.MethodDelete, nil, nil
	if err := c.Do(t.Context(), todo); err != nil {
		t.Error(err)
	}
}

func TestUndecodedBodyIsReadToItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		todo := call(transport.Create)
		todo.Decode = nil
		if err := newClient(t, newScript(cut(201))).Do(t.Context(), todo); !errors.Is(err, transport.ErrAmbiguous) {
			t.Errorf("cut body of a create: %v", err)
		}
	})
}

func TestDecodeSeesTheHeader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		todo := call(transport.Read)
		var link string
		todo.Decode = func(h http.Header, body io.Reader) error {
			link = h.Get("Link")
			return nil
		}
		err := newClient(t, newScript(status(200, strings.Repeat("x", 1<<20), "Link", "<x>"))).Do(t.Context(), todo)
		if err != nil || link != "<x>" {
			t.Errorf("%v, link %q", err, link)
		}
	})
}
