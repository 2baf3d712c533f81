// Package testserver is what the two public test servers (sophostest, connectwisetest) share: a log of requests, fault
// scripts, and serving over loopback or over in-memory pipes.
//
// It wraps any handler. Each request is read whole, logged, matched against the injected faults and then handled into a
// buffer, so that a fault can act before the handler has changed any state, after it, or on its answer:
//
//	s := testserver.New(handler)
//	defer s.Close()
//	s.Inject(testserver.Fault{Method: "POST", Path: "/orders", DropAfter: true}) // committed, but the answer is lost
//	client := &http.Client{Transport: s.Pipe()}
//
// # Faults
//
//	a status, a gateway's page         Status, Header, Body; HTML
//	a lost answer                      DropAfter, or AfterCommit with Status
//	a request that never arrived       DropBefore; Reset makes it ECONNRESET instead of EOF
//	a late commit, a late answer       Delay, DelayAfter, SlowBody
//	a body that is not what it says    CutBody, LengthOff, Bomb
//	a page that comes twice            Repeat
//	a collection that changes          Do, between two pages
//	an answer that says other things   Edit
//
// # Virtual time
//
// Pipe works inside a testing/synctest bubble: real net/http on both sides over net.Pipe, so that delays, Retry-After
// waits and timeouts pass in virtual time. Create, use and close the server inside the same bubble.
//
// # Late commits
//
// Handlers run even when the client has left during a Delay, as on a real server: a client that timed out may
// find its request executed later.
package testserver
