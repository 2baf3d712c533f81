package sophos

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"

	"github.com/psasync/psasync/internal/transport"
)

// Client reads Sophos Central with one API credential. It is safe for concurrent use: all calls share one token, one
// identity, the rate windows and the retry budget.
type Client struct {
	Tenants             Collection[Tenant] // the partner's customers
	OrganizationTenants Collection[Tenant] // the organization's tenants, with a credential of Sophos Central Enterprise
	Firewalls           Listing[Firewall]  // the firewalls of the credential's owner, with their licences

	id, api  *transport.Client
	root     *url.URL // of api
	tokens   *transport.TokenCache
	identity *transport.TokenCache // holds whoami's answer: asked once, like a token that never ends
}

// New makes a client. It reports all problems of cfg together, each a *ConfigError, and touches no network.
func New(cfg Config) (*Client, error) {
	idConfig, apiConfig, err := cfg.transports()
	if err != nil {
		return nil, err
	}
	c := &Client{root: apiConfig.Base}
	if c.id, err = transport.New(idConfig); err != nil {
		return nil, err
	}
	c.tokens = transport.NewTokenCache(tokenFetch(c.id, cfg.ClientID, cfg.ClientSecret))
	c.identity = transport.NewTokenCache(c.fetchIdentity)
	apiConfig.Authorize = c.authorize
	apiConfig.Renew = c.renew
	if c.api, err = transport.New(apiConfig); err != nil {
		return nil, err
	}
	c.Tenants = collection[Tenant](c, opTenants, 100)
	c.OrganizationTenants = collection[Tenant](c, opOrganizationTenants, 100)
	c.Firewalls = listing[Firewall](c, opFirewalls, 50)
	return c, nil
}

// CloseIdleConnections closes what is kept open between calls. The client stays usable.
func (c *Client) CloseIdleConnections() {
	c.id.CloseIdleConnections()
	c.api.CloseIdleConnections()
}

func (c *Client) authorize(ctx context.Context, r *http.Request) error {
	token, err := c.tokens.Get(ctx)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	return nil
}

// renew drops the refused token. A repeat is worthwhile even if another call has dropped it already.
func (c *Client) renew(r *http.Request) bool {
	const scheme = "Bearer "
	if h := r.Header.Get("Authorization"); len(h) > len(scheme) {
		c.tokens.Drop(h[len(scheme):])
	}
	return true
}

// get makes a call in the name of the credential's owner, if that is of a kind that may, and decodes its answer.
func get[T any](ctx context.Context, c *Client, op Operation, call transport.Call) (T, error) {
	var none T
	owner, err := c.owner(ctx)
	if err != nil {
		return none, apiError(err, call)
	}
	if !slices.Contains(op.As, owner.IDType) {
		return none, &IdentityError{Op: op.Name, IDType: owner.IDType, Needs: op.As}
	}
	return getAs[T](ctx, c, call, owner.IDType, owner.ID)
}

// getAs makes a call under the one identity header that says in whose name.
func getAs[T any](ctx context.Context, c *Client, call transport.Call, kind IDType, id string) (T, error) {
	call.Header = http.Header{identityHeader(kind): {id}}
	return fetch[T](ctx, c, call)
}

// identityHeader is the header that names an entity of the given kind [spec].
func identityHeader(kind IDType) string {
	switch kind {
	case IDOrganization:
		return "X-Organization-Id"
	case IDTenant:
		return "X-Tenant-Id"
	default:
		return "X-Partner-Id"
	}
}

// fetch makes a call without an identity header, or with the one that it already has.
func fetch[T any](ctx context.Context, c *Client, call transport.Call) (T, error) {
	var none, answer T
	call.Decode = decodeInto(&answer)
	if err := c.api.Do(ctx, call); err != nil {
		return none, apiError(err, call)
	}
	return answer, nil
}

// decodeInto reads a JSON body. The target is replaced as a whole, so that a repeated attempt starts afresh.
func decodeInto[T any](target *T) func(http.Header, io.Reader) error {
	return func(_ http.Header, body io.Reader) error {
		raw, err := io.ReadAll(body)
		if err != nil {
			return err
		}
		var v T
		if err := json.Unmarshal(raw, &v); err != nil {
			return err
		}
		*target = v
		return nil
	}
}

// classifyError reads the error body of the API [spec]. Only "error" is always there.
func classifyError(_ http.Header, body []byte) transport.VendorError {
	var e struct {
		Error, Message, Code, CorrelationID, RequestID string
	}
	_ = json.Unmarshal(body, &e) // a member of another type leaves the rest readable; anything else leaves Error empty
	if e.Error == "" {
		return transport.VendorError{}
	}
	v := transport.VendorError{Parsed: true, Code: e.Error, Message: e.Message, RequestID: e.CorrelationID}
	if v.RequestID == "" {
		v.RequestID = e.RequestID
	}
	if e.Code != "" {
		v.Details = []transport.Detail{{Code: e.Code}}
	}
	return v
}
