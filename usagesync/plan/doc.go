// Package plan is the reconciliation core: it turns a month of Sophos usage, what ConnectWise holds now and a partner's
// settings into a [Plan], which says as data what a sync would do and why.
//
// [Build] is pure. It knows no clock, network, log or random number, and the same input in any order gives the same
// plan, byte for byte, with the same digest. Everything it must know, also which day it is, stands in [Input].
//
// # From usage to steps
//
// Data flows one way. Every usage row becomes a portion: a tenant's units of a Sophos product (resolve.go). A portion
// goes to a line, which is an agreement x catalog item, or to another bucket of the account: excluded, unmapped, ignored,
// deferred, or covered by a higher tier (tiers.go). A line's portions are combined and taken through its rules to one
// quantity (chain.go). Then the line's addition is found (candidates.go): the one that is ours, one that a person
// consented to, or none. The difference is a [Step].
//
// # Settings
//
// [Settings] is one document, made for people: [ParseSettings] refuses what it does not know and says line and column,
// [Settings.Validate] reports all problems at once with their places, [DiffSettings] says what changed.
//
// A [ProductMapping] sends a product to an item, and to further ones (Also); the most specific wins: that of a tenant, a
// company, an agreement type, a currency, then the general one. A [Route] sends a tenant to an agreement: strictly one
// to one, unless [MappingRules] allow several tenants on one agreement, or several agreements for one tenant by product
// or product group. Both go by ids; names stand beside them for readers, and so that a renaming is noticed.
//
// A [Policy] says how a quantity is made and billed. The site has one, and a [Rule] sets fields of it for an agreement
// type, an agreement, a tenant, a product, an item, or several of these together. For each field the most specific rule
// wins; a field that is not set differs from one that is zero. Sources of one line that have different terms for the line
// itself are not guessed about: the line is withheld ([RulesDisagree]).
//
// # The quantity of a line
//
// In this order, exact to a millionth:
//
//	quantity    which of a row's three quantities, per product
//	exclusion   what a person left out
//	factor      units on the line for a unit of usage, per product
//	combine     sum, the largest (max), or 1 as soon as there is any
//	offset      added
//	allowance   taken off
//	            not below 0
//	pack        rounded up to a multiple
//	minimum
//	maximum
//	siblings    what other additions of the item carry, where a person said subtract
//	keep        highest of the cycle, no decrease before a month, or usage that disappeared under policy keep
//	pin         what a person decided
//
// Usage that disappeared is 0 into this chain, so that a minimum survives it; only the explicit end of a customer
// ([Closure]) is beyond all of it. [Explain] repeats the calculation of one line and writes down every link.
//
// # What is withheld
//
// A step that must not be carried out stays in the plan with the verb that was wanted and its reason, one of the closed
// list of [Code] values, each with a message and advice:
//
//   - the agreement or the item can't take an addition now, or nobody knows what is invoiced already (place.go);
//   - it can't be said which addition is meant, a person changed it, or another program bills the same (candidates.go,
//     writer.go);
//   - the rules for the line contradict one another (terms.go);
//   - the quantity would fall although the month is open, the report is incomplete, the customer has usage that nobody
//     mapped, or something that fed the line is missing (fall.go);
//   - nothing feeds the line any more: an orphan, which appears in every plan until a person decides (fall.go);
//   - it is half of a change of licence whose other half is withheld (swaps.go);
//   - the change is larger than a limit, of the line or of the whole run (limits.go).
//
// "No row", "zero", "a page failed" and "the month is not there" are four different facts. Only the second, and the first
// of a customer who still is one, ever lowers anything; the other two never reach Build as a complete report. While a
// month is closing, zero also needs an earlier report of another day that agrees (confirm.go).
//
// A person can let a step through that rests on a rule or a limit: a [Release] names it, with who and why, holds for one
// plan, and is part of its digest. What rests on a missing fact can't be released: [CodeInfo].Releasable says which is which.
//
// # Swaps
//
// When one tenant's products of one family fall on some lines and rise on others, that is one change of licence. Limits
// judge its net; if one of its steps is withheld, all are; else the falls name the rises in [Step].After, and wait until
// those are confirmed.
//
// # Which invoice
//
// A change of a quantity has no date: it is on the next invoice that is generated, which every step names. A month's usage
// is due with the cycle that starts in the month after (timing advance) or with the one that contains it (arrears); if that
// invoice is generated already, the change is still planned and [MissedInvoice] says what it is worth. A report that
// differs from what was applied of the same month is [Restated], and [CreditDue] where too much is invoiced already.
// Nothing becomes effective inside an invoiced cycle: catching up by a date in the past is not offered.
//
// # The account of units
//
// Every unit that the report names is in exactly one part of [Account]; the parts add up to the total. Usage that is billed
// on several items counts once: as withheld if any of them is, else on the first. [Plan.Clean] is true when nothing was
// withheld and nothing is left unaccounted for.
//
// # Approval
//
// [Plan.Digest] covers exactly what applying reads: which plan it is, until when it holds, and every step that writes or
// records. Each step carries hashes of the agreement and of the settings that it was resolved from, so that unrelated
// edits invalidate nothing and related ones only their own step. [Prepare] indexes settings for those who check that.
//
// # Undo
//
// [Undo] is as pure as Build, and makes a plan of another kind: what takes a run back, from the run's journal and what is
// there now. It has no usage, so its account of units is empty, and [Plan.Undoes] names the run.
//
// # Decisions
//
// The methods of [Settings] that end in an error take a person's decision into the document (edit*.go): mappings, consents,
// pins, rules, exclusions, hand edits, closures, renewals. Each checks what it is about and changes all or nothing; refused
// it is an [*EditError] with the next step. The same decision a second time changes nothing. None changes a list in place,
// so that copies of the settings stay what they were.
//
// # Numbers
//
// A [Quantity] is exact to a millionth and its arithmetic is checked: what does not fit is reported and withheld, never
// rounded. An [Amount] of money only serves previews and limits; no amount is ever written.
//
// # Cost
//
// Build is linear in the rows. Reading and grouping take about 160 bytes a row, a step 400. BenchmarkBuild compares it, with
// rules of every kind in force, to a plain map join and sort of the same rows (BenchmarkJoin) in the same run.
//
// All types are values. Functions and methods are safe for concurrent use on values that nobody changes meanwhile.
package plan
