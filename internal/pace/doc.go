// Package pace admits requests under several exact rate windows at once.
//
// # What is exact
//
// A [Window] of Max per Per is never exceeded over any sliding span [t, t+Per), whatever the callers do. One log of
// admissions serves all windows: a window has room when its Max-th newest admission is at least Per old. A token bucket
// that gives the same promise has to run at half the rate (measured: 352 calls under 100/min take 2.1 times as long).
//
// Windows of at most a second are smoothed as well, by a token bucket of burst 1, so that calls spread over the
// second instead of leaving in one volley. Longer windows admit as fast as the shorter ones allow.
//
// # Order of waiting
//
// [Limiter.Acquire] first takes a slot (requests in flight), then looks at all windows in one step. If one of them has no
// room it sleeps and looks again; the admission is recorded only at the instant it is granted, so nothing waits
// while it holds one. No mutex is held across a wait. Waiters are served in no particular order.
//
// [Limiter.AcquireReady] calls back between the wait and the admission: an hour's wait is longer than a token lives.
//
// # Carrying on elsewhere
//
// [Limiter.Snapshot] is the state another process needs to keep the same promise; [Limiter.Restore] takes it over.
//
// # Testing
//
// Everything runs inside testing/synctest: make the limiter inside the bubble and time is virtual.
package pace
