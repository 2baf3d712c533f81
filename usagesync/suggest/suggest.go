package suggest

import (
	"cmp"
	"strings"
)

// Options bound what is suggested. The zero value means the defaults.
type Options struct {
	MinScore int // 1 to 100; similar names below it are not suggested; 0 means 50
	Max      int // candidates for each customer or product; 0 means 5
}

func (o Options) withDefaults() Options {
	return Options{min(max(cmp.Or(o.MinScore, 50), 1), 100), max(cmp.Or(o.Max, 5), 1)}
}

// Reason says by what rule a candidate was found.
type Reason string

// The reasons, strongest first.
const (
	Exact      Reason = "exact"      // the same text
	Normalised Reason = "normalised" // the same but for case, accents, punctuation, white space and affixes such as Inc
	Similar    Reason = "similar"    // spelled alike

	Prefix Reason = "prefix" // Search only: the text begins it
	Infix  Reason = "infix"  // Search only: the text is in it
)

// same reports whether the reason says that both names are one.
func (r Reason) same() bool { return r == Exact || r == Normalised }

// Match says how well a candidate fits, and what speaks against taking it as it is.
type Match struct {
	Score      int         `json:"score"` // 100 exact, 90 to 98 normalised, at most 89 similar
	Reason     Reason      `json:"reason"`
	Text       string      `json:"text"` // the reason in words, with both names
	Collisions []Collision `json:"collisions,omitempty"`
	Clear      bool        `json:"clear"` // exact or normalised, the only such candidate, and no collisions
}

// Collision is something that a person has to decide before a candidate is taken.
type Collision struct {
	Kind CollisionKind `json:"kind"`
	Text string        `json:"text"`
	IDs  []string      `json:"ids,omitempty"` // what collides, in order; shared between results: don't change
}

// CollisionKind is the closed list of collisions.
type CollisionKind string

// The collisions. In brackets what Collision.IDs names.
const (
	SameName            CollisionKind = "same-name"            // several candidates have this name (all of them)
	SeveralCustomers    CollisionKind = "several-customers"    // the first choice of several customers (all of them)
	SeveralProducts     CollisionKind = "several-products"     // the first choice of several products (all of them)
	AlreadyMapped       CollisionKind = "already-mapped"       // a route in effect leads there (its customers)
	Deleted             CollisionKind = "deleted"              // the company is in the recycle bin
	NoAgreement         CollisionKind = "no-agreement"         // no eligible agreement
	SeveralAgreements   CollisionKind = "several-agreements"   // several eligible agreements (all of them)
	OtherLegalForm      CollisionKind = "other-legal-form"     // both names have legal forms, and they differ
	NoName              CollisionKind = "no-name"              // the name is nothing but a legal form
	Inactive            CollisionKind = "inactive"             // the item is inactive
	Bundle              CollisionKind = "bundle"               // items of class Bundle can't be additions [forum]
	NoVendor            CollisionKind = "no-vendor"            // the product is Sophos's, the item may be anybody's
	SeveralPredecessors CollisionKind = "several-predecessors" // the agreement may follow several (all of them)
	CompanyMismatch     CollisionKind = "company-mismatch"     // the agreement is not the route's company's
)

func (k CollisionKind) text() string {
	switch k {
	case SameName:
		return "several candidates have this name"
	case SeveralCustomers:
		return "the first choice of several customers"
	case SeveralProducts:
		return "the first choice of several products; one item for all of them is a bundle, which somebody has to want"
	case AlreadyMapped:
		return "a customer is already mapped to it"
	case Deleted:
		return "the company is in the recycle bin"
	case NoAgreement:
		return "no agreement fits"
	case SeveralAgreements:
		return "several agreements fit"
	case OtherLegalForm:
		return "the legal forms differ, so these may be two companies"
	case NoName:
		return "the name is nothing but a legal form"
	case Inactive:
		return "the item is inactive"
	case Bundle:
		return "bundle items can't be additions"
	case NoVendor:
		return "the item's name does not say Sophos, so it may be another vendor's product"
	case SeveralPredecessors:
		return "several agreements that customers are mapped to may go on in it"
	case CompanyMismatch:
		return "the agreement belongs to another company than the mapping says"
	}
	return ""
}

// collide adds a collision if it happened.
func (m *Match) collide(happened bool, k CollisionKind, ids ...string) {
	if happened {
		m.Collisions = append(m.Collisions, Collision{k, k.text(), ids})
	}
}

// judge says whether the match is clear, once all collisions are known.
func (m *Match) judge() { m.Clear = m.Reason.same() && len(m.Collisions) == 0 }

// foldID is the form in which Sophos ids are compared.
func foldID(id string) string { return strings.ToLower(id) }

// falseFirst orders false before true.
func falseFirst(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// collect returns f of every element.
func collect[T, R any](list []T, f func(T) R) []R {
	out := make([]R, len(list))
	for i, v := range list {
		out[i] = f(v)
	}
	return out
}
