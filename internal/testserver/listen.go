package testserver

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"syscall"
)

// Start serves on a free loopback port and returns its root, such as http://127.0.0.1:40123.
func (s *Server) Start() (baseURL string, err error) {
	l, err := new(net.ListenConfig).Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("testserver: %w", err)
	}
	s.serveOn(l)
	return "http://" + l.Addr().String(), nil
}

// Pipe serves over in-memory connections and returns the round tripper that reaches the server, whatever scheme (no TLS
// is spoken) and host a request names. It works inside a testing/synctest bubble.
func (s *Server) Pipe() http.RoundTripper {
	l := &pipeListener{conns: make(chan net.Conn), done: make(chan struct{})}
	t := &http.Transport{DialContext: l.dial, DialTLSContext: l.dial, MaxIdleConnsPerHost: 16}
	s.mu.Lock()
	s.pipes = append(s.pipes, t)
	s.mu.Unlock()
	s.serveOn(l)
	return t
}

func (s *Server) serveOn(l net.Listener) {
	s.serving.Go(func() { _ = s.http.Serve(l) }) // always ErrServerClosed after Close
}

// pipeConn is one end of a net.Pipe that can also be reset by its other end.
type pipeConn struct {
	net.Conn
	reset *atomic.Bool // shared by both ends
}

func (c *pipeConn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err != nil && c.reset.Load() {
		err = &net.OpError{Op: "read", Net: "pipe", Addr: c.RemoteAddr(), Err: syscall.ECONNRESET}
	}
	return n, err
}

// pipeListener accepts the server ends of net.Pipe connections.
type pipeListener struct {
	conns chan net.Conn
	done  chan struct{}
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	reset := new(atomic.Bool)
	select {
	case l.conns <- &pipeConn{server, reset}:
		return &pipeConn{client, reset}, nil
	case <-l.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

// Close is called once, by http.Server, which guards it.
func (l *pipeListener) Close() error { close(l.done); return nil }

func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }
