package faultmatrix

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"path"
	"sync"
	"time"

	"github.com/psasync/psasync/internal/transport"
)

// pointedWire is the client's own transport with three points for every request that writes: before it, once it was sent, and
// when it was answered or failed.
type pointedWire struct {
	http    *http.Transport
	points  *points
	giveUp  time.Duration // how long the answer to a POST is waited for; 0: as long as the client says
	sending sync.Mutex    // held from before a request's bytes leave until the point after it
}

func newPointedWire(p *points, giveUp time.Duration) *pointedWire {
	w := &pointedWire{http: transport.NewRoundTripper().(*http.Transport), points: p, giveUp: giveUp}
	dial := w.http.DialContext
	w.http.DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
		c, err := dial(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return pointedConn{c, w}, nil
	}
	return w
}

func (w *pointedWire) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet {
		return w.http.RoundTrip(r)
	}
	what := r.Method + " " + path.Base(path.Dir(r.URL.Path)) + "/" + path.Base(r.URL.Path)
	w.points.reach("before %s", what)
	if r.Method == http.MethodPost && w.giveUp > 0 {
		ctx, cancel := context.WithCancel(r.Context())
		defer time.AfterFunc(w.giveUp, cancel).Stop()
		r = r.WithContext(ctx)
	}
	resp, err := w.http.RoundTrip(r)
	w.sent()
	w.points.reach("after %s", what)
	return resp, err
}

// sent waits for the goroutine that sends to have passed its point: the answer may be faster.
func (w *pointedWire) sent() {
	w.sending.Lock()
	defer w.sending.Unlock()
}

// pointedConn has a point as soon as the operating system has the whole request: what happens to it now is no longer the
// process's business.
type pointedConn struct {
	net.Conn
	wire *pointedWire
}

func (c pointedConn) Write(b []byte) (int, error) {
	method, _, _ := bytes.Cut(b, []byte(" "))
	if m := string(method); m != http.MethodPost && m != http.MethodPatch {
		return c.Conn.Write(b)
	}
	c.wire.sending.Lock()
	defer c.wire.sending.Unlock()
	n, err := c.Conn.Write(b)
	c.wire.points.reach("sent %s", method)
	return n, err
}
