package targettest

import "context"

// Rule names one thing that the contract of usagesync.Target asks.
type Rule string

// The rules, in the order in which they are tried.
const (
	// RuleDirectory: the seeded agreements, their companies and the items are in the directory, every id once.
	RuleDirectory Rule = "directory"
	// RuleDirectoryAgain: reading the directory twice gives the same, whatever the order.
	RuleDirectoryAgain Rule = "directory-again"

	// RuleAgreements: exactly the agreements asked for, with their parents, in the very words of the directory: a Syncer
	// that finds a member changed since the plan refuses the step.
	RuleAgreements Rule = "agreements"
	// RuleAgreementsParents: the parents of a child up to the topmost, though nobody asked for them.
	RuleAgreementsParents Rule = "agreements-parents"
	// RuleAgreementsOnce: each agreement once, however often it was asked for or is a parent.
	RuleAgreementsOnce Rule = "agreements-once"
	// RuleAgreementsMissing: an agreement that doesn't exist is left out, and the others are not.
	RuleAgreementsMissing Rule = "agreements-missing"
	// RuleAgreementsNone: asked for none, none and no error.
	RuleAgreementsNone Rule = "agreements-none"
	// RuleAgreementsNow: an edit a moment ago shows. Needs Edit.
	RuleAgreementsNow Rule = "agreements-now"

	// RuleAdditions: all additions of the agreement and no others, each once: ended, future, without a charge, of any item.
	RuleAdditions Rule = "additions"
	// RuleAdditionsPaging: the list of World.Full is complete, each once.
	RuleAdditionsPaging Rule = "additions-paging"
	// RuleAdditionsValues: item, quantity, included units, price, bill and dates are exactly what the system holds: 0,
	// fractions, no date.
	RuleAdditionsValues Rule = "additions-values"
	// RuleAdditionsMissing: for an agreement that doesn't exist an error; an empty list would say that an addition may be
	// created.
	RuleAdditionsMissing Rule = "additions-missing"
	// RuleAdditionsNow: what was entered or removed a moment ago shows.
	RuleAdditionsNow Rule = "additions-now"

	// RuleIDsRead: an id that only resembles one of a record ("0314", " 314", "314 or 1=1", "") reads nothing: an error from
	// Additions, left out by Agreements.
	RuleIDsRead Rule = "ids-read"
	// RuleIDsWrite: such an id writes nothing, and the error is NotDone.
	RuleIDsWrite Rule = "ids-write"

	// RuleCreate: the answer has the id of what was made, and agreement, item, quantity and effective date as asked.
	RuleCreate Rule = "create"
	// RuleCreateHeld: the system then holds exactly one addition more, as asked, and all others as they were; the list has it
	// once, as the answer had it.
	RuleCreateHeld Rule = "create-held"
	// RuleCreateExact: quantities are written exactly, 0 too. A fraction may be refused with NotDone, but is never rounded.
	RuleCreateExact Rule = "create-exact"
	// RuleCreateBills: a new addition is charged: Billable and without an end. (The interface leaves it open; the account of
	// units counts on it.)
	RuleCreateBills Rule = "create-bills"
	// RuleCreateMissing: on an agreement, or of an item, that doesn't exist: NotDone. (An unknown outcome could never be
	// settled there.)
	RuleCreateMissing Rule = "create-missing"
	// RuleCreateLate: with a SendBefore in the past nothing is sent, and the error is NotDone.
	RuleCreateLate Rule = "create-late"
	// RuleCreateRefused: what the system refused in its own words is NotDone, and nothing was added. Needs Refuse.
	RuleCreateRefused Rule = "create-refused"
	// RuleCreateLost: when the answer is lost there is an error that is not NotDone, and one addition: it was not sent again.
	// Needs Lose.
	RuleCreateLost Rule = "create-lost"
	// RuleCreateUnsent: when the request is lost any outcome is allowed that is true: nil with one addition, NotDone with
	// none, another error with one or none. Needs LoseBefore.
	RuleCreateUnsent Rule = "create-unsent"

	// RuleUpdate: the quantity is then exactly the one asked for, in the system and in the answer: 0, a fraction (unless
	// refused with NotDone), and the one that it had already.
	RuleUpdate Rule = "update"
	// RuleUpdateOnly: all else of the addition, and every other addition, stays as it was.
	RuleUpdateOnly Rule = "update-only"
	// RuleUpdateMissing: of an addition that doesn't exist, or is on another agreement: NotDone, and nothing changes.
	RuleUpdateMissing Rule = "update-missing"
	// RuleUpdateRefused: what the system refused in its own words is NotDone, and nothing changed. Needs Refuse.
	RuleUpdateRefused Rule = "update-refused"
	// RuleUpdateLost: when the answer is lost, nil means changed and NotDone means unchanged; it may be sent again. Needs
	// Lose.
	RuleUpdateLost Rule = "update-lost"
	// RuleUpdateLostRefused: the same when the answer is lost and whatever is sent next is refused: the refusal proves nothing
	// about what was sent before it. Needs Lose and Refuse.
	RuleUpdateLostRefused Rule = "update-lost-refused"
	// RuleUpdateUnsent: the same when the request is lost. Needs LoseBefore.
	RuleUpdateUnsent Rule = "update-unsent"

	// RuleOneRecord: an error about one record (missing, refused, late, lost) is never wrapped by Stop, which would end the
	// run for all customers.
	RuleOneRecord Rule = "one-record"
	// RuleDenied: when the credentials are refused every method's error is wrapped by Stop, and nothing is written. Needs
	// Deny.
	RuleDenied Rule = "denied"

	// RuleCancelled: under a context that was cancelled, or whose deadline has passed, every method returns that context's
	// error and nothing is written.
	RuleCancelled Rule = "cancelled-context"
	// RuleCutShort: a context that ends at any point of a create changes nothing about what may be claimed: nil with one
	// addition, NotDone with none, another error with one or none.
	RuleCutShort Rule = "cut-short"
	// RuleConcurrent: of several goroutines that create, list and update at once, each gets its own answers.
	RuleConcurrent Rule = "concurrent"
)

