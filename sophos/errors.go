package sophos

import (
	"errors"
	"fmt"
	"time"

	"github.com/psasync/psasync/internal/transport"
)

// What a failed call can be matched with, through errors.Is.
var (
	ErrUnauthorized = transport.ErrUnauthorized // 401, also after one new token
	ErrForbidden    = transport.ErrForbidden    // 403
	ErrNotFound     = transport.ErrNotFound     // 404
	ErrRateLimited  = transport.ErrRateLimited  // 429, and waiting longer was not allowed
	ErrRedirect     = transport.ErrRedirect     // any 3xx: credentials are never sent on
	ErrHost         = transport.ErrHost         // a host that must not get credentials
	ErrTooLarge     = transport.ErrTooLarge     // an answer over the size limit
	ErrBody         = transport.ErrBody         // a 2xx whose body cannot be read
	ErrNotSent      = transport.ErrNotSent      // no connection on any attempt
	ErrAmbiguous    = transport.ErrAmbiguous    // outcome of a create unknown; no call of this package is one
)

// What else can go wrong.
var (
	ErrArgument   = errors.New("sophos: invalid argument")   // found before any network use
	ErrNotPartner = errors.New("sophos: not a partner")      // see NotPartnerError
	ErrNoData     = errors.New("sophos: no data")            // see NoDataError
	ErrIncomplete = errors.New("sophos: data is incomplete") // see IncompleteError
)

// Detail is one further code of an error answer.
type Detail = transport.Detail

// APIError is a failed call. It holds no credential, no query string and at most 500 bytes of an answer. Get it with
// errors.AsType[*APIError].
type APIError struct {
	Op         string        // constant operation name, such as sophos.billing.usage
	Method     string        // HTTP method
	Path       string        // path without query
	Status     int           // HTTP status, 0 when there was no answer
	Code       string        // the vendor's "error" or "errorCode"; empty when the body was not the vendor's own
	Message    string        // the vendor's message or the start of the body, control characters removed
	Details    []Detail      // further codes
	RequestID  string        // correlation, request or tracking id: what Sophos support asks for
	RetryAfter time.Duration // what the answer asked to wait, 0 when it did not
	Attempts   int           // attempts made, including the last
	Err        error         // sentinels and cause, joined
}

// Error names the operation, the status, the vendor's words and the request id.
func (e *APIError) Error() string { return (*transport.Error)(e).Error() }

// Unwrap gives errors.Is and errors.AsType the sentinels and the cause.
func (e *APIError) Unwrap() error { return e.Err }

// apiError makes the error of a call public. A token request that failed within the call is what failed.
func apiError(err error, call transport.Call) error {
	if public, ok := errors.AsType[*APIError](err); ok {
		return public
	}
	if wrong, ok := errors.AsType[*NotPartnerError](err); ok {
		return wrong
	}
	if failed, ok := errors.AsType[*transport.Error](err); ok {
		return (*APIError)(failed)
	}
	return &APIError{Op: call.Op, Method: call.Method, Path: call.Path, Err: err}
}

// ConfigError is one problem of a Config.
type ConfigError struct {
	Field   string // name of the Config field
	Problem string
}

// Error names the field and the problem.
func (e *ConfigError) Error() string { return "sophos: Config." + e.Field + ": " + e.Problem }

// NotPartnerError means that the credential belongs to an organization or a tenant, which have no usage report. It is
// found before any partner call. errors.Is matches ErrNotPartner.
type NotPartnerError struct {
	IDType IDType // what the credential belongs to
}

// Error says which credential is needed.
func (e *NotPartnerError) Error() string {
	return fmt.Sprintf("sophos: the API credential belongs to an entity of type %q, not to a partner: create one in "+
		"Sophos Central Partner under Settings & Policies > API Credentials", string(e.IDType))
}

// Is makes errors.Is match ErrNotPartner.
func (e *NotPartnerError) Is(target error) bool { return target == ErrNotPartner }

// NoDataError means that Sophos has no usage report for the month: neither an empty report nor a wrong URL, whose 404
// lacks the vendor's error body (unverified: U04). errors.Is matches ErrNoData, and ErrNotFound through the *APIError.
type NoDataError struct {
	Month Month
	Err   error // the *APIError
}

// Error names the month.
func (e *NoDataError) Error() string {
	return fmt.Sprintf("sophos: no usage data for %s: %v", e.Month, e.Err)
}

// Is makes errors.Is match ErrNoData.
func (e *NoDataError) Is(target error) bool { return target == ErrNoData }

// Unwrap returns the *APIError.
func (e *NoDataError) Unwrap() error { return e.Err }

// IncompleteError means that a walk ended, but what it read is not provably everything: rows may be missing or double.
// Reading again is safe. errors.Is matches ErrIncomplete.
type IncompleteError struct {
	Op     string // operation name
	Reason string
	Err    error // the *APIError that broke the walk, if one did
}

// Error gives the reason.
func (e *IncompleteError) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("%s: incomplete: %s: %v", e.Op, e.Reason, e.Err)
	}
	return e.Op + ": incomplete: " + e.Reason
}

// Is makes errors.Is match ErrIncomplete.
func (e *IncompleteError) Is(target error) bool { return target == ErrIncomplete }

// Unwrap returns the *APIError that broke the walk, or nil.
func (e *IncompleteError) Unwrap() error { return e.Err }
