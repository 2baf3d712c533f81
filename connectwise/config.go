package connectwise

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/psasync/psasync/internal/pace"
	"github.com/psasync/psasync/internal/transport"
)

// Secret is a credential that prints as [redacted] through fmt, slog, JSON and text.
type Secret = transport.Secret

// Window allows at most Max requests in any span of length Per.
type Window = pace.Window

// RetryBudget bounds the repeats of all calls together.
type RetryBudget = transport.RetryBudget

// Attempt describes one finished attempt to Config.OnAttempt.
type Attempt = transport.Attempt

// CallDone describes one finished call to Config.OnCall.
type CallDone = transport.CallDone

// Config is what a Client needs. BaseURL, Company, PublicKey, PrivateKey and ClientID are required.
type Config struct {
	BaseURL    string // https://api-na.myconnectwise.net/v4_6_release/apis/3.0; http only on loopback
	Company    string // the company id of the login screen
	PublicKey  string // of an API member
	PrivateKey Secret
	ClientID   string // of the integration, from developer.connectwise.com

	// Version pins the model, e.g. "2025.16", and is advised for production [official docs]. Empty asks for plain
	// JSON, which gets the server's newest model. The library pins none by itself: a replaced model ends after 12
	// months [official docs], a server on premises may be older than any choice, and the members used here did not
	// change between the models 2025.1 and 2026.4 as far as those are public.
	Version string

	RoundTripper http.RoundTripper // nil: an own one; another must never repeat a request by itself
	Limits       []Window          // nil: PublishedLimits; empty (NoLimits) paces nothing
	RetryBudget  *RetryBudget      // nil: DefaultRetryBudget; a zero one allows only the repeats that Retry-After asks for
	InFlight     int               // requests at a time; 0: 4
	UserAgent    string            // empty: "psasync"
	Logger       *slog.Logger      // nil: silent
	OnAttempt    func(Attempt)     // called after every attempt
	OnCall       func(CallDone)    // called after every call
}

// Format implements fmt.Formatter for every verb: where requests would go, and no part of a credential.
func (c Config) Format(w fmt.State, _ rune) {
	base := c.BaseURL
	if _, err := transport.CheckURL(base); err != nil {
		base = "" // it may hold a password
	}
	_, _ = fmt.Fprintf(w, "connectwise.Config{BaseURL:%q Company:%q}", base, c.Company)
}

const defaultInFlight = 4

// PublishedLimits returns what ConnectWise says is likely to be throttled above [official docs].
func PublishedLimits() []Window { return []Window{{Max: 1000, Per: time.Minute}} }

// DefaultRetryBudget returns one repeat for every five calls, and twenty a minute besides.
func DefaultRetryBudget() RetryBudget { return transport.DefaultRetryBudget() }

// NoLimits returns the limits of a server that has none.
func NoLimits() []Window { return []Window{} }

// check returns the root of the API and all that is wrong with the configuration.
func (c Config) check() (*url.URL, error) {
	var problems []error
	base, err := transport.CheckURL(c.BaseURL)
	if err != nil {
		problems = append(problems, fmt.Errorf("connectwise: Config.BaseURL: %w", err))
	} else {
		base.Path = strings.TrimRight(base.Path, "/")
		if !strings.HasSuffix(base.Path, "/apis/3.0") {
			problems = append(problems, errors.New("connectwise: Config.BaseURL: want it up to and including /v4_6_release/apis/3.0"))
		}
	}
	for _, credential := range []struct {
		name, value string
		separators  string // that Basic authentication "company+public:private" could not tell apart
	}{
		{"Company", c.Company, "+:"},
		{"PublicKey", c.PublicKey, ":"},
		{"PrivateKey", string(c.PrivateKey), ""},
		{"ClientID", c.ClientID, ""},
	} {
		switch {
		case credential.value == "":
			problems = append(problems, errors.New("connectwise: Config."+credential.name+": missing"))
		case strings.ContainsAny(credential.value, credential.separators) || strings.ContainsFunc(credential.value, notInHeader):
			problems = append(problems, errors.New("connectwise: Config."+credential.name+": holds a character that it can't have"))
		}
	}
	if c.Version != "" && !isVersion(c.Version) {
		problems = append(problems, errors.New(`connectwise: Config.Version: want a release such as "2025.16", or none`))
	}
	if c.InFlight < 0 {
		problems = append(problems, errors.New("connectwise: Config.InFlight: negative"))
	}
	return base, errors.Join(problems...)
}

func notInHeader(r rune) bool {
	return r > unicode.MaxASCII || unicode.IsSpace(r) || unicode.IsControl(r)
}

func isVersion(s string) bool {
	year, number, ok := strings.Cut(s, ".")
	return ok && len(year) == 4 && len(number) <= 2 && isDigits(year) && isDigits(number)
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
