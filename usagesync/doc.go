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
// # Errors
//
// The error of Apply says why a run ended early: a [*StoreError], an error that [Stop] wraps, or the context's. What happens
// to single steps is in the Result: [StepResult] has an outcome, a reason, words and advice. [Result.Clean] is what exit
// code 0 needs, with plan.Plan.Clean.
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
