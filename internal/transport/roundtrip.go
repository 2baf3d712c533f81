package transport

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"time"
)

// maxHeader is the most that an answer's headers may hold; net/http's own default is 10 MB.
const maxHeader = 64 << 10

// dialTimeout bounds dial and TLS handshake, well below an attempt's timeout: a failed dial proves that nothing was sent,
// a timed out attempt proves nothing.
const dialTimeout = 10 * time.Second

// NewRoundTripper returns what a Client uses whose caller brings none; several clients may share one. It speaks
// HTTP/1.1 only: HTTP/2 in net/http repeats a POST whose stream the server reset with PROTOCOL_ERROR (h2_bundle.go,
// http2canRetryError), and four requests in flight gain nothing from it. Proxies come from the environment, as
// everywhere in Go.
func NewRoundTripper() http.RoundTripper {
	var http1 http.Protocols
	http1.SetHTTP1(true)
	dial := &net.Dialer{Timeout: dialTimeout}
	return &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		Protocols:              &http1,
		DialContext:            dial.DialContext,
		DialTLSContext:         dialTLS(dial),
		TLSHandshakeTimeout:    dialTimeout, // behind a proxy, where DialTLSContext is not used
		MaxIdleConns:           32,
		MaxIdleConnsPerHost:    8,
		IdleConnTimeout:        60 * time.Second,
		MaxResponseHeaderBytes: maxHeader,
	}
}

// dialTLS makes every failure up to the end of the handshake a "dial" error, which proves that no request was written.
func dialTLS(dial *net.Dialer) func(ctx context.Context, network, addr string) (net.Conn, error) {
	secure := &tls.Dialer{NetDialer: dial, Config: &tls.Config{MinVersion: tls.VersionTLS12}}
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := secure.DialContext(ctx, network, addr)
		if err != nil {
			return nil, &net.OpError{Op: "dial", Net: network, Err: err}
		}
		return conn, nil
	}
}

// attemptTripper sends one attempt under its own timeout, which lasts until the body is closed. It hides
// CloseIdleConnections of the transport below, which retryablehttp calls after every failed call: the connections
// belong to other calls as well.
type attemptTripper struct {
	next    http.RoundTripper
	timeout time.Duration
}

func (t attemptTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(r.Context(), t.timeout)
	resp, err := t.next.RoundTrip(r.WithContext(ctx))
	if err != nil || resp == nil {
		cancel()
		return nil, err
	}
	if resp.Body == nil { // a fake's; http.Transport always has one
		resp.Body = http.NoBody
	}
	if resp.StatusCode/100 == 3 {
		resp.Header.Del("Location") // http.Client follows, with headers and body, whatever has one
	}
	resp.Body = bodyCloser{resp.Body, cancel}
	return resp, nil
}

type bodyCloser struct {
	io.ReadCloser
	cancel context.CancelFunc
}

func (b bodyCloser) Close() error {
	defer b.cancel()
	return b.ReadCloser.Close()
}
