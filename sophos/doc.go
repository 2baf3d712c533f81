// Package sophos is a typed client of Sophos Central for managed service providers: who am I, tenants, the monthly usage
// report, firewall licences. It only reads.
//
//	client, err := sophos.New(sophos.Config{ClientID: id, ClientSecret: sophos.Secret(secret)})
//	report, err := client.UsageReport(ctx, sophos.Month{Year: 2026, Month: time.October}, sophos.UsageQuery{})
//
// No live account was used to write it. Facts come from the vendor's published API collection and documents, or from the
// code of other clients; what is only inferred from them is marked [inferred] or [unverified] where it matters, and listed
// in docs/unverified.md where the client relies on it.
//
// # Authentication
//
// The credential is an API credential of Sophos Central Partner. The client gets a bearer token for it (form body,
// scope=token), shares it between all calls, renews it a minute before its end, and fetches it at most once at a time.
// When a call is answered 401, its token is dropped and the call repeated once with a new one. A token is fetched for
// all callers: the fetch goes on, for at most two minutes, after the caller that began it has left.
//
// The partner id, which the X-Partner-ID header of all other calls carries, is asked once through whoami. A credential of
// an organization or a tenant gives *NotPartnerError before any partner call.
//
// Credentials go to the two configured roots only, over https (http for loopback hosts). Redirects are errors. The hosts
// that answers name are not followed: everything here is on the global host. CheckAPIHost judges them for callers that
// make regional calls of their own.
//
// # Errors
//
// A failed call is an *APIError with operation, status, the vendor's code and message, and the request id that Sophos's
// support asks for. Match its kind with errors.Is:
//
//	ErrUnauthorized, ErrForbidden, ErrNotFound, ErrRateLimited   401, 403, 404, 429
//	ErrRedirect, ErrTooLarge, ErrBody                            an answer that is not taken
//	ErrHost, ErrNotSent                                          nothing was sent
//	ErrNotPartner                                                wrong kind of credential
//	ErrNoData                                                    Sophos has no report for that month
//	ErrIncomplete                                                what was read is not provably everything
//	ErrArgument                                                  a bad argument; nothing was sent
//
// A month without a report is a 404 with the vendor's own error body (ErrNoData); a 404 without one is a wrong URL
// (ErrNotFound only; unverified: U04). A context that ends is found with errors.Is as well. A refused credential is the
// *APIError of the token request, operation sophos.token, with advice in its message. Errors, log lines and hooks hold no
// credential and no query string.
//
// # Retries
//
// All calls are reads. An attempt may take 90 s; there are at most five, the repeat after a 401 not counted:
//
//	never sent (DNS, dial)                  repeat
//	reset, EOF, timeout, cut body           repeat
//	408, 500, 502, 503, 504                 repeat
//	429                                     wait for Retry-After, repeat
//	401                                     one new token, one repeat; the token request itself: return
//	3xx, every other 4xx                    return
//	2xx that cannot be decoded              return
//
// The wait before a repeat is random between 0 and 1, 2, 4, ... 30 s, but at least Retry-After. A Retry-After over two
// minutes, or a wait past the context's deadline, returns the error at once.
//
// # Rate limits
//
// By default every attempt keeps within all published windows at once (PublishedLimits), over any sliding span.
// Token requests count too. Use one Client per credential: the windows are kept per Client. A token that must be renewed
// while the hourly window is exhausted for longer than two minutes fails its call with context.DeadlineExceeded.
//
// # Paging
//
// Walks are iter.Seq2: lazy, restartable, and they yield an error once, as their last pair.
//
// Tenants and firewalls are paged by number. The usage report is paged by key: each page names the next key. A report is
// complete when every page began where it was asked to (where it says so), no key came twice, the totals that Sophos
// declares did not change during the walk, and they equal the rows and pages read. Anything else is an *IncompleteError.
// Client.UsageReport returns rows only then; Client.Usage yields rows before that is known.
//
// "No row", a row with quantity 0, a row without the member and a month without a report are different facts here:
// Quantity tells the middle two apart.
//
// # Testing
//
// Package sophostest is a stateful Sophos Central in memory, with fault scripts, that also works inside a testing/synctest
// bubble. If a test there abandons a call during its token request, let two minutes pass before the bubble ends.
package sophos
