package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// What ConnectWise takes of a catalog item's texts, in characters [official docs: the API description].
const (
	maxIdentifier          = 75
	maxDescription         = 60
	maxCustomerDescription = 6000
)

// ItemInput is everything that BuildItem looks at.
type ItemInput struct {
	Partner  string
	Today    Date
	Settings Settings
	Request  ItemRequest
	There    []CatalogItem // of a create: the items with its identifier; of an update: the item
	Choices  ItemChoices   // of a create
	Open     bool          // an earlier write to it is not settled
}

// BuildItem plans the creation or the edit of one catalog item. It is pure, as Build is. What stands against the write
// withholds it, with all reasons as findings; a write that would change nothing is none.
func BuildItem(in ItemInput) ItemPlan {
	b := itemBuilder{in: in}
	b.step.Verb, b.step.ItemID = in.Request.Verb, in.Request.ItemID
	switch in.Request.Verb {
	case VerbCreate:
		b.create()
	case VerbUpdate:
		b.update()
	default:
		b.hold(ItemMemberInvalid, fmt.Sprintf("verb %q", in.Request.Verb))
	}
	if in.Open {
		b.note(Unsettled, b.step.After.Identifier)
	}
	p := ItemPlan{
		Version: Version, Partner: in.Partner, Day: in.Today, Expires: in.Today.AddDays(validDays),
		Step: b.step, Findings: b.findings.sorted(),
	}
	p.Digest = p.ComputeDigest()
	return p
}

type itemBuilder struct {
	in       ItemInput
	step     ItemStep
	findings findings
}

// note reports something that does not forbid the write.
func (b *itemBuilder) note(code Code, detail string) {
	b.findings.add(code, Finding{Product: b.in.Request.Product}, "", detail)
}

// hold withholds the write. The first reason stays the step's.
func (b *itemBuilder) hold(code Code, detail string) {
	b.note(code, detail)
	if b.step.Verb != VerbWithhold {
		b.step.Wanted, b.step.Verb, b.step.Reason, b.step.Detail = b.step.Verb, VerbWithhold, code, detail
	}
}

func (b *itemBuilder) create() {
	r := b.in.Request
	product, known := r.product(b.in.Settings)
	item := r.draft(product)
	b.step.ID, b.step.Product = "new/"+strings.ToLower(item.Identifier), cmp.Or(product.Identifier, r.Product)
	if !known {
		b.hold(UnknownProduct, r.Product)
	}
	b.only(r.ItemID == "", "itemId: a new item has none yet")
	b.texts(item)
	b.price(r.Price)
	if item.Class == classBundle {
		b.hold(ItemBundle, "class "+item.Class)
	}
	item.SubcategoryName = b.choice("subcategory", item.SubcategoryID, b.in.Choices.Subcategories)
	item.TypeName = b.choice("type", item.TypeID, b.in.Choices.Types)
	b.step.After = item
	b.rival(item)
	if b.step.Verb != VerbCreate {
		return
	}
	b.note(ItemDefaults, item.Identifier)
	for _, m := range b.in.Settings.Products {
		if m.ItemID != "" && strings.EqualFold(m.Product, product.Identifier) {
			b.note(ProductMapped, fmt.Sprintf("%s, item %s", product.Identifier, m.ItemID))
		}
	}
}

// rival looks for an item that has the identifier already. One that is just what was asked for is the item.
func (b *itemBuilder) rival(item CatalogItem) {
	for _, other := range b.in.There {
		if b.step.Verb == VerbCreate && len(b.in.There) == 1 && other.Doubt == "" && len(item.Changes(other)) == 0 {
			b.step.Verb, b.step.ItemID, b.step.Before, b.step.After = VerbNone, other.ID, &other, other
			return
		}
		detail := fmt.Sprintf("%s, item %s", other.Identifier, other.ID)
		if other.Inactive {
			detail += ", inactive"
		}
		b.hold(ItemTaken, detail)
	}
}

