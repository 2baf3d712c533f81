package sophos

import (
	"errors"
	"fmt"
	"slices"
	"strings"
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
	ErrRetryBudget  = transport.ErrRetryBudget  // not repeated, because too many other calls were: see Config.RetryBudget
)

// What else can go wrong.
var (
	ErrArgument   = errors.New("sophos: invalid argument")   // found before any network use
	ErrCredential = errors.New("credential refused")         // by the token service, in its own words
	ErrIdentity   = errors.New("sophos: wrong credential")   // see IdentityError
	ErrNotPartner = errors.New("sophos: not a partner")      // see IdentityError
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

// Error names the operation, the status, the vendor's words and the request id and, where one is known, what to do.
func (e *APIError) Error() string {
	text := (*transport.Error)(e).Error()
	if advice := e.Advice(); advice != "" {
		text += " (" + advice + ")"
	}
	return text
}

// Unwrap gives errors.Is and errors.AsType the sentinels and the cause.
func (e *APIError) Unwrap() error { return e.Err }

// apiError makes the error of a call public. A token request that failed within the call is what failed.
func apiError(err error, call transport.Call) error {
	if public, ok := errors.AsType[*APIError](err); ok {
		return public
	}
	if failed, ok := errors.AsType[*transport.Error](err); ok {
		return (*APIError)(failed)
	}
	return &APIError{Op: call.Op, Method: call.Method, Path: call.Path, Err: err}
}

// errNoView is what the zero TenantView answers.
var errNoView = fmt.Errorf("%w: the tenant view was not made by a client", ErrArgument)

// ConfigError is one problem of a Config.
type ConfigError struct {
	Field   string // name of the Config field
	Problem string
}

// Error names the field and the problem.
func (e *ConfigError) Error() string { return "sophos: Config." + e.Field + ": " + e.Problem }

// IdentityError means that the API credential belongs to the wrong kind of entity, for example to a tenant, which has no
// usage report. It is found before the call. errors.Is matches ErrIdentity, and ErrNotPartner where a partner's is needed.
type IdentityError struct {
	Op     string   // operation name
	IDType IDType   // what the credential belongs to
	Needs  []IDType // what it would have to belong to
}

// Error says which credential is needed, and where it is made.
func (e *IdentityError) Error() string {
	var where []string
	for _, kind := range e.Needs {
		where = append(where, fmt.Sprintf("one of a %s (made in %s)", kind, madeIn(kind)))
	}
	return fmt.Sprintf("%s: the API credential belongs to an entity of type %q, this needs %s",
		e.Op, string(e.IDType), strings.Join(where, " or "))
}

// madeIn says where people make a credential [official docs].
func madeIn(kind IDType) string {
	switch kind {
	case IDOrganization:
		return "Sophos Central Enterprise"
	case IDTenant:
		return "Sophos Central Admin"
	default:
		return "Sophos Central Partner, Settings & Policies > API Credentials"
	}
}

// Is makes errors.Is match ErrIdentity and ErrNotPartner.
func (e *IdentityError) Is(target error) bool {
	return target == ErrIdentity || target == ErrNotPartner && slices.Contains(e.Needs, IDPartner)
}

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
