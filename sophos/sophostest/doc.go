// Package sophostest is a stateful Sophos Central in memory, for the tests of programs that use package sophos.
//
// It answers every operation of sophos.Operations as public material describes it, over loopback (Start) or in-memory
// connections (Pipe):
//
//	central := sophostest.New(sophostest.Options{})
//	defer central.Close()
//	central.SetUsage(month, rows...)
//	client, err := sophos.New(central.Config())
//
// Options.Identity makes the credential a partner's, an organization's or a tenant's. The Set methods replace what there
// is, at any time, also between two pages of a walk. Requests is the log of what was asked; it holds no credential.
//
// # What is refused
//
// It is strict where the vendor is: tokens need the form body with scope=token and end after an hour; calls need
// Authorization and exactly one identity header, of a kind that the operation takes (401), with the credential's own id or
// one of its tenants' (403); a month without a report is a 404 with the vendor's error body, an unknown path a 404 without
// one; licences are not on regional hosts, a tenant's own APIs only there; page sizes default to 50. Where the vendor's
// behaviour is not known, it takes the harder choice for a client: a page size over the maximum is refused, and so is a
// query parameter that the operation does not have, or that comes twice.
//
// # Faults
//
// Inject takes a script of faults. A fault meets the next request that matches it:
//
//	central.Inject(sophostest.Fault{Path: "/partner/v1/billing/", Skip: 1, CutBody: true}) // the second page breaks off
//
//	what goes wrong                              fault
//	an error of the API, at once or at the end   Failure(403, "forbidden", "…"), with AfterCommit
//	a rate limit, an absurd one                  Throttle(30*time.Second), Header: http.Header{"Retry-After": {"99999999999"}}
//	a gateway's page                             HTML(429), HTML(502)
//	a slow server, a slow answer, a slow body    Delay, DelayAfter, SlowBody
//	a connection that ends or is reset           DropBefore, DropAfter, with Reset
//	a body that breaks off, a wrong length       CutBody, LengthOff
//	a gzip bomb                                  Bomb: 1 << 30
//	a page that comes twice                      Repeat
//	a next key to itself, or to nowhere          Edit: EditPages(func(pages map[string]any) { pages["nextKey"] = pages["fromKey"] })
//	totals that are wrong                        Edit: EditPages(…)
//	members that are missing or new              Edit: EditJSON(…)
//	rows that come or go between two pages       Do: func() { central.SetUsage(…) }
//	a token that ends in the middle              Do: central.RevokeTokens, or Options.ExpiresIn
//	a redirect                                   Status: 307, Header: http.Header{"Location": {…}}
//
// # Virtual time
//
// Pipe and Config work inside a testing/synctest bubble. Create, use and close the server in the same bubble; delays,
// waits and the end of tokens then pass in virtual time:
//
//	synctest.Test(t, func(t *testing.T) {
//		central := sophostest.New(sophostest.Options{})
//		defer central.Close()
//		central.Inject(sophostest.Throttle(time.Minute)) // is waited for, and the test takes no time
//		…
//	})
//
// A call that a test abandons during its token request leaves that request behind: let two minutes pass before the bubble ends.
package sophostest
