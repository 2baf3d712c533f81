// Package suggest proposes what unmapped customers and products may be in ConnectWise, finds catalog items while somebody
// types, says what a mistyped name may have meant, and names the agreements that follow those which end. It is pure: no
// clock, no I/O, no state. The same input in any order gives the same result. It changes nothing, and nothing applies
// its suggestions by itself: a person or a command that a person started turns one into a mapping.
//
// # Customers
//
// [Customers] looks at every tenant that no route maps, and at all companies. Names are compared in three steps, and each
// candidate says by which one it was found:
//
//	exact       100      the same text
//	normalised   98      the same but for case, accents, punctuation and spaces
//	             95      and but for a legal form: "Acme, Inc." and "ACME"
//	             90      both have a legal form, and they differ: "Huber GmbH" and "Huber AG"
//	similar   50–89      spelled alike
//
// The partner's own account is suggested for exclusion instead. A tenant whose every route is over counts as unmapped; leave
// out tenants that an exclusion covers.
//
// A candidate shows the company's eligible agreements: those that are not cancelled, expired, inactive or over on the day,
// and have begun; a child agreement ends with its topmost parent. It also shows what speaks against taking it as it
// is, see [CollisionKind]. It is Clear when the names are exactly or normalised the same, the company has one eligible
// agreement, and nothing collides: no second company of that name (in the recycle bin or not), no second
// customer that is called so, no customer mapped to the company already. Similar names are never clear, however high their score:
// "Filiale 1" and "Filiale 2" differ in one letter.
//
// # How names are compared
//
// Normalising keeps letters and digits, in small letters, and drops diacritics of Latin, Greek and Cyrillic letters; ß is
// ss, ø is o, full-width letters are plain. The words "and", "und", "et" and "the" don't count, nor do spaces in the
// end: "Blue Sky" is "BlueSky". Legal forms are a table, at the end of a name or, where that is usual, before it. Names
// without a letter or digit match nothing; names that are only legal forms match only the same text, never clearly.
// Other scripts are compared as they are written. Vendors send composed text; decomposed Hangul and kana match less well.
//
// Similarity is Dice's coefficient over the three-letter pieces of all words (two characters in Chinese, Japanese and Korean), each
// weighed by how rare it is among the companies. Pieces forgive typing mistakes and don't care about the order of
// words. Without the weights, all dental practices would be alike: among 10,000 invented companies, 21 % of
// unrelated names found some company at 60 or more, and 83 % without them. With the default minimum of 50 a name with one letter
// missing, wrong or swapped, with its words turned or a word added, or only its first word still found its company
// in 95 to 100 % of cases, and had it first in 93 to 100 %. In a list of a few companies everything is rare, so scores
// there say less.
//
// A search looks at the rare pieces of a name first and stops when the common ones alone can't reach the minimum score.
// It finds exactly what comparing all pairs would. For 10,000 tenants and 10,000 companies, fewer than 3 % of all
// pairs are compared. A lower [Options].MinScore costs time.
//
// # Products
//
// [Products] does the same for Sophos products and catalog items. Exact is the same identifier. The words Sophos and
// Central in front are to products what legal forms are to companies; an item that lacks them may be another
// vendor's, so it is never clear. Items that are inactive or of class Bundle are shown, never clear. An item whose
// identifier is Sophos's carries [VendorNote].
//
// # Successors
//
// [Successors] names, for each route whose agreement is cancelled, over, or over within 30 days, the active agreements of
// the same company and type that start after it. It is Clear when there is exactly one, no route leads there yet, and it
// follows no other agreement that customers are mapped to.
//
// # Searching
//
// [Search] finds catalog items from two characters on; [Closest] answers "did you mean" for any list of names or ids.
//
// # Results, errors, concurrency
//
// Results marshal to JSON with the members that their tags name. Lists in them may be shared with each other and with the
// input, so treat them as read-only. The only error is [ErrShortText]. All functions are safe for concurrent use.
package suggest
