// Package memstore is a [usagesync.Store] in memory: for tests, for trials, and for a run that nobody needs to repeat.
//
// It keeps the whole contract of package storetest except one line: nothing outlives the process. A journal that
// does not survive a crash cannot settle a create whose outcome is unknown, so a program that writes to a real
// ConnectWise needs a durable store.
//
// # Concurrency
//
// One mutex guards everything; it is never held across a wait. The package starts no goroutine and sets no timer, so
// a store works inside a testing/synctest bubble, where its default clock is the bubble's.
//
// # Errors
//
// Errors wrap usagesync.ErrNotFound, ErrConflict, ErrFenced or ErrHeld and name the record or the lane; a context that
// has ended is returned as its own error. Match all of them with errors.Is.
//
// # Cost
//
// The records of one partner and kind are one sorted list: reading is a binary search, a page costs what it returns,
// and a record that is not added at the end moves the pointers behind it. The benchmarks print the figures.
//
// # Testing
//
// Leases end by the clock. A test that must see one end gives its own clock with [WithClock], or runs in a bubble and
// sleeps there.
package memstore
