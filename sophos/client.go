package sophos

import (
	"context"
	"encoding/json"
	"io"
	"net/http"

	"github.com/psasync/psasync/internal/transport"
)

// Client reads Sophos Central with one partner credential. It is safe for concurrent use: all calls share one token, one
// partner id and the rate windows.
type Client struct {
	Tenants   Collection[Tenant] // the partner's customers
	Firewalls Listing[Firewall]  // the partner's firewalls with their licences

	id, api *transport.Client
	tokens  *transport.TokenCache
	partner *transport.TokenCache // holds the partner id: found out once, like a token that never ends
}

// New makes a client. It reports all problems of cfg together, each a *ConfigError, and touches no network.
func New(cfg Config) (*Client, error) {
	idConfig, apiConfig, err := cfg.transports()
	if err != nil {
		return nil, err
	}
	c := &Client{}
	if c.id, err = transport.New(idConfig); err != nil {
		return nil, err
	}
	c.tokens = transport.NewTokenCache(tokenFetch(c.id, cfg.ClientID, cfg.ClientSecret))
	c.partner = transport.NewTokenCache(c.fetchPartner)
	apiConfig.Authorize = c.authorize
	apiConfig.Renew = c.renew
	if c.api, err = transport.New(apiConfig); err != nil {
		return nil, err
	}
	c.Tenants = Collection[Tenant]{Listing[Tenant]{c, "sophos.tenants", "/partner/v1/tenants", 100}}
	c.Firewalls = Listing[Firewall]{c, "sophos.firewalls", "/licenses/v1/licenses/firewalls", 50}
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

// get makes a call in the partner's name and decodes its answer.
func get[T any](ctx context.Context, c *Client, call transport.Call) (T, error) {
	call.Method = http.MethodGet
	partner, err := c.partner.Get(ctx)
	if err != nil {
		var none T
		return none, apiError(err, call)
	}
	call.Header = http.Header{"X-Partner-Id": {partner}}
	return fetch[T](ctx, c, call)
}

// fetch makes a call without an identity header.
func fetch[T any](ctx context.Context, c *Client, call transport.Call) (T, error) {
	var none, answer T
	call.Method = http.MethodGet
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
	if json.Unmarshal(body, &e) != nil || e.Error == "" {
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
