package transport_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/psasync/psasync/internal/transport"
)

// outcome is what a fault means for a create.
type outcome string

const (
	repeated  outcome = "repeated"
	refused   outcome = "refused, not done"
	ambiguous outcome = "ambiguous"
)

// faults are the rows of the table of delivery classes: what a read or replay does after one such fault, what a create
// does, and which sentinel the error matches when it is the last.
var faults = []struct {
	name   string
	reply  reply
	others bool // reads and replays are repeated
	create outcome
	is     error
}{
	{"dial", failing(errDial), true, repeated, transport.ErrNotSent},
	{"dial through a proxy", failing(&net.OpError{Op: "proxyconnect", Err: errDial}), true, repeated, transport.ErrNotSent},
	{"dns", failing(errDNS), true, repeated, transport.ErrNotSent},
	{"tls handshake", failing(errHandshake), true, repeated, transport.ErrNotSent},
	{"untrusted certificate", failing(&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}), false, refused, transport.ErrNotSent},
	{"plain http server", failing(http.ErrSchemeMismatch), false, refused, transport.ErrNotSent},

	{"reset", failing(errReset), true, ambiguous, errReset.Err},
	{"eof", failing(io.EOF), true, ambiguous, io.EOF},
	{"timeout", hanging, true, ambiguous, nil},
	{"unknown error", failing(errors.New("odd")), true, ambiguous, nil},
	{"tls alert after the handshake", failing(&net.OpError{Op: "remote error", Err: tls.AlertError(42)}), true, ambiguous, nil},
	{"cut body", cut(200), true, ambiguous, transport.ErrBody},
	{"body shorter than JSON", status(200, `{"id":`), true, ambiguous, transport.ErrBody},
	{"body is no JSON", status(200, `<html>`), false, ambiguous, transport.ErrBody},
	{"body without id", status(201, `{}`), false, ambiguous, transport.ErrBody},
	{"body too large", status(200, `{"name":"`+strings.Repeat("x", 2000)+`"}`), false, ambiguous, transport.ErrTooLarge},

	{"400", vendor(400), false, refused, nil},
	{"401", vendor(401), true, refused, transport.ErrUnauthorized},
	{"403", vendor(403), false, refused, transport.ErrForbidden},
	{"404", vendor(404), false, refused, transport.ErrNotFound},
	{"405", vendor(405), false, refused, nil},
	{"406", vendor(406), false, ambiguous, nil},
	{"408", vendor(408), true, ambiguous, nil},
	{"409", vendor(409), false, refused, nil},
	{"410", vendor(410), false, ambiguous, nil},
	{"415", vendor(415), false, refused, nil},
	{"422", vendor(422), false, refused, nil},
	{"429", vendor(429), true, refused, transport.ErrRateLimited},
	{"500", vendor(500), true, ambiguous, nil},
	{"501", vendor(501), false, ambiguous, nil},
	{"502", vendor(502), true, ambiguous, nil},
	{"503", vendor(503), true, ambiguous, nil},
	{"504", vendor(504), true, ambiguous, nil},
	{"505", vendor(505), false, ambiguous, nil},
	{"301", vendor(301, "Location", "https://evil.example/"), false, ambiguous, transport.ErrRedirect},
	{"307", vendor(307, "Location", "https://evil.example/"), false, ambiguous, transport.ErrRedirect},
	{"307, bad location", vendor(307, "Location", "https://%zz"), false, ambiguous, transport.ErrRedirect},
	{"304", vendor(304), false, ambiguous, transport.ErrRedirect},

	{"400, not the vendor's", status(400, "<html>Bad Request"), false, ambiguous, nil},
	{"401, not the vendor's", status(401, ""), true, ambiguous, transport.ErrUnauthorized},
	{"404, not the vendor's", status(404, "<html>Not Found"), false, ambiguous, transport.ErrNotFound},
	{"409, not the vendor's", status(409, ""), false, ambiguous, nil},
	{"429, not the vendor's", status(429, "<html>Cloudflare"), true, ambiguous, transport.ErrRateLimited},
	{"400, body cut off", cut(400), false, ambiguous, io.ErrUnexpectedEOF},
}

func renewing(c *transport.Config) {
	c.Renew = func(*http.Request) bool { return true }
	c.MaxBody = 1000
}

func TestFaultThenFine(t *testing.T) {
	for _, f := range faults {
		for class, name := range map[transport.Class]string{transport.Read: "read", transport.Replay: "replay", transport.Create: "create"} {
			t.Run(f.name+"/"+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s := newScript(f.reply, ok)
					err := newClient(t, s, renewing).Do(t.Context(), call(class))
					again := f.others
					if class == transport.Create {
						again = f.create == repeated
					}
					if again {
						if err != nil || s.count() != 2 {
							t.Errorf("error %v after %d requests, want a successful repeat", err, s.count())
						}
						return
					}
					if err == nil || s.count() != 1 {
						t.Fatalf("error %v after %d requests, want the error at once", err, s.count())
					}
					if f.is != nil && !errors.Is(err, f.is) {
						t.Errorf("error %v is not %v", err, f.is)
					}
					want := class == transport.Create && f.create == ambiguous
					if got := errors.Is(err, transport.ErrAmbiguous); got != want {
						t.Errorf("ambiguous %v, want %v: %v", got, want, err)
					}
				})
			})
		}
	}
}

func TestFaultForEver(t *testing.T) {
	for _, f := range faults {
		t.Run(f.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				want, s := 1, newScript(f.reply)
				switch {
				case f.others && strings.HasPrefix(f.name, "401"):
					want = 2
				case f.others:
					want = 5
				}
				err := newClient(t, s, renewing).Do(t.Context(), call(transport.Read))
				if e := apiError(t, err); e.Attempts != want || s.count() != want {
					t.Errorf("%d attempts, %d requests, want %d", e.Attempts, s.count(), want)
				}
				if f.is != nil && !errors.Is(err, f.is) {
					t.Errorf("error %v is not %v", err, f.is)
				}
			})
		})
	}
}

// TestNotSentMeansNever: after an attempt that may have arrived, a failed dial promises nothing.
func TestNotSentMeansNever(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		err := newClient(t, newScript(failing(errReset), failing(errDial))).Do(t.Context(), call(transport.Replay))
		if errors.Is(err, transport.ErrNotSent) || !errors.Is(err, errDial.Err) {
			t.Errorf("error %v, want the dial error without ErrNotSent", err)
		}
		err = newClient(t, newScript(failing(errDial), failing(errReset))).Do(t.Context(), call(transport.Create))
		if !errors.Is(err, transport.ErrAmbiguous) || errors.Is(err, transport.ErrNotSent) {
			t.Errorf("error %v, want ErrAmbiguous after the reset", err)
		}
	})
}
