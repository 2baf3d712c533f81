// Package faultmatrix kills the sync at every point of its work, on real databases, and looks at what it leaves in
// ConnectWise. It holds tests only.
//
// # Running
//
//	internal/itest/postgres start
//	export USAGESYNC_TEST_POSTGRES=$(internal/itest/postgres url)
//	go test ./internal/itest/faultmatrix                           # a part, in seconds: what the gate runs
//	go test ./internal/itest/faultmatrix -full -v -timeout 30m     # all of it, in minutes; -v shows the table
//
// from the root of the repository. A failure names store, fault and point, and the command that repeats just that: a point has
// the same number in every process that does the same (TestPointsAreNumbered prints them all). Without a server the
// tests of PostgreSQL are skipped, and they fail where CI=true.
//
// # The world
//
// A world is one partner with three customers, in a Sophos Central (sophostest) and a ConnectWise (connectwisetest) of its own,
// served over loopback by the test. One addition is to be created, one of ours to be updated, one of a person's to be adopted
// and set; beside each is an addition of another vendor. The calendar is fixed, so that every day tries the same.
//
// A process is the test binary, started again as one. It runs the real Syncer with fromsophos and toconnectwise over
// HTTP, on sqlstore, and plans and applies until a plan is empty. It has a point before and after every Commit, Acquire
// and Release of the store, and three for every request that writes: before it, as soon as the operating system has all
// of it, and when it was answered or failed. At the point that it was told it kills itself (SIGKILL).
//
// # The matrix
//
// Every store (SQLite in a file, PostgreSQL) meets every fault of the first create:
//
//	none
//	answer-lost       committed, then the connection ends
//	reset-before      the connection ends, nothing is committed
//	429, 503          refused, in the vendor's words
//	500-after-commit  committed, but the answer says 500
//	cut-body          committed, and answered by half
//	late-commit       the client gives up first; then it is committed
//
// In each cell the first process of one world after another is killed at point 1, 2, 3 and so on, until one reaches no such
// point; then others follow until one converges. With -full each point has a second world, in which those others are
// killed, too: at points 1, 2, 3 and so on. Without it SQLite has every eighth point, each fault beginning with another,
// and PostgreSQL two of the faults.
//
// A world is right if each agreement has exactly one addition of the item, with the right quantity; the other vendors' are the same,
// byte for byte; nothing but the quantity was sent for an addition that existed, and nothing at all for others; no
// intent is open; every intended write in the journal has an outcome; and another plan is empty.
//
// # Beside the matrix
//
// TestSecondProcess and TestZombie let a process stand still at its points instead of dying: while it holds the lane a second
// one is told ErrHeld; if its lease ends meanwhile the next one does the work, and the zombie is told ErrFenced. TestCrowd
// starts several at once. TestMatrixSeesDuplicates takes the settle window away and finds the duplicate.
//
// # What is not real
//
// Time. The settle window is 400 ms, and passes; a late create comes after 150 ms, and a machine that stands still for so long
// that it comes after the window makes the world void. But nobody waits for the end of a dead process's lease (2 minutes), nor for
// the latest moment at which its request might have begun (10 s for a create, 50 s for an update): the test, which knows that it
// is dead, ends the lease in the table and moves that moment to its death.
//
// A process dies between calls, not within a commit; that, at random moments, is TestKilled of internal/itest.
package faultmatrix
