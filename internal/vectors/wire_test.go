package vectors_test

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"github.com/psasync/psasync/internal/testserver"
)

// wire stands between a client and its test server. It plays the script on the attempts of the call and keeps when and
// where everything was sent.
type wire struct {
	next    http.RoundTripper
	matches func(*http.Request) bool // an attempt of the call, not of what it needs besides
	inject  func(...testserver.Fault)
	refuse  func(status int) testserver.Fault // in the vendor's own words
	script  []step
	forever bool

	mu       sync.Mutex
	starts   []time.Time // of all requests
	attempts []time.Time // of the call's
	hosts    map[string]bool
	inFlight int
	most     int
}

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	current, err := w.begin(r)
	if err != nil {
		return nil, err
	}
	defer w.end()
	if fault, ok := w.fault(current); ok {
		fault.Path = r.URL.Path
		w.inject(fault)
	}
	return w.next.RoundTrip(r)
}

// begin notes the request and says which step it meets, or fails as a connection does that was never made.
func (w *wire) begin(r *http.Request) (step, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	w.starts = append(w.starts, now)
	w.hosts[r.URL.Scheme+"://"+r.URL.Host] = true
	var current step
	if w.matches(r) {
		switch n := len(w.attempts); {
		case n < len(w.script):
			current = w.script[n]
		case w.forever:
			current = w.script[len(w.script)-1]
		}
		w.attempts = append(w.attempts, now)
	}
	if err := neverSent(current.Net); err != nil {
		return step{}, err
	}
	w.inFlight++
	w.most = max(w.most, w.inFlight)
	return current, nil
}

func (w *wire) end() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.inFlight--
}

func neverSent(how string) error {
	switch how {
	case "dial":
		return &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	case "dns":
		return &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: "no such host", Name: "vendor.example", IsNotFound: true}}
	case "tls":
		return &net.OpError{Op: "dial", Net: "tcp", Err: io.EOF} // in the handshake, see transport.NewRoundTripper
	case "untrusted":
		return &net.OpError{Op: "dial", Net: "tcp", Err: &tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}}
	}
	return nil
}

// longer than an attempt may take.
const tooLong = 5 * time.Minute

// fault is what the server does in a step.
func (w *wire) fault(s step) (testserver.Fault, bool) {
	switch s.Net {
	case "lost":
		return testserver.Fault{DropBefore: true}, true
	case "lost-after":
		return testserver.Fault{DropAfter: true}, true
	case "reset":
		return testserver.Fault{DropBefore: true, Reset: true}, true
	case "reset-after":
		return testserver.Fault{DropAfter: true, Reset: true}, true
	case "timeout":
		return testserver.Fault{Delay: tooLong, DropBefore: true}, true
	case "timeout-after":
		return testserver.Fault{DelayAfter: tooLong}, true
	case "cut":
		return testserver.Fault{CutBody: true}, true
	case "late":
		return testserver.Fault{DelayAfter: time.Second}, true
	case "long":
		return testserver.Fault{LengthOff: 10}, true
	case "short":
		return testserver.Fault{LengthOff: -3}, true
	case "bomb":
		return testserver.Fault{Bomb: 1 << 30}, true
	case "slow":
		return testserver.Fault{SlowBody: tooLong}, true
	}
	if s.Status == 0 {
		return testserver.Fault{}, false
	}
	f := w.refuse(s.Status)
	switch s.Body {
	case "html":
		f = testserver.HTML(s.Status)
	case "empty":
		f = testserver.Fault{Status: s.Status}
	}
	f.AfterCommit = s.After
	f.Header = f.Header.Clone()
	if f.Header == nil {
		f.Header = http.Header{}
	}
	for name, value := range map[string]string{"Retry-After": s.RetryAfter, "Location": s.Location} {
		if value != "" {
			f.Header.Set(name, value)
		}
	}
	return f, true
}

// crowded returns a span in which more requests began than a window allows.
func (w *wire) crowded(max int, per time.Duration) (time.Duration, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for i := range len(w.starts) - max {
		if span := w.starts[i+max].Sub(w.starts[i]); span < per {
			return span, true
		}
	}
	return 0, false
}
