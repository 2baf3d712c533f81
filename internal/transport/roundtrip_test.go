package transport_test

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/internal/transport"
)

// serve starts a real server and a client of it with the package's own RoundTripper and no time between attempts.
func serve(t *testing.T, h http.HandlerFunc, change ...func(*transport.Config)) (*httptest.Server, *transport.Client) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	at := func(c *transport.Config) { c.Base, c.BackoffBase = parse(t, server.URL), 1 }
	return server, newClient(t, nil, append([]func(*transport.Config){at}, change...)...)
}

// drop closes the connection of a request, with a reset or in good order, after writing what is given.
func drop(w http.ResponseWriter, reset bool, first string) {
	conn, buffer, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	_, _ = buffer.WriteString(first)
	_ = buffer.Flush()
	if reset {
		_ = conn.(*net.TCPConn).SetLinger(0)
	}
}

var wireFaults = map[string]func(http.ResponseWriter, *http.Request){
	"closed":        func(w http.ResponseWriter, _ *http.Request) { drop(w, false, "") },
	"reset":         func(w http.ResponseWriter, _ *http.Request) { drop(w, true, "") },
	"half a status": func(w http.ResponseWriter, _ *http.Request) { drop(w, false, "HTTP/1.1 20") },
	"no HTTP":       func(w http.ResponseWriter, _ *http.Request) { drop(w, false, "SSH-2.0-OpenSSH\r\n\r\n") },
	"cut, with length": func(w http.ResponseWriter, _ *http.Request) {
		drop(w, false, "HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\n{\"id\"")
	},
	"cut, chunked": func(w http.ResponseWriter, _ *http.Request) {
		drop(w, false, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"id\"\r\n")
	},
	"cut, without length": func(w http.ResponseWriter, _ *http.Request) { drop(w, false, "HTTP/1.0 200 OK\r\n\r\n{\"id\"") },
	"cut, gzip": func(w http.ResponseWriter, _ *http.Request) {
		drop(w, false, "HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x00\x00\x00")
	},
	"headers without end": func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Flood", strings.Repeat("x", 70<<10))
		w.WriteHeader(http.StatusOK)
	},
	"no answer": func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
	"no end": func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(201)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	},
	"500":                func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) },
	"503, wait":          func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Retry-After", "0"); w.WriteHeader(503) },
	"408":                func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(408) },
	"429 of a bystander": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(429) },
}

// TestCreateArrivesOnce: whatever happens, a POST reaches the server once, also on a connection that was used before; a GET
// is tried again.
func TestCreateArrivesOnce(t *testing.T) {
	for name, fault := range wireFaults {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			arrived := map[string]int{}
			server, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.Copy(io.Discard, r.Body)
				mu.Lock()
				arrived[r.Method]++
				first := arrived[r.Method] == 1
				mu.Unlock()
				if r.Method == http.MethodPost || first && r.URL.Path == "/things" {
					fault(w, r)
					return
				}
				_, _ = io.WriteString(w, `{"id":1}`)
			}, func(c *transport.Config) { c.Timeout = 200 * time.Millisecond })
			if err := c.Do(t.Context(), call(transport.Read)); err != nil {
				t.Errorf("read: %v", err)
			}
			if err := c.Do(t.Context(), call(transport.Create)); !errors.Is(err, transport.ErrAmbiguous) {
				t.Errorf("create: %v, want ErrAmbiguous", err)
			}
			server.Close() // waits for handlers, so that nothing arrives unseen
			if diff := cmp.Diff(map[string]int{"GET": 2, "POST": 1}, arrived); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRedirectLeaksNothing(t *testing.T) {
	var leaked atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { leaked.Add(1) }))
	defer other.Close()
	for _, code := range []int{301, 302, 303, 307, 308} {
		var hits atomic.Int32
		_, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			hits.Add(1)
			http.Redirect(w, r, other.URL+"/things", code)
		}, func(c *transport.Config) {
			c.Authorize = func(_ context.Context, r *http.Request) error {
				r.Header.Set("Authorization", "Basic s3cret")
				r.Header.Set("clientId", "s3cret")
				return nil
			}
		})
		for _, class := range everyClass {
			hits.Store(0)
			err := c.Do(t.Context(), call(class))
			if !errors.Is(err, transport.ErrRedirect) || apiError(t, err).Status != code || hits.Load() != 1 {
				t.Errorf("%d, class %d: %v after %d requests", code, class, err, hits.Load())
			}
		}
	}
	if leaked.Load() != 0 {
		t.Errorf("%d requests went where the redirect pointed", leaked.Load())
	}
}

