// Package vectors holds what both clients do on the wire as data: a script of what happens to a call's attempts, and the
// requests, waits and result that must come of it. Its tests run every vector through the public clients, against the
// public test servers, in virtual time; there is no code here beside them.
//
// # Format
//
// Each file of testdata is a list of vectors. Durations are Go's; a member that is left out means "none" or "not looked at".
//
//	name        what it shows
//	cell        the cell of the table of delivery classes that it proves: a call and a fault, see below
//	wait        the wait that it cancels
//	call        sophos.read, sophos.token, connectwise.read, .replace, .create or .add
//	calls       so many at the same time; 1
//	limits      the client's windows; none
//	sendBefore, deadline, cancel
//	            after the start; of creates, of the call's context
//	script      what happens to the attempts, in order; later ones are fine, unless forever repeats the last step
//	want        what must come of it
//
// A step has either net (dial, dns, tls, untrusted: never sent; lost, lost-after, reset, reset-after, timeout, timeout-after,
// cut, long: broken, before or after the server has executed it; short: a Content-Length that cuts the body off; slow: a body
// that takes five minutes; late: an answer after a second; bomb: a gigabyte compressed), or a status with an
// optional retryAfter, location and body (vendor, html or empty), after which the request is executed if after is set.
//
// What is wanted: gaps between the starts of attempts ("0s", or a range "0s..1s"; or only how many attempts), the time
// ended, the error (is, not, status, retryAfter; none of is and status: no error), executed creates or changes, tokens
// fetched, inFlight requests at most.
//
// In every vector besides: the windows are kept over every sliding span, requests go to the configured hosts only, and no
// credential shows in errors, hooks or the debug log.
//
// # The table
//
// The faults of a cell are 401, 429, dial, dns, tls, lost, reset, timeout, cut, 408, 500, 502, 503 and 504; their outcome for
// each delivery class stands in the tests. A test fails when a cell or a wait has no vector, or when a vector was not run.
package vectors
