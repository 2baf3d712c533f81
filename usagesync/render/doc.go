// Package render shows a plan, why a line has its quantity, what changed between two plans, and what changed in the
// settings: as text for a terminal, as Markdown for a ticket, as CSV for a spreadsheet, as JSON for a program. It decides
// nothing and writes nothing but to the writer that it is given.
//
// # What a reader finds
//
// [Text] and [Markdown] say the same in the same order: which plan it is, until when it may be applied and under which
// digest; what will be written (customer, agreement, invoice, item, before, after, the change of the invoice per billing
// cycle); what is withheld, why, what to do about it, and the id of the step to release; with [Options].All also the
// steps with nothing to do; the findings by severity, with their advice; the account of units; the money per currency.
// Below a step stand the day on which it starts or ends, the steps that it waits for, and who released it. A dash is no
// addition: none yet before a create, none any more after an end.
//
// All numbers are the plan's. Three things are computed here, exactly: how many steps of each kind there are, the change of
// a currency (after less before), and whether the parts of the account of units make its total. If they don't, the report
// says so, because such a plan must not be applied. A verb or severity that this version does not know is shown among
// the withheld steps or the problems: nothing unknown looks harmless, and nothing goes unseen.
//
// # Explanations, comparisons, settings
//
// A [Document] is shown in the same four formats, by its methods:
//
//   - [Explanation] reads as a proof: the usage rows of each source, with those that don't count and why; what each source
//     brings; the rules of the line in their order, each with the quantity after it; what the step makes of it, in money
//     and with its invoice. It checks that the rows that count add up to their source, and says so if they don't.
//   - [Comparison] has a row for each line that differs: the step in the first and the second plan, the quantity that each
//     leaves the addition with, and the difference of the invoice. A withheld step leaves everything as it is. What else
//     differs stands below, then the findings that are new or gone, the units and the money. A what-if compares the plans
//     of one usage under two settings.
//   - [SettingsChanges] has an entry for each change, its members as name and value; of a changed object only the members
//     that differ.
//
// # Width
//
// Text has no line wider than Options.Width columns. Names are cut with an ellipsis where their column is too narrow;
// sentences are wrapped; numbers are never cut: where they leave too little room for names, each row becomes a list of
// its cells. Widths count combining marks as nothing and East Asian wide characters and emoji as two columns. Emoji that
// are joined to one picture count in full, so a line with them may be narrower than it could be, never wider.
//
// # Data is data
//
// Names, details and messages come from other systems, and anyone may have typed them.
//
//   - Text, Markdown and CSV: white space of every kind is one space; controls, escape sequences, bidirectional
//     overrides and other invisible characters show as U+FFFD. Apostrophes, ampersands, umlauts and all other visible
//     characters stay. In Text only this package's own titles begin in the first column.
//   - Markdown: backslashes, pipes, backticks, brackets, angle brackets, asterisks, tildes and dollar signs are escaped, and
//     underscores and ampersands where they would act. A bare web address may still become a link to itself.
//   - CSV: a cell that a spreadsheet would run as a formula gets an apostrophe in front; numbers stay numbers.
//   - JSON: exact. Invisible characters are written as \u escapes.
//
// # JSON
//
// [JSON] writes the plan document itself: version, partner, period, state, day, expires, usageHash, digest, steps,
// findings, units and money, with the members that the types of package plan name. Numbers are bare and exact. What was
// written can be read back into a plan.Plan and applied under the same digest.
//
// # CSV
//
// [CSV] has one row for each source of a step, [FindingsCSV] one for each finding. The step's own columns are repeated on
// each of its rows, so sums of quantity or monthly must only take rows whose sourceNumber is 1; sums of units take all rows.
// The files are UTF-8 without a byte order mark: say so when a spreadsheet asks at import. Names of columns don't change,
// and new columns come last.
//
//	period, id, verb, wanted, reason, detail   the step, and why it is withheld
//	message, advice                            the reason in words, and what to do
//	customer, agreementId, agreement, itemId, item, additionId
//	before, quantity                           units; before is empty where no addition was found
//	effectiveDate, invoiceDate                 2006-01-02
//	currency, monthly                          change of the invoice per billing cycle
//	sourceNumber                               1 on the first or only row of a step
//	tenantId, product, units                   the source
//	companyId, agreementTypeId                 the step again
//	endDate                                    of an end: the last day
//	after                                      ids of steps that must be done before, with spaces between
//	releasedBy, releaseReason, releasedAt      who let the step through although it was withheld
//
// An explanation has one row for each part of the calculation: column part is row, source, link, step, rule, aside (a row
// that reaches no line) or item (a further one). Units add up over the rows whose part is row and whose code is empty. A
// comparison has one row for each value that differs, and field is the name that the plan's own CSV gives it; part is
// line, finding, units or money. The changes of settings have the JSON of both sides.
//
// # Errors, concurrency, testing
//
// The only errors are those of the writer, wrapped; what it received until then is no report. One more is the JSON of
// settings changes that are no JSON themselves. All functions are pure besides that, and they and Documents are safe for
// concurrent use. The same plan gives the same bytes, so a program that uses this package can
// compare with a file, as the tests here do (go test -update rewrites testdata).
package render
