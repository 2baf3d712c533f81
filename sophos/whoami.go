package sophos

import (
	"context"
	"fmt"
	"net/http"

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

// APIHosts are the roots that whoami names, as sent; zero in some answers. The client does not follow them: everything
// it reads is on the global host, Config.APIURL.
type APIHosts struct {
	Global     string `json:"global,omitempty"`
	DataRegion string `json:"dataRegion,omitempty"` // only for tenants
}

// WhoAmI asks which entity owns the credential.
func (c *Client) WhoAmI(ctx context.Context) (Identity, error) {
	call := transport.Call{Op: "sophos.whoami", Method: http.MethodGet, Path: "/whoami/v1"}
	id, err := fetch[Identity](ctx, c, call)
	if err == nil && (id.ID == "" || id.IDType == "") {
		err = apiError(fmt.Errorf("%w: whoami names no id or no idType", ErrBody), call)
	}
	if err != nil {
		return Identity{}, err
	}
	return id, nil
}

// fetchPartner finds the partner id of the credential. It never ends, so it is a token without an expiry.
func (c *Client) fetchPartner(ctx context.Context) (transport.Token, error) {
	id, err := c.WhoAmI(ctx)
	if err != nil {
		return transport.Token{}, err
	}
	if id.IDType != IDPartner {
		return transport.Token{}, &NotPartnerError{IDType: id.IDType}
	}
	return transport.Token{Value: id.ID}, nil
}
