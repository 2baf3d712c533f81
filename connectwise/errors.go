package connectwise

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/psasync/psasync/internal/transport"
)

// Sentinel errors. Match them with errors.Is.
var (
	ErrAmbiguous    = transport.ErrAmbiguous    // a create that may have been executed: settle it by reading back
	ErrTooLate      = transport.ErrTooLate      // SendBefore passed; nothing was sent
	ErrUnauthorized = transport.ErrUnauthorized // 401
	ErrForbidden    = transport.ErrForbidden    // 403
	ErrNotFound     = transport.ErrNotFound     // 404
	ErrRateLimited  = transport.ErrRateLimited  // 429
	ErrRedirect     = transport.ErrRedirect     // any 3xx
	ErrHost         = transport.ErrHost         // credentials would have left the configured host
	ErrTooLarge     = transport.ErrTooLarge     // answer over the limit
	ErrBody         = transport.ErrBody         // 2xx whose body isn't what was asked for
	ErrNotSent      = transport.ErrNotSent      // no connection on any attempt
	ErrRetryBudget  = transport.ErrRetryBudget  // not repeated, because too many other calls were: Config.RetryBudget

	ErrPaging         = errors.New("paging does not advance")      // a walk that would lose or repeat rows, or never end
	ErrUnknownCompany = errors.New("company unknown to this site") // from CompanyInfo

	ErrInvalid  = errors.New("refused as invalid") // 400 InvalidObject: see APIError.Details
	ErrExists   = errors.New("exists already")     // a detail says ObjectExists, such as an identifier in use
	ErrConflict = errors.New("in use")             // 409
)

// Detail is one of the server's validation errors, e.g. {MissingRequiredField, "id is required", "addition", "id"}.
type Detail = transport.Detail

// APIError is what every failed call becomes, also those that got no answer (Status 0). Get it with
// errors.AsType[*APIError], match causes with errors.Is. It never holds a query string, a credential or a request body.
type APIError struct {
	Op         string        // constant operation name, e.g. "connectwise.additions.patch"
	Method     string        // HTTP method
	Path       string        // path without query
	Status     int           // 0 when there was no answer
	Code       string        // the server's code, e.g. "InvalidObject"; empty when the body was not ConnectWise's own
	Message    string        // the server's message, or the first 500 bytes of another body
	Details    []Detail      // the server's validation errors
	RequestID  string        // x-cw-request-id [client code]
	RetryAfter time.Duration // what the answer asked to wait, 0 when it did not
	Attempts   int           // attempts made, including the last
	Err        error         // sentinels and cause, joined
}

// Error describes the failure and, where one is known, what to do about it.
func (e *APIError) Error() string {
	text := (*transport.Error)(e).Error()
	if advice := e.Advice(); advice != "" {
		text += " (" + advice + ")"
	}
	return text
}

// Unwrap gives errors.Is and errors.AsType the sentinels and the cause.
func (e *APIError) Unwrap() error { return e.Err }

// Is makes errors.Is match what status, code and details say: [ErrInvalid], [ErrExists], [ErrConflict].
func (e *APIError) Is(target error) bool {
	switch target {
	case ErrInvalid:
		return e.Status == http.StatusBadRequest && e.Code == "InvalidObject"
	case ErrExists:
		return slices.ContainsFunc(e.Details, func(d Detail) bool { return d.Code == "ObjectExists" })
	case ErrConflict:
		return e.Status == http.StatusConflict
	}
	return false
}

// public turns the transport's error into this package's.
func public(err error) error {
	if e, ok := errors.AsType[*transport.Error](err); ok {
		return (*APIError)(e)
	}
	return err
}

// classify reads both shapes of an error body: {code,message,errors} and, for 429, {error,message} [official docs]. A
// body without a code is somebody else's (a gateway, a proxy), and so no proof that ConnectWise refused the request.
func classify(h http.Header, body []byte) transport.VendorError {
	var answer struct {
		Code, Error, Message string
		Errors               []Detail
	}
	// A member of another type leaves the rest readable; anything else leaves the code empty.
	_ = json.Unmarshal(body, &answer)
	code := cmp.Or(answer.Code, answer.Error)
	if code == "" {
		return transport.VendorError{}
	}
	return transport.VendorError{
		Parsed:    true,
		Code:      code,
		Message:   answer.Message,
		Details:   answer.Errors,
		RequestID: requestID(h),
	}
}

// shortest is the length of a credential that is worth replacing; anything shorter would replace plain words.
const shortest = 8

// classify is classify without the credentials, which a proxy may echo.
func (c Config) classify() func(http.Header, []byte) transport.VendorError {
	basic := base64.StdEncoding.EncodeToString([]byte(c.Company + "+" + c.PublicKey + ":" + string(c.PrivateKey)))
	var pairs []string
	for _, credential := range []string{basic, string(c.PrivateKey), c.PublicKey, c.ClientID} {
		if len(credential) >= shortest {
			pairs = append(pairs, credential, "[redacted]")
		}
	}
	redact := strings.NewReplacer(pairs...).Replace
	return func(h http.Header, body []byte) transport.VendorError {
		e := classify(h, body)
		if !e.Parsed {
			e.Message = string(body)
		}
		e.Code, e.Message, e.RequestID = redact(e.Code), redact(e.Message), redact(e.RequestID)
		for i, d := range e.Details {
			e.Details[i] = Detail{Code: redact(d.Code), Message: redact(d.Message), Resource: redact(d.Resource), Field: redact(d.Field)}
		}
		return e
	}
}

func requestID(h http.Header) string { return h.Get("x-cw-request-id") }
