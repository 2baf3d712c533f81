// Package sophostest is a stateful Sophos Central in memory, for the tests of programs that use package sophos.
//
// It answers the token service, whoami, partner tenants, billing usage and firewall licences as public material
// describes them, over loopback (Start) or in-memory connections (Pipe):
//
//	central := sophostest.New(sophostest.Options{})
//	defer central.Close()
//	central.SetUsage(month, rows...)
//	client, err := sophos.New(central.Config())
//
// It is strict where the vendor is: tokens need the form body with scope=token and end after an hour, partner calls need
// Authorization and exactly one identity header that names the credential's own partner, a month without a report is a
// 404 with the vendor's error body, an unknown path a 404 without one, and page sizes default to 50. Where the
// vendor's behaviour is not known, it takes the harder choice for a client: a page size over the maximum is refused.
//
// # Faults
//
// Inject takes a script of faults: delays, dropped connections, errors before or after the state was read, cut bodies,
// edited answers. A fault meets the next request that matches it:
//
//	central.Inject(sophostest.Fault{Path: "/partner/v1/billing/", Skip: 1, Status: 429, Header: http.Header{"Retry-After": {"30"}}})
//
// # Virtual time
//
// Pipe and Config work inside a testing/synctest bubble. Create, use and close the server in the same bubble; delays,
// waits and the end of tokens then pass in virtual time.
package sophostest
