package sophos

import (
	"cmp"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/psasync/psasync/internal/pace"
	"github.com/psasync/psasync/internal/transport"
)

// The published hosts of the service.
const (
	DefaultIDURL  = "https://id.sophos.com"
	DefaultAPIURL = "https://api.central.sophos.com"
)

type (
	// Secret is a credential that prints as [redacted] through fmt, slog and JSON. Make one with Secret("…").
	Secret = transport.Secret
	// Window allows at most Max requests in any sliding span of length Per.
	Window = pace.Window
	// RetryBudget bounds the repeats of all calls together.
	RetryBudget = transport.RetryBudget
	// Attempt describes one finished attempt of a call. It carries no credential and no query string.
	Attempt = transport.Attempt
	// Call describes one finished call with all its attempts.
	Call = transport.CallDone
)

// Config is what New needs. Only the credential is required.
type Config struct {
	ClientID     string // API credential of Sophos Central Partner
	ClientSecret Secret

	IDURL  string // root of the token service; "": DefaultIDURL. https, or http on a loopback host
	APIURL string // root of the API; "": DefaultAPIURL

	RoundTripper http.RoundTripper // nil: an own copy of the default transport
	Limits       []Window          // nil: PublishedLimits; empty but not nil: none, see NoLimits
	RetryBudget  *RetryBudget      // nil: DefaultRetryBudget; a zero one allows no repeats but after a 401 and as Retry-After asks
	UserAgent    string            // "": psasync
	Logger       *slog.Logger      // nil: silent
	OnAttempt    func(Attempt)     // called after every attempt; nil: not
	OnCall       func(Call)        // called after every call; nil: not
}

// PublishedLimits returns the windows that Sophos publishes per credential: 10 a second, 100 a minute, 1,000 an hour and
// 200,000 a day (unverified: U13; quoted by several clients, the vendor's own page could not be read).
func PublishedLimits() []Window {
	return []Window{
		{Max: 10, Per: time.Second}, {Max: 100, Per: time.Minute},
		{Max: 1000, Per: time.Hour}, {Max: 200_000, Per: 24 * time.Hour},
	}
}

// DefaultRetryBudget returns one repeat for every five calls, and twenty a minute besides.
func DefaultRetryBudget() RetryBudget { return transport.DefaultRetryBudget() }

// NoLimits returns the value of Config.Limits that paces nothing.
func NoLimits() []Window { return []Window{} }

// transports turns a Config into those of the token service and of the API, or reports all its problems.
func (cfg Config) transports() (id, api transport.Config, err error) {
	var problems []error
	problem := func(field, what string) {
		problems = append(problems, &ConfigError{Field: field, Problem: what})
	}
	if strings.TrimSpace(cfg.ClientID) == "" {
		problem("ClientID", "is required")
	}
	if strings.TrimSpace(cfg.ClientSecret.Reveal()) == "" {
		problem("ClientSecret", "is required")
	}
	root := func(field, raw string) *url.URL {
		u, err := transport.CheckURL(raw)
		if err != nil {
			problem(field, err.Error())
		} else if u.Path == "" {
			u.Path = "/" // joined to an empty path, a call's own would lose its slash in errors and hooks
		}
		return u
	}
	idURL := root("IDURL", cmp.Or(cfg.IDURL, DefaultIDURL))
	apiURL := root("APIURL", cmp.Or(cfg.APIURL, DefaultAPIURL))
	windows := slices.Clone(cfg.Limits)
	if cfg.Limits == nil {
		windows = PublishedLimits()
	}
	limiter, err := pace.New(windows, 0)
	if err != nil {
		problem("Limits", err.Error())
	}
	rule := DefaultRetryBudget()
	if cfg.RetryBudget != nil {
		rule = *cfg.RetryBudget
	}
	budget, err := transport.NewBudget(rule)
	if err != nil {
		problem("RetryBudget", err.Error())
	}
	if len(problems) > 0 {
		return id, api, errors.Join(problems...)
	}

	// One limiter and one budget for both hosts: the windows are counted per credential, and a token request uses the
	// credential too.
	common := transport.Config{
		RoundTripper: cfg.RoundTripper, Pace: limiter, Budget: budget, UserAgent: cmp.Or(cfg.UserAgent, "psasync"),
		Logger: cfg.Logger, OnAttempt: cfg.OnAttempt, OnCall: cfg.OnCall,
	}
	id, api = common, common
	id.Base, id.Classify = idURL, tokenErrors(cfg.ClientID, cfg.ClientSecret)
	api.Base, api.Classify = apiURL, classifyError
	api.AllowHost = func(u *url.URL) error { return transport.SubdomainOf(u, centralDomain) }
	return id, api, nil
}
