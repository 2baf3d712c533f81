// Package toconnectwise is the usual [usagesync.Target]: agreements and their additions in one ConnectWise PSA site,
// through a [connectwise.Client].
//
// # What is written
//
// A new addition carries the agreement, the item, the quantity, billCustomer Billable and the effective date; price,
// cost, tax and texts come from the catalog item [official docs]. A change carries the quantity and nothing else.
//
// A new catalog item carries identifier, description, customerDescription, subcategory, type, productClass and price, also
// a price of 0; everything else becomes what ConnectWise sets by default. An edit replaces description,
// customerDescription and price, those of them that the plan changes.
//
// # What an error means
//
// An answer that refuses a create in ConnectWise's own words, and a request that never left, are marked with
// [usagesync.NotDone]. A change that was attempted several times is only marked when none of the attempts can have
// arrived. Everything else stays unknown, and the Syncer reads back. Refused credentials end the run ([usagesync.Stop]).
//
// # What can't be read
//
// A quantity or billCustomer that is missing, a number with more places than a plan holds, and a member that is not of
// its documented type at all, such as a date that is none, become the addition's Doubt: such an addition is shown, and
// never changed. A company, an agreement or a catalog item with a member of another type is left out, as if it were
// missing, and what a plan wanted to write there is withheld. An agreement whose next invoice date can't be read has none,
// which withholds its steps; the format of that date is undocumented (unverified: U08).
package toconnectwise
