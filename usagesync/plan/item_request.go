package plan

import (
	"cmp"

	"github.com/psasync/psasync/catalog"
)

// classAgreement is the class of new items. The API's own default is NonInventory, which additions may not bill [forum]
// (unverified: U38).
const classAgreement = "Agreement"

// ItemRequest is what a person asked for: a new catalog item for a Sophos product, or other details of one that is
// there. Members that are nil are taken from the product table by a create, and left as they are by an update.
type ItemRequest struct {
	Verb                Verb         `json:"verb"`                 // create or update
	ItemID              string       `json:"itemId,omitempty"`     // of an update
	Product             string       `json:"product,omitempty"`    // of a create: identifier of a Sophos product, or of an own one
	Identifier          *string      `json:"identifier,omitempty"` // of a create: under the caller's own brand
	Description         *string      `json:"description,omitempty"`
	CustomerDescription *string      `json:"customerDescription,omitempty"` // nil in a create: the description
	SubcategoryID       string       `json:"subcategoryId,omitempty"`       // of a create, which needs it
	TypeID              string       `json:"typeId,omitempty"`              // of a create, which needs it
	Class               string       `json:"class,omitempty"`               // of a create; none: Agreement (unverified: U38)
	Price               *Amount      `json:"price,omitempty"`               // a create needs it: 0 must be asked for
	Expect              *CatalogItem `json:"expect,omitempty"`              // of an update: what the item must hold still; nil: whatever it holds
}

// NewIdentifier returns the identifier of the item that a create asks for, or nothing when that can't be said.
func (r ItemRequest) NewIdentifier(s Settings) string {
	p, _ := r.product(s)
	return r.draft(p).Identifier
}

// product finds the product in the table and among the caller's own.
func (r ItemRequest) product(s Settings) (catalog.Product, bool) {
	table, err := catalog.New(s.OwnProducts, nil)
	if err != nil {
		return catalog.Product{}, false
	}
	return table.Product(r.Product)
}

// draft is the item that a create asks for.
func (r ItemRequest) draft(p catalog.Product) CatalogItem {
	or := func(asked *string, otherwise string) string {
		if asked != nil {
			otherwise = *asked
		}
		return plain(otherwise)
	}
	var i CatalogItem
	i.Identifier = or(r.Identifier, p.Identifier)
	i.Description = or(r.Description, p.Description)
	i.CustomerDescription = or(r.CustomerDescription, i.Description)
	i.Class = cmp.Or(r.Class, classAgreement)
	i.SubcategoryID, i.TypeID = r.SubcategoryID, r.TypeID
	if r.Price != nil {
		i.Price = *r.Price
	}
	return i
}
