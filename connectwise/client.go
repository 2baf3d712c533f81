package connectwise

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strconv"

	"github.com/psasync/psasync/internal/pace"
	"github.com/psasync/psasync/internal/transport"
)

// Client talks to one ConnectWise PSA site as one API member. It is safe for concurrent use; all its calls share one pace.
type Client struct {
	Companies      Collection[Company]
	Agreements     Collection[Agreement]
	AgreementTypes Collection[AgreementType]
	CatalogItems   *CatalogItems
	Subcategories  Collection[SubCategory]
	ProductTypes   Collection[ProductType]

	base    *url.URL
	company string
	accept  string
	signed  *transport.Client // with credentials, to BaseURL's host only
	open    *transport.Client // without, for CompanyInfo
}

// New checks the whole configuration, reports all problems together, and touches no network.
func New(cfg Config) (*Client, error) {
	base, err := cfg.check()
	limits := cfg.Limits
	if limits == nil {
		limits = PublishedLimits()
	}
	limiter, paceErr := pace.New(limits, cmp.Or(max(cfg.InFlight, 0), defaultInFlight))
	if err := errors.Join(err, paceErr); err != nil {
		return nil, err
	}
	settings := transport.Config{
		Base:         base,
		RoundTripper: cfg.RoundTripper,
		Pace:         limiter,
		Classify:     classify,
		RequestID:    requestID,
		UserAgent:    cmp.Or(cfg.UserAgent, "psasync"),
		Logger:       cfg.Logger,
		OnAttempt:    cfg.OnAttempt,
		OnCall:       cfg.OnCall,
	}
	anywhere := settings
	anywhere.AllowHost = func(*url.URL) error { return nil } // it carries no credentials
	open, openErr := transport.New(anywhere)
	settings.Authorize = cfg.authorize()
	signed, signedErr := transport.New(settings)
	if err := errors.Join(openErr, signedErr); err != nil {
		return nil, err
	}
	c := &Client{base: base, company: cfg.Company, accept: "application/json", signed: signed, open: open}
	if cfg.Version != "" {
		c.accept = "application/vnd.connectwise.com+json; version=" + cfg.Version
	}
	c.Companies = Collection[Company]{client: c, name: "companies", path: "/company/companies"}
	c.Agreements = Collection[Agreement]{client: c, name: "agreements", path: "/finance/agreements"}
	c.AgreementTypes = Collection[AgreementType]{client: c, name: "agreementtypes", path: "/finance/agreements/types"}
	c.CatalogItems = &CatalogItems{Collection[CatalogItem]{client: c, name: "catalogitems", path: "/procurement/catalog"}}
	c.Subcategories = Collection[SubCategory]{client: c, name: "subcategories", path: "/procurement/subcategories"}
	c.ProductTypes = Collection[ProductType]{client: c, name: "producttypes", path: "/procurement/types"}
	return c, nil
}

// Additions returns the additions of one agreement. An id that isn't positive fails at the first call.
func (c *Client) Additions(agreementID int) *Additions {
	a := Collection[Addition]{client: c, name: "additions", path: "/finance/agreements/" + strconv.Itoa(agreementID) + "/additions"}
	if agreementID <= 0 {
		a.err = &ArgumentError{Argument: "agreement", Reason: "want a positive id"}
	}
	return &Additions{a}
}

// CloseIdleConnections closes the connections that are kept open between calls.
func (c *Client) CloseIdleConnections() {
	c.signed.CloseIdleConnections()
	c.open.CloseIdleConnections()
}

// Operation returns the constant operation name that every request's context carries, e.g. "connectwise.additions.list":
// what a RoundTripper that traces or counts wants to know.
func Operation(ctx context.Context) string { return transport.Operation(ctx) }

// authorize returns what adds the credentials to a request [official docs].
func (c Config) authorize() func(context.Context, *http.Request) error {
	user, password, clientID := c.Company+"+"+c.PublicKey, string(c.PrivateKey), c.ClientID
	return func(_ context.Context, r *http.Request) error {
		r.SetBasicAuth(user, password)
		r.Header.Set("clientId", clientID)
		return nil
	}
}

// do sends one call to the API.
func (c *Client) do(ctx context.Context, call transport.Call) error {
	if len(c.base.String())+len(call.Path)+len("?")+len(call.Query.Encode()) > maxURL {
		return &ArgumentError{Argument: "query", Reason: "the URL would have more than 2,000 characters", Advice: "split lists of ids with InChunks"}
	}
	h := http.Header{"Accept": {c.accept}}
	if call.Body != nil {
		h.Set("Content-Type", "application/json")
	}
	maps.Copy(h, call.Header)
	call.Header = h
	return public(c.signed.Do(ctx, call))
}