// The rules of usagesync.ItemTarget, in the order in which they are tried. All need Items.
const (
	// RuleItems: an item is found by its id, and by its identifier in capitals too, inactive or not, exactly as the system
	// holds it, and nothing with it; what was removed a moment ago is not.
	RuleItems Rule = "items"
	// RuleItemsMissing: an id or identifier that no item has, or that only resembles one, finds none; an identifier, and an id
	// that is missing, without an error.
	RuleItemsMissing Rule = "items-missing"
	// RuleItemChoices: the seeded subcategory and type are listed, active, with a name, and every id once.
	RuleItemChoices Rule = "item-choices"
	// RuleItemCreate: the system then holds exactly one item more, exactly as asked and as the answer says it: a price of 0,
	// quotes and umlauts. A price of four places may be refused with NotDone, but is never rounded.
	RuleItemCreate Rule = "item-create"
	// RuleItemCreateTaken: where the identifier is taken, the other item stays as it is, and what is said is true: NotDone
	// with none more, or an answer that says what the new one is really called.
	RuleItemCreateTaken Rule = "item-create-taken"
	// RuleItemCreateMissing: in a subcategory or of a type that doesn't exist: NotDone.
	RuleItemCreateMissing Rule = "item-create-missing"
	// RuleItemCreateLate: with a SendBefore in the past nothing is sent, and the error is NotDone.
	RuleItemCreateLate Rule = "item-create-late"
	// RuleItemCreateRefused: as RuleCreateRefused. Needs Refuse.
	RuleItemCreateRefused Rule = "item-create-refused"
	// RuleItemCreateLost: as RuleCreateLost: it was not sent again. Needs Lose.
	RuleItemCreateLost Rule = "item-create-lost"
	// RuleItemCreateUnsent: as RuleCreateUnsent. Needs LoseBefore.
	RuleItemCreateUnsent Rule = "item-create-unsent"
	// RuleItemUpdate: the members that were named are then exactly as asked, a price of 0 too, in the system and in the
	// answer; all others, and every other item, stay as they were.
	RuleItemUpdate Rule = "item-update"
	// RuleItemUpdateMissing: of an item that doesn't exist, or of no member: NotDone, and nothing changes.
	RuleItemUpdateMissing Rule = "item-update-missing"
	// RuleItemUpdateRefused: as RuleUpdateRefused. Needs Refuse.
	RuleItemUpdateRefused Rule = "item-update-refused"
	// RuleItemUpdateLost: as RuleUpdateLost. Needs Lose.
	RuleItemUpdateLost Rule = "item-update-lost"
	// RuleItemUpdateLostRefused: as RuleUpdateLostRefused. Needs Lose and Refuse.
	RuleItemUpdateLostRefused Rule = "item-update-lost-refused"
	// RuleItemUpdateUnsent: as RuleUpdateUnsent. Needs LoseBefore.
	RuleItemUpdateUnsent Rule = "item-update-unsent"
	// RuleItemsOneRecord: as RuleOneRecord.
	RuleItemsOneRecord Rule = "items-one-record"
	// RuleItemsDenied: as RuleDenied. Needs Deny.
	RuleItemsDenied Rule = "items-denied"
	// RuleItemsCancelled: under a context that was cancelled every method returns its error and nothing is written.
	RuleItemsCancelled Rule = "items-cancelled-context"
)

