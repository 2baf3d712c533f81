package usagesync

import (
	"context"
	"errors"
	"time"

	"github.com/psasync/psasync/usagesync/plan"
)

// ItemTarget is what a Target offers besides when the items of its catalog can be created and edited. It is optional:
// without it nothing but PlanItem and ApplyItem is missing. Errors mean what they mean for Target.
type ItemTarget interface {
	// Items returns the catalog items that ref names as they are now, those that can't be read exactly with their Doubt.
	// None is no error.
	Items(ctx context.Context, ref ItemRef) ([]plan.CatalogItem, error)
	// ItemChoices returns all subcategories and product types, inactive ones too: a new item names one of each.
	ItemChoices(ctx context.Context) (plan.ItemChoices, error)
	// CreateItem adds a catalog item. It sends at most one request, and none after NewItem.SendBefore. An error means that
	// nobody knows whether it was added, unless NotDone wraps it.
	CreateItem(ctx context.Context, n NewItem) (plan.CatalogItem, error)
	// UpdateItem sets members of a catalog item and returns it as it is now. An error means that nobody knows whether it was
	// changed, unless NotDone wraps it.
	UpdateItem(ctx context.Context, id string, c ItemChange) (plan.CatalogItem, error)
}

// ItemRef names catalog items: one by its ID, or those that have an Identifier, whatever its case. One of the two is set.
type ItemRef struct {
	ID         string
	Identifier string
}

// NewItem is a catalog item to be created. Everything else, such as cost, unit of measure and tax, is left to the
// target's own defaults.
type NewItem struct {
	Identifier          string
	Description         string
	CustomerDescription string
	SubcategoryID       string
	TypeID              string
	Class               string      // the target's own word
	Price               plan.Amount // 0 is a price
	SendBefore          time.Time   // the latest moment at which the request may start
}

// ItemChange is what an update writes: the members that are not nil, at least one.
type ItemChange struct {
	Description         *string
	CustomerDescription *string
	Price               *plan.Amount
}

// ErrNoItemTarget says that the target's catalog can't be written to.
var ErrNoItemTarget = errors.New("usagesync: Config.Target has no catalog that can be written to (it is no ItemTarget)")

func (s *Syncer) itemTarget() (ItemTarget, error) {
	if t, ok := s.cfg.Target.(ItemTarget); ok {
		return t, nil
	}
	return nil, ErrNoItemTarget
}

// itemRef names what an item step reads: the item that it edits, or those in the way of the one that it creates.
func itemRef(s plan.ItemStep) ItemRef {
	if s.ItemID != "" {
		return ItemRef{ID: s.ItemID}
	}
	return ItemRef{Identifier: s.After.Identifier}
}
