package transport

import (
	"crypto/tls"
	"errors"
	"net"
	"net/http"
)

// fault is how an attempt failed.
type fault uint8

const (
	unsent     fault = iota // the connection was never made: nothing can have been executed
	broken                  // reset, EOF, timeout, context ended in flight, body cut off
	unreadable              // a whole 2xx body that does not decode or is too large
	answered                // any status but 2xx
)

// failure is a failed attempt as the retry policy sees it.
type failure struct {
	fault  fault
	parsed bool // an answer in the vendor's own shape
	err    *Error
}

func (f *failure) Error() string { return f.err.Error() }

// failed makes the present attempt's failure.
func (x *exchange) failed(how fault, causes ...error) *failure {
	return &failure{fault: how, err: &Error{
		Op: x.call.Op, Method: x.call.Method, Path: x.path,
		Status: x.status, Attempts: x.attempt, Err: chained(causes...),
	}}
}

// unanswered is a failure without an answer.
func (x *exchange) unanswered(err error) *failure {
	err = redact(err)
	if neverSent(err) {
		return x.failed(unsent, err)
	}
	return x.failed(broken, err)
}

// neverSent recognises errors that can only come up before a request is written. httptrace is no proof: a caller's
// RoundTripper need not call it.
func neverSent(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "dial" || op.Op == "proxyconnect") {
		return true
	}
	_, dns := errors.AsType[*net.DNSError](err)
	return dns || untrusted(err)
}

// untrusted is a failed TLS handshake that no repeat will mend.
func untrusted(err error) bool {
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok || errors.Is(err, http.ErrSchemeMismatch)
}

// repeatable is the table of delivery classes (design, section 5), without the budget of attempts.
func (f *failure) repeatable(class Class) bool {
	switch {
	case f.fault == unsent:
		return !untrusted(f.err)
	case class == Create:
		return false
	case f.fault == broken:
		return true
	}
	switch f.err.Status {
	case http.StatusUnauthorized, http.StatusTooManyRequests, http.StatusRequestTimeout, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// ambiguous says that a create may have been executed: it left, and the answer is not the vendor's own refusal.
func (f *failure) ambiguous(class Class) bool {
	return class == Create && f.fault != unsent && !(f.parsed && refusal(f.err.Status))
}

// refusal holds the statuses that, in the vendor's own words, mean "not done". [inferred] for 409 and for 429 on POST.
func refusal(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed,
		http.StatusConflict, http.StatusUnsupportedMediaType, http.StatusUnprocessableEntity, http.StatusTooManyRequests:
		return true
	}
	return false
}

func sentinel(status int) error {
	switch {
	case status == http.StatusUnauthorized:
		return ErrUnauthorized
	case status == http.StatusForbidden:
		return ErrForbidden
	case status == http.StatusNotFound:
		return ErrNotFound
	case status == http.StatusTooManyRequests:
		return ErrRateLimited
	case status/100 == 3:
		return ErrRedirect
	}
	return nil
}