type clause struct {
	rule  Rule
	hooks string // the optional members of Harness that it needs
	check func(context.Context, *probe)
}

func contract() []clause {
	return []clause{
		{RuleDirectory, "", directory},
		{RuleDirectoryAgain, "", directoryAgain},

		{RuleAgreements, "", agreements},
		{RuleAgreementsParents, "", agreementsParents},
		{RuleAgreementsOnce, "", agreementsOnce},
		{RuleAgreementsMissing, "", agreementsMissing},
		{RuleAgreementsNone, "", agreementsNone},
		{RuleAgreementsNow, "Edit", agreementsNow},

		{RuleAdditions, "", additions},
		{RuleAdditionsPaging, "", additionsPaging},
		{RuleAdditionsValues, "", additionsValues},
		{RuleAdditionsMissing, "", additionsMissing},
		{RuleAdditionsNow, "", additionsNow},

		{RuleIDsRead, "", idsRead},
		{RuleIDsWrite, "", idsWrite},

		{RuleCreate, "", create},
		{RuleCreateHeld, "", createHeld},
		{RuleCreateExact, "", createExact},
		{RuleCreateBills, "", createBills},
		{RuleCreateMissing, "", createMissing},
		{RuleCreateLate, "", createLate},
		{RuleCreateRefused, "Refuse", createRefused},
		{RuleCreateLost, "Lose", createLost},
		{RuleCreateUnsent, "LoseBefore", createUnsent},

		{RuleUpdate, "", update},
		{RuleUpdateOnly, "", updateOnly},
		{RuleUpdateMissing, "", updateMissing},
		{RuleUpdateRefused, "Refuse", updateRefused},
		{RuleUpdateLost, "Lose", updateLost},
		{RuleUpdateLostRefused, "Lose Refuse", updateLostRefused},
		{RuleUpdateUnsent, "LoseBefore", updateUnsent},

		{RuleOneRecord, "", oneRecord},
		{RuleDenied, "Deny", denied},

		{RuleCancelled, "", cancelled},
		{RuleCutShort, "", cutShort},
		{RuleConcurrent, "", concurrent},

		{RuleItems, "Items", onItems(items)},
		{RuleItemsMissing, "Items", onItems(itemsMissing)},
		{RuleItemChoices, "Items", onItems(itemChoices)},
		{RuleItemCreate, "Items", onItems(createItem)},
		{RuleItemCreateTaken, "Items", onItems(createItemTaken)},
		{RuleItemCreateMissing, "Items", onItems(createItemMissing)},
		{RuleItemCreateLate, "Items", onItems(createItemLate)},
		{RuleItemCreateRefused, "Items Refuse", onItems(createItemRefused)},
		{RuleItemCreateLost, "Items Lose", onItems(createItemLost)},
		{RuleItemCreateUnsent, "Items LoseBefore", onItems(createItemUnsent)},
		{RuleItemUpdate, "Items", onItems(updateItem)},
		{RuleItemUpdateMissing, "Items", onItems(updateItemMissing)},
		{RuleItemUpdateRefused, "Items Refuse", onItems(updateItemRefused)},
		{RuleItemUpdateLost, "Items Lose", onItems(updateItemLost)},
		{RuleItemUpdateLostRefused, "Items Lose Refuse", onItems(updateItemLostRefused)},
		{RuleItemUpdateUnsent, "Items LoseBefore", onItems(updateItemUnsent)},
		{RuleItemsOneRecord, "Items", onItems(itemsOneRecord)},
		{RuleItemsDenied, "Items Deny", onItems(itemsDenied)},
		{RuleItemsCancelled, "Items", onItems(itemsCancelled)},
	}
}

// Rules lists all rules in the order in which they are tried.
func Rules() []Rule {
	var all []Rule
	for _, c := range contract() {
		all = append(all, c.rule)
	}
	return all
}
