// Package plan is the reconciliation core: it turns a month of Sophos usage, what ConnectWise holds now and a partner's
// settings into a [Plan], which says as data what a sync would do and why.
//
// [Build] is pure. It knows no clock, network, log or random number, and the same input in any order gives the same
// plan, byte for byte, with the same digest. Everything it must know, also which day it is, stands in [Input].
//
// # From usage to steps
//
// Data flows one way. Every usage row becomes a portion: a tenant's units of a Sophos product (resolve.go). A portion
// goes to a line, which is an agreement x catalog item, or to another bucket of the account: excluded, unmapped, ignored
// or deferred. A line's portions are combined into one quantity (lines.go). Then the line's addition is found
// (candidates.go): the one that is ours, one that a person consented to, or none. The difference is a [Step].
//
// # What is withheld
//
// A step that must not be carried out stays in the plan with the verb that was wanted and its reason, one of the closed
// list of [Code] values, each with a message and advice:
//
//   - the agreement or the item can't take an addition now, or nobody knows what is invoiced already (place.go);
//   - it can't be said which addition is meant, or a person changed it (candidates.go, build.go);
//   - the quantity would fall although the month is open, the report is incomplete, the customer has usage that nobody
//     mapped, or something that fed the line is missing (fall.go);
//   - nothing feeds the line any more: an orphan, which appears in every plan until a person decides (fall.go);
//   - the change is larger than a limit, of the line or of the whole run (limits.go).
//
// "No row", "zero", "a page failed" and "the month is not there" are four different facts. Only the second, and the first
// of a customer who still is one, ever lowers anything; the other two never reach Build as a complete report.
//
// # The account of units
//
// Every unit that the report names is in exactly one part of [Account]; the parts add up to the total. [Plan.Clean] is
// true when nothing was withheld and nothing is left unaccounted for.
//
// # Approval
//
// [Plan.Digest] covers exactly what applying reads: which plan it is, until when it holds, and every step that writes or
// records. Each step carries hashes of the agreement and of the settings that it was resolved from, so that unrelated
// edits invalidate nothing and related ones only their own step.
//
// # Numbers
//
// A [Quantity] is exact to a millionth and its arithmetic is checked: what does not fit is reported and withheld, never
// rounded. An [Amount] of money only serves previews; no amount is ever written.
//
// All types are values. Functions and methods are safe for concurrent use on values that nobody changes meanwhile.
package plan
