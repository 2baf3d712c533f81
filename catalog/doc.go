// Package catalog knows the products that Sophos sells by the month, and which product code of a billing row means which
// of them.
//
// # Products
//
// The table holds the 35 products that Sophos's own ConnectWise integration creates, with identifier and description
// exactly as Sophos prints them [official docs: Sophos Central Partner help, "What happens in the initial
// synchronization"]. An identifier may be longer than the 30 characters that many systems allow: one is. What stands
// beside the two is not Sophos's:
//
//   - Platform, Firewall, Family and Tier are our own reading of the names [inferred] (unverified: U02).
//   - CurrentName is the name that invoices of today use, as seen in public programs that read them [client code]; it
//     is empty where none is public.
//
// Two products of one family stand for the same protection of the same thing at different tiers, so a fall in one and a
// rise in another may be one change of licence. A product without a family is in no such pair.
//
// # Product codes
//
// A billing row names its product by a product code such as CIXA-MSP: case-sensitive, opaque, from a list that Sophos
// does not publish. [Catalog.Resolve] answers through aliases. All aliases of the built-in table are guesses from names
// [inferred] (unverified: U01), each with a [Confidence]: those of high confidence are in effect, the others are only
// suggested. A code without an alias is normal input: its units have to be reported, so Resolve says unknown rather
// than failing.
//
// An alias may be narrowed to rows of one product group, of one SKU or with one beginning of the description. Of the
// aliases that fit a row the most specific wins: one that fits only rows which the other fits, too. Where several remain
// and name different products, the code is ambiguous and stays unresolved.
//
// # The caller's own
//
// [New] puts the caller's products and aliases on top. An own product with the identifier of a built-in one replaces
// it, which is how to correct what is inferred. An own alias is a decision: it is in effect whatever its confidence
// says, and where one fits a row, built-in ones have no say. So a suggestion is confirmed by handing it back to New.
//
// # Data
//
// Both tables are reviewed files in data/, one entry a line. A Catalog is immutable and safe for concurrent use; the
// package does no I/O, and New costs well under a millisecond.
package catalog
