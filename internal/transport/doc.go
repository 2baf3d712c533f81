// Package transport carries one request: pace, authorise, send, retry by delivery class, decode, classify.
//
// # Delivery classes
//
// What a failed attempt means decides whether it is repeated:
//
//	class    used by                           401                 429                 never sent  broken        408 500 502 503 504
//	Read     GET                               renew once, repeat  wait, repeat        repeat      repeat        repeat
//	Replay   PUT, DELETE, replace-only PATCH   renew once, repeat  wait, repeat        repeat      repeat        repeat
//	Create   POST, PATCH with add or remove    return at once      return at once      repeat      ErrAmbiguous  ErrAmbiguous
//
// "Never sent" is a failed DNS look-up, dial or TLS handshake; a certificate that is not trusted is not repeated. "Broken" is
// a reset, EOF, timeout or cut body, also one that ends with the context. A whole 2xx body that does not decode
// ([ErrBody]) or is too large ([ErrTooLarge]) is not repeated. Every other status is returned at once.
//
// A create is "not done" only when it was never sent, or when the answer is 400, 401, 403, 404, 405, 409, 415, 422 or 429
// with a body in the vendor's own shape. Everything else, an HTML 404 and any 3xx included, is [ErrAmbiguous].
//
// # Waiting
//
// Before a repeat: max(jittered backoff, Retry-After), where the backoff is random between 0 and BackoffBase doubled per
// attempt, at most BackoffCap. A Retry-After above MaxWait, or a wait past the context's deadline, returns the real error now, with its
// RetryAfter. A 429 with Retry-After also pauses the limiter, for all calls. Every attempt is paced. Call.SendBefore
// ends pacing and repeats; a context deadline does too, but would also cut a request in flight and so leave a create
// ambiguous.
//
// # Retry budget
//
// All repeats of a client come out of one [RetryBudget], so that calls that all fail don't multiply the load: by default a
// repeat for every five calls and twenty a minute besides. A repeat with new credentials and one after a 429 with
// Retry-After are free. Without budget the call returns its real error, joined with [ErrRetryBudget].
//
// # Authentication
//
// Authorize runs before every attempt, after the host check and when the windows admit it: a token can end during an
// hour's wait. It must not need a slot of Pace. A token request is a call of class Replay, so
// that its failure is never mistaken for a lost create. On a 401 Renew drops what was used, once per call. [TokenCache] holds a
// token for many callers.
//
// # Hosts
//
// Credentials go to the origin of Config.Base and to roots that AllowHost accepts ([SubdomainOf] is the rule for
// hosts that an answer names). https only, loopback excepted. Redirects are never followed. The own transport speaks
// HTTP/1.1 without hidden repeats of a written POST; a RoundTripper that a caller brings must not repeat requests by itself.
// A GET on a kept-alive connection that turns out to be closed net/http does repeat, at once and unseen by pacing.
//
// # Errors
//
// Do returns *[Error], wrapping the sentinels of this package and the cause. Texts hold no query string, no credential, no 2xx
// body, and at most 500 bytes of what the server said, without control characters.
//
// # Testing
//
// With a RoundTripper that is a fake, or an in-memory pipe, everything runs inside testing/synctest in virtual time.
package transport
