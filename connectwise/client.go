package connectwise

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"

	"github.com/psasync/psasync/internal/pace"
	"github.com/psasync/psasync/internal/transport"
)

// Client talks to one ConnectWise PSA site as one API member. It is safe for concurrent use; all its calls share one pace.
type Client struct {
	Companies               Collection[Company]
	CompanyStatuses         Collection[CompanyStatus]
	CompanyTypes            Collection[CompanyType]
	CompanyTypeAssociations Collection[CompanyTypeAssociation] // of all companies
	Agreements              Collection[Agreement]
	AgreementTypes          Collection[AgreementType]
	AgreementRecaps         *AgreementRecaps
	CatalogItems            *CatalogItems
	Categories              Collection[Category]
	Subcategories           Collection[SubCategory]
	ProductTypes            Collection[ProductType]
	UnitsOfMeasure          Collection[UnitOfMeasure]
	UserDefinedFields       Collection[UserDefinedField]

	base    atomic.Pointer[url.URL] // root of the API; its code base may change, its host never does
	company string
	accept  string
	signed  *transport.Client // with credentials, to BaseURL's host only
	open    *transport.Client // without, for CompanyInfo
	buffers sync.Pool         // of *bytes.Buffer, for bodies
}

// New checks the whole configuration, reports all problems together, and touches no network.
func New(cfg Config) (*Client, error) {
	base, err := cfg.check()
	limits := cfg.Limits
	if limits == nil {
		limits = PublishedLimits()
	}
	limiter, paceErr := pace.New(limits, cmp.Or(max(cfg.InFlight, 0), defaultInFlight))
	rule := DefaultRetryBudget()
	if cfg.RetryBudget != nil {
		rule = *cfg.RetryBudget
	}
	budget, budgetErr := transport.NewBudget(rule)
	if err := errors.Join(err, paceErr, budgetErr); err != nil {
		return nil, err
	}
	settings := transport.Config{
		Base:         base,
		RoundTripper: cfg.RoundTripper,
		Pace:         limiter,
		Budget:       budget,
		Classify:     cfg.classify(),
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
	c := &Client{company: cfg.Company, accept: "application/json", signed: signed, open: open}
	c.base.Store(base)
	if cfg.Version != "" {
		c.accept = "application/vnd.connectwise.com+json; version=" + cfg.Version
	}
	c.collections()
	return c, nil
}

// collections makes those that have no parent.
func (c *Client) collections() {
	c.Companies = top[Company](c, companies)
	c.CompanyStatuses = top[CompanyStatus](c, companyStatuses)
	c.CompanyTypes = top[CompanyType](c, companyTypes)
	c.CompanyTypeAssociations = top[CompanyTypeAssociation](c, companyTypeAssociations)
	c.Agreements = top[Agreement](c, agreements)
	c.AgreementTypes = top[AgreementType](c, agreementTypes)
	c.AgreementRecaps = &AgreementRecaps{top[AgreementRecap](c, agreementRecaps)}
	c.CatalogItems = &CatalogItems{top[CatalogItem](c, catalogItems)}
	c.Categories = top[Category](c, categories)
	c.Subcategories = top[SubCategory](c, subcategories)
	c.ProductTypes = top[ProductType](c, productTypes)
	c.UnitsOfMeasure = top[UnitOfMeasure](c, unitsOfMeasure)
	c.UserDefinedFields = top[UserDefinedField](c, userDefinedFields)
}

// Additions returns the additions of one agreement. As everywhere, an id that isn't positive fails at the first call.
func (c *Client) Additions(agreementID int) *Additions {
	return &Additions{under[Addition](c, additions, "agreement", agreementID)}
}

// Adjustments returns the adjustments of one agreement.
func (c *Client) Adjustments(agreementID int) Collection[Adjustment] {
	return under[Adjustment](c, adjustments, "agreement", agreementID)
}

// CatalogComponents returns what one catalog item of the class Bundle is made of.
func (c *Client) CatalogComponents(itemID int) Collection[CatalogComponent] {
	return under[CatalogComponent](c, catalogComponents, "catalog item", itemID)
}

// TypeAssociations returns the types of one company as records of their own.
func (c *Client) TypeAssociations(companyID int) Collection[CompanyTypeAssociation] {
	return under[CompanyTypeAssociation](c, typeAssociations, "company", companyID)
}

// CloseIdleConnections closes the connections that are kept open between calls.
func (c *Client) CloseIdleConnections() {
	c.signed.CloseIdleConnections()
	c.open.CloseIdleConnections()
}

// authorize returns what adds the credentials to a request [official docs].
func (c Config) authorize() func(context.Context, *http.Request) error {
	user, password, clientID := c.Company+"+"+c.PublicKey, string(c.PrivateKey), c.ClientID
	return func(_ context.Context, r *http.Request) error {
		r.SetBasicAuth(user, password)
		r.Header.Set("clientId", clientID)
		return nil
	}
}

// do sends one call to the API, and once more where the code base turns out to be another. A create is not sent again:
// the caller decides, as after every refusal.
func (c *Client) do(ctx context.Context, call transport.Call) error {
	base := c.base.Load()
	if length(base, call.Path, call.Query) > maxURL {
		return &ArgumentError{Argument: "query", Reason: "the URL would have more than 2,000 characters", Advice: "split lists of ids with AllIn"}
	}
	h := http.Header{"Accept": {c.accept}}
	if call.Body != nil {
		h.Set("Content-Type", "application/json")
	}
	maps.Copy(h, call.Header)
	call.Header, call.Root = h, base
	err := public(c.signed.Do(ctx, call))
	if err == nil || call.Class == transport.Create {
		return err
	}
	if now, ok := c.moved(ctx, base, err); ok {
		call.Root = now
		err = public(c.signed.Do(ctx, call))
	}
	return err
}

// length is that of the URL as it is sent.
func length(base *url.URL, path string, q url.Values) int {
	return len(base.String()) + len(path) + len("?") + len(q.Encode())
}
