package sophos

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/psasync/psasync/internal/transport"
)

// IDType says what kind of entity an id belongs to. Unknown values are normal.
type IDType string

// The known kinds of entity.
const (
	IDPartner      IDType = "partner"
	IDOrganization IDType = "organization"
	IDTenant       IDType = "tenant"
)

// Identity is the entity that owns the credential.
type Identity struct {
	ID       string   `json:"id"` // may be in upper case: compare with EqualID
	IDType   IDType   `json:"idType"`
	APIHosts APIHosts `json:"apiHosts,omitzero"`
}

// APIHosts are the roots that whoami names, as sent; zero in some answers. All but TenantView.Get stays on the global
// host, Config.APIURL, whatever they say.
type APIHosts struct {
	Global     string `json:"global,omitempty"`
	DataRegion string `json:"dataRegion,omitempty"` // only for tenants
}

// WhoAmI asks which entity owns the credential.
func (c *Client) WhoAmI(ctx context.Context) (Identity, error) {
	call, err := operation(opWhoAmI).call(nil)
	if err != nil {
		return Identity{}, err
	}
	id, err := fetch[Identity](ctx, c, call)
	if err == nil && (id.ID == "" || id.IDType == "") {
		err = apiError(fmt.Errorf("%w: whoami names no id or no idType", ErrBody), call)
	}
	if err != nil {
		return Identity{}, err
	}
	return id, nil
}

// owner is the credential's entity. It never changes, so whoami is asked until it has answered once.
func (c *Client) owner(ctx context.Context) (Identity, error) {
	var id Identity
	text, err := c.identity.Get(ctx)
	if err == nil {
		err = json.Unmarshal([]byte(text), &id)
	}
	return id, err
}

// fetchIdentity makes whoami's answer a token without an expiry.
func (c *Client) fetchIdentity(ctx context.Context) (transport.Token, error) {
	id, err := c.WhoAmI(ctx)
	if err != nil {
		return transport.Token{}, err
	}
	text, err := json.Marshal(id)
	return transport.Token{Value: string(text)}, err
}
