// Package usagesync turns a month of usage into additions, so that each is created at most once and nothing changes that
// nobody approved.
//
// A [Syncer] works for one partner between three seams that the caller provides: a [Source] of usage (package fromsophos,
// or a CSV file), a [Target] with additions (package toconnectwise, or another PSA), and a [Store] of the caller's own
// (package memstore, or a database). It knows nothing of HTTP or SQL.
//
//	p, err := s.Plan(ctx, usagesync.PlanRequest{}) // reads everything, changes nothing
//	show(p)                                        // a person, or a rule, approves p.Digest
//	res, err := s.Apply(ctx, p, digest)            // writes exactly what was approved, or says why not
//
// # A run's phases
//
// Pull and plan: [Syncer.Plan] reads settings, customers, the whole report, the directory, what is owned, and the
// additions of every agreement that matters, four at a time, and hands all of it to plan.Build. Whatever can't be read to
// its end is a [*PlanError] and no plan: no row, no report, and a page that failed are different facts.
//
// Gate: the digest covers everything that Apply reads of a plan. Apply refuses a plan whole when the approved digest is
// not the plan's own and that of its content ([*DigestError]), when it is another partner's ([*PartnerError]), too old
// ([*ExpiredError]), or not a plan ([*MalformedError]). Nothing has been sent by then.
//
// Apply: take the lane's lease; settle the writes whose outcome is unknown; then, agreement by agreement in the plan's
// order, read the agreements afresh (50 in one call) and list the additions, unless a reading is younger than 30 seconds,
// that of Plan included. A step is refused alone when its agreement, addition, line or settings are not what it was
// planned from (see [Reason]); what changed elsewhere invalidates nothing. Last, lines that were right as they are get
// the new period recorded.
//
// Without faults the requests of a run are: pull, directory, one list per agreement read, one per agreement with writes
// and no fresh reading, one for each 50 agreements with writes, and the writes.
//
// # Slices
//
// [Syncer.RunSlice] does the same in slices of about a minute, which any process may work, on any machine, one after the
// other. A command line loops over it; a job engine makes each slice a job, and needs to know nothing of a sync:
//
//	done   the run is finished, here is its result; the next call begins another run
//	more   call again
//	wait   call again at a moment: a settle window has to pass, or another slice has the lane;
//	       without a moment: when a person has decided
//	error  call again later; the run stands where it stood
//
// There is one engine: slices drive the phases of Plan and Apply, and their records lie between them in the store. A cursor
// says which phase a run is in; each phase can be left, or die, at any point:
//
//	pull   customers, usage and directory are stored, each after it was read to its end. A budget doesn't cut off such a
//	       reading, so give the slice's context as much time as the usage report may take. The lease is kept meanwhile
//	plan   the additions of twenty agreements at a time become fragments. When there are all of them, a plan is made, of the
//	       settings and lines as they are then. A fragment that is older than the last change of one of its lines is read again
//	gate   the plan waits until a person calls [Syncer.Approve], which names its digest, or [Syncer.Reject]; [Syncer.Pending]
//	       returns it. A request with [ApproveWithinLimits] lets it pass: what breaks a limit is withheld in it anyway
//	apply  step after step, each once in a run, until nothing is left; then what is unsettled is waited for, settled, and
//	       tried once more where nothing had happened
//
// All commits carry the fence of the lane's lease, which each slice takes and gives back. Nothing that was read is read
// again, except what broke off, and the additions before a write as in Apply: in slices of a single step there is no fresh
// reading, in slices of a minute nearly always.
//
// A run that has no plan by the next day, or whose plan expired, gives way to a new one. It begins by settling what it can,
// so that this is planned right away. What a run kept for its slices is removed when it is finished or given up, a bounded
// batch at a time; its plan stays until the next run begins, and the report it was made from for good, see
// [Syncer.StoredUsage]. Lists lie in records of about 256 KiB, however many rows there are.
//
// # Decisions
//
// What people decide is in the settings, and [Syncer.Edit] changes them: by a function, such as one that calls Adopt, Pin or
// MapTenant of [plan.Settings], it stores the new document and a [Revision] (who, why, when, what changed) in one commit.
// Who edits meanwhile is not overrun: the function is called anew with what is there then. [Syncer.Revisions] walks the
// history, and [Syncer.SettingsAt] returns the document of any revision. A plan made before a decision is still applied,
// except for the steps that were resolved from what changed.
//
// # The journal protocol
//
// For each write, in this order:
//
//  1. the lease has at least a minute left, or is renewed;
//  2. one commit stores the [Intent] (new on its line: it can't be there twice) and a journal entry "intended". The intent
//     of a create holds its fence: the ids of all additions seen on the agreement;
//  3. the request is sent, if it can start before the intent's SendBefore: 10 seconds for a create; and it ends while
//     enough of the lease is left to record its outcome;
//  4. the answer is compared with what was asked: addition, agreement, item, quantity, and the date of a create;
//  5. one commit deletes the intent and stores the journal entry of the outcome and, if the addition is ours, the line.
//
// What the outcome is:
//
//	answer as asked                 done: the line is ours, with this quantity
//	error wrapped by NotDone        failed: nothing was written, it may be planned again; what comes next is read afresh
//	answer to a create differs      failed and quarantined: the addition is there, but is not what was asked
//	answer to an update differs     unknown
//	any other error                 unknown: the intent stays, and the line is left alone
//
// An unknown outcome is settled, by Apply or [Syncer.Settle], once the settle window has passed since SendBefore. The
// agreement is listed again, and a create is ours if exactly one addition that is not in the fence has its item, quantity and
// date, is no other line's, and was created by Config.Member where both name somebody. With none it was not done; with
// several it is quarantined until [Syncer.Dismiss]. An update is done, or not, by the quantity read back; any other
// quantity is somebody's edit, which the next plan withholds.
//
// An addition that is to end is written its last day, and nothing else; it is settled by the last day read back, and ours no
// more from then on.
//
// # After a crash
//
// Every prefix of the protocol leaves a state that the next run settles: before step 2 nothing happened; after it the
// intent says what may have happened; after step 5 it is known. A lease that its run could not give back ends by itself
// after two minutes; until then other runs are told [ErrHeld]. A run that wakes up after its lease ended can commit nothing
// ([ErrFenced]), sends nothing whose intent it could not commit, and no create that is not fresh. Applying the same plan again
// is safe: steps that it already did are unchanged.
//
// When ctx ends, the write that is under way is finished and recorded; then the run stops with a complete [Result].
//
// # Undo
//
// [Syncer.UndoPlan] makes the plan that takes a run back, an undo too: every addition that the run changed goes back to the
// quantity it held before, one that it created to 0. It is shown, approved and applied like any other plan, by the same
// protocol; its digest covers which run it is for, and no limit holds it. What can't be taken back is withheld in it, with
// its reason:
//
//	undo-changed        the addition does not hold what the run wrote, or our own record of it says otherwise: somebody
//	                    edited it, or a later run wrote to it
//	undo-later-period   a later month was applied to the line
//	undo-invoiced       the agreement's next invoice date moved on: the invoice that carried the change is generated
//	undo-end            the run ended the addition
//	undo-not-ours       the line was given up, or stands for another addition now
//	undo-already        an earlier undo of the run did this
//	and what every plan says of additions that are gone, moved, ended or unreadable, of agreements that are cancelled or
//	over, and of writes that are not settled
//
// Afterwards an addition that the run created stays on its agreement, with quantity 0, and one that it adopted stays ours,
// with the quantity that it had. Their lines keep the run's period, and what fed them is what did before the run, so the
// next plan of that period wants the same change again, as it would have without the run, with two differences: what was
// a create is a rise from 0, and the month counts as applied, so the plan notes that its report differs from what was.
// Correct what was wrong before planning again.
//
// # Errors
//
// The error of Apply says why a run ended early: a [*StoreError], an error that [Stop] wraps, or the context's. What happens
// to single steps is in the Result: [StepResult] has an outcome, a reason, words and advice. [Result.Clean] is what exit
// code 0 needs, with plan.Plan.Clean.
//
// # Looking back
//
// A plan that is made with Keep leaves what it was made from in the store: report, settings, customers, directory,
// additions, lines. [Syncer.Explain] recomputes its numbers from that, refuses to if they would be others, and adds who
// approved the plan, what was written, and what is remembered now. [Syncer.Status] says how every customer stands and why
// one is ignored, from the last run and the last [Snapshot]; [Syncer.Refresh] reads that anew and says what was renamed.
// [Syncer.Drift] compares what is owned with what the target holds. [Syncer.Prune] removes old months, never anything of a
// write whose outcome is not known.
//
// Every line is also remembered as each month was applied to it, and every report with its day, so that a later plan can
// tell a restated month, and end something in a closing month only when two days agree.
//
// # Catalog items
//
// Where the target is an [ItemTarget], [Syncer.PlanItem] plans a new catalog item for one Sophos product that a person
// selected, or an edit of one item's description, customer description and price, and [Syncer.ApplyItem] carries it out by
// the journal protocol. The command that a person typed is the approval. A create needs subcategory, product type and
// price, 0 only if asked for, and an identifier that nobody has; it is refused when somebody took the identifier since,
// and an edit when the item was edited. A create whose outcome is unknown is settled by its identifier. Nothing is created
// or mapped unasked: mapping the product to the new item is an edit of the settings. Items are not owned: people may
// change their texts and prices as they like, no sync notices. Entries of the journal that have an Item are of these runs,
// which [Syncer.PlanItemUndo] takes back where that is possible.
//
// # Several partners on one site
//
// Syncers of several partners that write to one ConnectWise site name the same Config.Lane: one of them writes at a time.
// Additions have one owner on a lane. Adopting one that another partner owns is refused, until that partner gave it up
// with [Syncer.Forget].
//
// # Clocks
//
// Leases end by the store's clock and, earlier, by ours; times in intents are compared across processes of one lane, whose
// clocks must agree to well within the settle window.
//
// # Testing
//
// A Syncer starts no goroutine that outlives a call and takes its time from package time, so from the bubble of
// testing/synctest, in which all of its own tests run, without waiting in real time.
package usagesync