func TestCancelInFlight(t *testing.T) {
	for _, class := range everyClass {
		ctx, cancel := context.WithCancel(t.Context())
		_, c := serve(t, func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			cancel()
			<-r.Context().Done() // the client hangs up
		})
		err := c.Do(ctx, call(class))
		if !errors.Is(err, context.Canceled) || errors.Is(err, transport.ErrAmbiguous) != (class == transport.Create) {
			t.Errorf("class %d: %v", class, err)
		}
		if e := apiError(t, err); e.Attempts != 1 {
			t.Errorf("class %d: %d attempts", class, e.Attempts)
		}
	}
}

// TestConnectionsAreUsedAgain: retryablehttp closes the idle ones after every failed call, net/http every one whose body
// was not read to the end.
func TestConnectionsAreUsedAgain(t *testing.T) {
	for name, answer := range map[string]func(http.ResponseWriter){
		"refused":              func(w http.ResponseWriter) { w.WriteHeader(404) },
		"more than was wanted": func(w http.ResponseWriter) { _, _ = io.WriteString(w, `{"id":1}`+strings.Repeat(" ", 40<<10)) },
	} {
		addresses := map[string]bool{}
		_, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
			addresses[r.RemoteAddr] = true
			answer(w)
		})
		for range 3 {
			_ = c.Do(t.Context(), call(transport.Read))
		}
		if len(addresses) != 1 {
			t.Errorf("%s: %d connections for 3 calls", name, len(addresses))
		}
	}
}

func TestNobodyListens(t *testing.T) {
	server, c := serve(t, func(http.ResponseWriter, *http.Request) {})
	server.Close()
	for _, class := range everyClass {
		err := c.Do(t.Context(), call(class))
		if !errors.Is(err, transport.ErrNotSent) || errors.Is(err, transport.ErrAmbiguous) || apiError(t, err).Attempts != 5 {
			t.Errorf("class %d: %v", class, err)
		}
	}
}

// TestHandshakeFails: a server that hangs up during the handshake is tried again, for a create too. What it is offered
// is HTTP/1.1 only.
func TestHandshakeFails(t *testing.T) {
	var offered [][]string
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	group.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			_ = tls.Server(conn, &tls.Config{GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
				offered = append(offered, hello.SupportedProtos)
				return nil, errors.New("hang up")
			}}).Handshake()
			_ = conn.Close()
		}
	})
	c := newClient(t, nil, func(c *transport.Config) { c.Base, c.BackoffBase = parse(t, "https://"+listener.Addr().String()), 1 })
	err = c.Do(t.Context(), call(transport.Create))
	if !errors.Is(err, transport.ErrNotSent) || errors.Is(err, transport.ErrAmbiguous) || apiError(t, err).Attempts != 5 {
		t.Errorf("%v, want ErrNotSent after 5 attempts", err)
	}
	_ = listener.Close()
	group.Wait()
	if p := transport.NewRoundTripper().(*http.Transport).Protocols; p == nil || p.HTTP2() {
		t.Error("HTTP/2 is on behind a proxy")
	}
	if len(offered) != 5 || slices.Contains(offered[0], "h2") {
		t.Errorf("offered %v, want no h2 five times", offered)
	}
}

func TestUntrustedServer(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a request arrived") }))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	c := newClient(t, nil, func(c *transport.Config) { c.Base, c.BackoffBase = parse(t, server.URL), 1 })
	err := c.Do(t.Context(), call(transport.Create))
	if !errors.Is(err, transport.ErrNotSent) || errors.Is(err, transport.ErrAmbiguous) || apiError(t, err).Attempts != 1 {
		t.Errorf("%v, want ErrNotSent at once", err)
	}
}

func TestAttemptTimesOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s := newScript(hanging)
		one := func(c *transport.Config) { c.Attempts, c.Timeout = 1, 7*time.Second }
		err := newClient(t, s, one).Do(t.Context(), call(transport.Read))
		if err == nil || time.Since(start) != 7*time.Second {
			t.Errorf("error %v after %v, want one after 7s", err, time.Since(start))
		}
	})
}
