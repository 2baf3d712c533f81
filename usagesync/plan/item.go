package plan

import (
	"strings"
	"unicode"
)

// CatalogItem is a catalog item with the members that an item plan shows. Of these a plan sets what is asked for; cost,
// unit of measure and tax are ConnectWise's defaults and its people's.
type CatalogItem struct {
	Item
	CustomerDescription string `json:"customerDescription,omitempty"` // the text for the MSP's customers
	SubcategoryID       string `json:"subcategoryId,omitempty"`
	SubcategoryName     string `json:"subcategoryName,omitempty"` // for readers
	TypeID              string `json:"typeId,omitempty"`
	TypeName            string `json:"typeName,omitempty"` // for readers
	Doubt               string `json:"doubt,omitempty"`    // why its members can't be trusted; such an item is never changed
}

// ItemChoices are the records that a new catalog item has to name one of each.
type ItemChoices struct {
	Subcategories []ItemChoice `json:"subcategories"`
	Types         []ItemChoice `json:"types"`
}

// ItemChoice is a subcategory or a product type.
type ItemChoice struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Category string `json:"category,omitempty"` // of a subcategory: the category's name; subcategories of two may be called the same
	Inactive bool   `json:"inactive,omitempty"`
}

// MemberChange is a member of a catalog item with two values, under the name that ConnectWise gives it.
type MemberChange struct {
	Member string `json:"member"`
	Before string `json:"before"`
	After  string `json:"after"`
}

// Changes returns the members in which after differs. White space in texts does not count, because ConnectWise changes
// it [official docs]; neither do ids of items and names of what they refer to.
func (i CatalogItem) Changes(after CatalogItem) []MemberChange {
	changes := []MemberChange{}
	to := after.members()
	for n, m := range i.members() {
		if plain(m.value) != plain(to[n].value) {
			changes = append(changes, MemberChange{m.name, m.value, to[n].value})
		}
	}
	return changes
}

type itemMember struct{ name, value string }

// members lists what an item plan compares, shows and hashes.
func (i CatalogItem) members() []itemMember {
	inactive := ""
	if i.Inactive {
		inactive = "true"
	}
	return []itemMember{
		{"identifier", i.Identifier}, {"description", i.Description}, {"customerDescription", i.CustomerDescription},
		{"price", i.Price.String()}, {"subcategory", i.SubcategoryID}, {"type", i.TypeID}, {"productClass", i.Class},
		{"inactiveFlag", inactive},
	}
}

// ItemStep is one planned write on a catalog item, a withheld one, or the statement that the item is as asked already.
type ItemStep struct {
	ID      string       `json:"id"`   // what is written: "item/" and an id, or "new/" and an identifier in small letters
	Verb    Verb         `json:"verb"` // create, update, none or withhold
	Wanted  Verb         `json:"wanted,omitempty"`
	Reason  Code         `json:"reason,omitempty"`
	Detail  string       `json:"detail,omitempty"`
	Product string       `json:"product,omitempty"` // the Sophos product that a new item is for
	ItemID  string       `json:"itemId,omitempty"`  // none for a create
	Before  *CatalogItem `json:"before,omitempty"`  // none for a create
	After   CatalogItem  `json:"after"`
}

// Writes reports whether applying the step may send a request.
func (s ItemStep) Writes() bool { return s.Verb == VerbCreate || s.Verb == VerbUpdate }

// Changes returns what the step changes, member by member; of a create, every member that the new item gets.
func (s ItemStep) Changes() []MemberChange {
	if s.Before != nil {
		return s.Before.Changes(s.After)
	}
	changes := []MemberChange{}
	for _, m := range s.After.members() {
		if m.value != "" {
			changes = append(changes, MemberChange{Member: m.name, After: m.value})
		}
	}
	return changes
}

// Undo returns the request that gives an edited item its values back, if it still is what the step made of it. A created
// item can't be taken back: people retire it in ConnectWise, by making it inactive.
func (s ItemStep) Undo() (ItemRequest, bool) {
	if s.Verb != VerbUpdate || s.Before == nil {
		return ItemRequest{}, false
	}
	r := ItemRequest{Verb: VerbUpdate, ItemID: s.ItemID, Expect: new(s.After)}
	for _, c := range s.Changes() {
		switch c.Member {
		case "description":
			r.Description = new(s.Before.Description)
		case "customerDescription":
			r.CustomerDescription = new(s.Before.CustomerDescription)
		case "price":
			r.Price = new(s.Before.Price)
		}
	}
	return r, true
}

// ItemPlan is what creating or editing one catalog item would do, as data: a plan of one step. The command that a person
// typed for it is the approval, so that a program may apply it under its own digest at once.
type ItemPlan struct {
	Version  int       `json:"version"`
	Partner  string    `json:"partner"`
	Day      Date      `json:"day"`
	Expires  Date      `json:"expires"` // the last day on which it may be applied
	Digest   string    `json:"digest"`
	Step     ItemStep  `json:"step"`
	Findings []Finding `json:"findings"`
}

// ComputeDigest returns the digest of everything that applying the plan reads. Names that are only for readers, and
// findings, are not in it.
func (p ItemPlan) ComputeDigest() string {
	h := newStream()
	h.text("catalog item", p.Partner)
	h.num(int64(p.Version))
	h.date(p.Day, p.Expires)
	s := p.Step
	h.text(s.ID, string(s.Verb), s.Product, s.ItemID)
	h.flag(s.Before != nil)
	if s.Before != nil {
		h.item(*s.Before)
	}
	h.item(s.After)
	return h.end()
}

func (e *encoder) item(i CatalogItem) {
	e.text(i.ID, i.Doubt)
	for _, m := range i.members() {
		e.text(m.value)
	}
}

// plain is a text as ConnectWise keeps it: line breaks become a space [official docs].
func plain(text string) string { return strings.Join(strings.Fields(text), " ") }

// printable reports whether a text can be told from another by looking at it.
func printable(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar })
}
