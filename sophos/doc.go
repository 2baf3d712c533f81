// Package sophos is a typed client of Sophos Central for managed service providers: who am I, tenants, the monthly usage
// report, licences. It only reads.
//
//	client, err := sophos.New(sophos.Config{ClientID: id, ClientSecret: sophos.Secret(secret)})
//	report, err := client.UsageReport(ctx, sophos.Month{Year: 2026, Month: time.October}, sophos.UsageQuery{})
//
// No live account was used to write it. Facts come from the vendor's published API collection [spec] and documents
// [official docs], or from the code of other clients [client code]; what is only inferred from them is marked [inferred] or
// [unverified] where it matters, and listed in docs/unverified.md where the client relies on it.
//
// # Authentication
//
// The credential is an API credential of Sophos Central Partner. The client gets a bearer token for it (form body,
// scope=token), shares it between all calls, renews it a minute before its end, and fetches it at most once at a time.
// When a call is answered 401, its token is dropped and the call repeated once with a new one. A token is fetched for
// all callers: the fetch goes on, for at most two minutes, after the caller that began it has left.
//
// Whose credential it is, the client asks once through whoami. It sends that id in the one identity header that a call
// needs: X-Partner-ID, X-Organization-ID or X-Tenant-ID. A credential of an organization (Sophos Central Enterprise) or a
// tenant (Sophos Central Admin) can do part of what is here; where the kind is wrong, the call is an *IdentityError before
// anything is sent. [Client.InTenant] reads in the name of one of the tenants that the credential may see,
// [Client.OwnTenant] with a tenant's own credential.
//
// Credentials go to the two configured roots, over https (http for loopback hosts), and from [TenantView.Get] to hosts
// under central.sophos.com, compared as parsed by [CheckAPIHost]; nowhere else, whatever an answer names. Redirects are
// errors.
//
// # Operations
//
// Generated from [Operations]. The root "id" is Config.IDURL, "api" is Config.APIURL, "region" the tenant's own API host.
//
//	operation                         request                                       root    class   as                             documented
//	sophos.token                      POST /api/v2/oauth2/token                     id      replay  -                              [spec]
//	sophos.whoami                     GET /whoami/v1                                api     read    -                              [spec]
//	sophos.tenants.list               GET /partner/v1/tenants                       api     read    partner                        [spec]
//	sophos.tenants.get                GET /partner/v1/tenants/{tenant}              api     read    partner                        [spec]
//	sophos.organization.tenants.list  GET /organization/v1/tenants                  api     read    organization                   [spec]
//	sophos.organization.tenants.get   GET /organization/v1/tenants/{tenant}         api     read    organization                   [spec]
//	sophos.billing.usage              GET /partner/v1/billing/usage/{year}/{month}  api     read    partner                        [spec]
//	sophos.licenses                   GET /licenses/v1/licenses                     api     read    tenant                         [spec]
//	sophos.firewalls.list             GET /licenses/v1/licenses/firewalls           api     read    partner, tenant, organization  [spec], organization [client code]
//	sophos.region.get                 GET /{path}                                   region  read    tenant                         [spec], by API
//
// # Errors
//
// A failed call is an *APIError with operation, status, the vendor's code and message, and the request id that Sophos's
// support asks for. Match its kind with errors.Is:
//
//	ErrUnauthorized, ErrForbidden, ErrNotFound, ErrRateLimited   401, 403, 404, 429
//	ErrRedirect, ErrTooLarge, ErrBody                            an answer that is not taken
//	ErrHost, ErrNotSent                                          nothing was sent
//	ErrCredential                                                the token service refused the credential
//	ErrIdentity, ErrNotPartner                                   wrong kind of credential
//	ErrRetryBudget                                               not repeated, since too many other calls were
//	ErrNoData                                                    Sophos has no report for that month
//	ErrIncomplete                                                what was read is not provably everything
//	ErrArgument                                                  a bad argument; nothing was sent
//
// A month without a report is a 404 with the vendor's own error body (ErrNoData); a 404 without one is a wrong URL
// (ErrNotFound only; unverified: U04). A context that ends is found with errors.Is as well. A refused credential is the
// *APIError of the token request, operation sophos.token. [APIError.Advice], a part of the text, says what to do about
// mistakes of set-up: a wrong or expired credential, a role that is too weak, a wrong URL. Errors, log lines and hooks hold
// no credential and no query string.
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
// All repeats together come out of Config.RetryBudget, so that an outage isn't met with five times the load: by default
// one for every five calls and twenty a minute besides. The repeat after a 401 and the one after a 429 that says how long
// to wait are free.
//
// # Rate limits
//
// By default every attempt keeps within all published windows at once (PublishedLimits), over any sliding span.
// Token requests count too. Use one Client per credential: the windows are kept per Client. A token is asked for when the
// wait is over, so that it doesn't end during the wait; its own request takes the place of a call.
//
// # Paging
//
// Walks are iter.Seq2: lazy, restartable, and they yield an error once, as their last pair.
//
// Tenants and firewalls are paged by number: a walk is complete when it read as many items and pages as Sophos declares.
// The usage report is paged by key: each page names the next key. A report is complete when every page began where it was
// asked to (where it says so), no key came twice, the totals that Sophos declares did not change during the walk, and they
// equal the rows and pages read. Anything else is an *IncompleteError. Client.UsageReport returns rows only then;
// Client.Usage yields rows before that is known, and Client.UsagePage reads one page, which proves nothing.
//
// With UsageQuery.Fields a report holds the named members and nothing else, whatever Sophos sends: SyncFields leaves
// prices and personal data out.
//
// "No row", a row with quantity 0, a row without the member and a month without a report are different facts here:
// Quantity tells the middle two apart.
//
// # Testing
//
// Package sophostest is a stateful Sophos Central in memory, with fault scripts, that also works inside a testing/synctest
// bubble. If a test there abandons a call during its token request, let two minutes pass before the bubble ends.
package sophos