func (b *itemBuilder) update() {
	r := b.in.Request
	b.step.ID = "item/" + r.ItemID
	if len(b.in.There) != 1 || b.in.There[0].ID != r.ItemID {
		b.hold(ItemMissing, "item "+r.ItemID)
		return
	}
	before := b.in.There[0]
	after := before
	b.step.Before, b.step.After = &before, after
	if before.Doubt != "" {
		b.hold(ItemUnreadable, fmt.Sprintf("%s, %s", before.Identifier, before.Doubt))
	}
	b.only(r.Product == "" && r.Identifier == nil && r.SubcategoryID == "" && r.TypeID == "" && r.Class == "",
		"only description, customerDescription and price can be edited")
	if r.Expect != nil && len(r.Expect.Changes(before)) > 0 {
		b.hold(ItemEdited, describe(r.Expect.Changes(before)))
	}
	if r.Description != nil {
		after.Description = plain(*r.Description)
		b.text("description", after.Description, maxDescription)
	}
	if r.CustomerDescription != nil {
		after.CustomerDescription = plain(*r.CustomerDescription)
		b.text("customerDescription", after.CustomerDescription, maxCustomerDescription)
	}
	if r.Price != nil {
		after.Price = *r.Price
		b.price(r.Price)
	}
	b.step.After = after
	if after.Price != before.Price {
		b.note(ItemPriceLater, after.Identifier) // [inferred] (unverified: U40)
	}
	if before.Inactive {
		b.note(ItemInactive, before.Identifier)
	}
	if b.step.Verb == VerbUpdate && len(b.step.Changes()) == 0 {
		b.step.Verb = VerbNone
	}
}

func (b *itemBuilder) only(ok bool, problem string) {
	if !ok {
		b.hold(ItemMemberInvalid, problem)
	}
}

func (b *itemBuilder) texts(i CatalogItem) {
	b.text("identifier", i.Identifier, maxIdentifier)
	b.text("description", i.Description, maxDescription)
	b.text("customerDescription", i.CustomerDescription, maxCustomerDescription)
}

// text checks a required text. Its length counts as .NET counts it, which is never less than its characters [inferred]
// (unverified: U43).
func (b *itemBuilder) text(member, value string, most int) {
	n := len(utf16.Encode([]rune(value)))
	switch {
	case value == "":
		b.hold(ItemMemberMissing, member)
	case n > most:
		b.hold(ItemMemberInvalid, fmt.Sprintf("%s of %d characters, %d fit", member, n, most))
	case !printable(value):
		b.hold(ItemMemberInvalid, member+" with characters that can't be printed")
	}
}

// price checks a price: nothing costs 0 unless a person said so.
func (b *itemBuilder) price(asked *Amount) {
	switch {
	case asked == nil:
		b.hold(ItemMemberMissing, "price")
	case asked.Sign() < 0:
		b.hold(ItemMemberInvalid, "price "+asked.String())
	case asked.Sign() == 0:
		b.note(ItemPriceZero, "price "+asked.String())
	}
}

// choice checks a required reference and returns the name of what it refers to.
func (b *itemBuilder) choice(member, id string, among []ItemChoice) string {
	i := slices.IndexFunc(among, func(c ItemChoice) bool { return c.ID == id })
	switch {
	case id == "":
		b.hold(ItemMemberMissing, member)
	case i < 0:
		b.hold(ItemMemberInvalid, fmt.Sprintf("%s %s does not exist", member, id))
	case among[i].Inactive:
		b.hold(ItemMemberInvalid, fmt.Sprintf("%s %s, %s, is inactive", member, id, among[i].Name))
	default:
		return among[i].Name
	}
	return ""
}

// describe says in words how an item differs.
func describe(changes []MemberChange) string {
	var words []string
	for _, c := range changes {
		words = append(words, fmt.Sprintf("%s is %q, not %q", c.Member, shorten(c.After), shorten(c.Before)))
	}
	return strings.Join(words, ", ")
}
