// Package simulation holds no code but a test: random histories of the real usagesync.Syncer, in virtual time, against a
// ConnectWise in memory.
//
// # What a schedule is
//
// Three customers, five wanted additions, one number to draw everything from. Before the sync comes, a fifth of the lines
// has an addition that a person made, with or without consent, and a fifth has one that was ended before it began. Then
// processes plan, wait for approval, settle and apply, each with a Syncer of its own on the one store, while:
//
//   - requests are lost, answers are lost, requests take effect after the client gave up (until just within the settle
//     window), and 401, 429, 503 and 500 after the commit come back;
//   - reads of the site fail, and the store fails before a commit or after it;
//   - a process dies before or after any call, stands still there for seconds, or until others have worked, perhaps for
//     so long that its lease is another's when it wakes up;
//   - people add, edit and cancel additions, also such that look just like ours, consent to theirs and give up ours;
//   - usage changes.
//
// Each schedule draws its own odds for each of these, none and many included. Half of the sites say who created an
// addition. After that time the sync runs without faults until a plan has nothing to write, and who still stands still
// wakes up. Then:
//
//	duplicates         more than one live addition of ours stands for a line
//	foreign changes    an addition that nobody gave to the sync is not as its person left it, or was sent an update
//	edits overwritten  an update was sent over what a person had set before the sync last looked
//	wrong adoptions    the journal calls an addition the result of a create that did not leave it
//	lost               a wanted line is not right, and what withholds it is not true or not a person's doing
//	unexplained        an addition of ours has no intent in the journal, or no outcome that names it
//	unquiet            the sync does not come to rest, fails without a fault, or leaves an intent open
//	quarantined        lines that wait for a person's decision; counted, not an error
//
// must all be 0, but for the last. The same schedules also run without the settle window, without the fence and without
// intents, and have to find what goes wrong then: or they would notice nothing.
//
// # How to run it
//
//	go test ./internal/simulation -v                          # the short set of the gate
//	go test ./internal/simulation -v -run '^TestSchedules$' -schedules 20000                 # two processors: two minutes
//	go test ./internal/simulation -v -run '^TestSchedules$' -schedules 20000 -seed 1000000   # others
//	go test ./internal/simulation -v -run '^TestWithout|Twins' -schedules 20000 -timeout 1h  # as many without its parts
//
// # How to look at one
//
// A failure names its seed. With one schedule, its events are printed:
//
//	go test ./internal/simulation -v -run '^TestSchedules$' -schedules 1 -seed 17
//	go test ./internal/simulation -v -run '^TestWithout$/^the_fence$' -schedules 1 -seed 33
//
// # How it stays deterministic
//
// Processes are coroutines (iter.Pull): exactly one of them runs, until it stands still or ends. Time is that of a
// testing/synctest bubble, one for each schedule. Plan reads agreements on several goroutines, so nothing is drawn while it
// does. What is drawn depends on the order of the Syncer's calls: a change of usagesync gives a seed another history.
package simulation
