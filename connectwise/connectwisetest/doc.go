// Package connectwisetest is a ConnectWise PSA for tests: a server with state that reads, pages, filters, creates and
// patches as the vendor's REST API v3.0 does, and is strict where the documentation says that the vendor is strict, or where
// leniency would hide a bug of the caller. It knows nothing of any client package, so that it can judge them.
//
// # Serving
//
//	s := connectwisetest.New(connectwisetest.Options{})
//	defer s.Close()
//	baseURL, err := s.Start() // http://127.0.0.1:port/v4_6_release/apis/3.0
//
// Or, for tests in virtual time, over in-memory connections inside a testing/synctest bubble:
//
//	client := &http.Client{Transport: s.Pipe()} // any scheme and host, path connectwisetest.BasePath + …
//
// Options name the credentials; [Server.Options] returns them with their defaults. All times come from time.Now.
//
// # State
//
// Add methods store what people entered (unvalidated, as legacy data is), Edit methods change it in a person's name, [Server.DeleteAddition]
// removes an addition. Nothing replaces a record that is there: one that is added under an id in use gets the next id.
// [Server.Additions], [Server.AllAdditions] and their likes are snapshots; [Server.Raw] is an addition's JSON
// for byte-by-byte comparison. Numbers are exact decimal text ([Number]); nothing is rounded.
//
// # What is served
//
//	GET   /login/companyinfo/{company}              at the root, without credentials; null for an unknown company
//	GET   /system/info
//	GET   /company/companies                        and for every list also /{id} and /count
//	GET   /company/companies/statuses, /company/companies/types, /company/companyTypeAssociations
//	GET   /company/companies/{id}/typeAssociations
//	GET   /finance/agreements, /finance/agreements/types
//	GET   /finance/agreementrecap                   without /count
//	GET   /finance/agreements/{id}/additions        POST; PATCH of /{id}
//	GET   /finance/agreements/{id}/adjustments
//	GET   /procurement/catalog                      POST; PATCH of /{id}
//	GET   /procurement/catalog/{id}/components
//	GET   /procurement/categories, /procurement/subcategories, /procurement/types, /procurement/unitOfMeasures
//	GET   /system/userDefinedFields
//
// Everything else is 404, and 405 for other methods. Lists take conditions, childConditions, customFieldConditions, orderBy, fields,
// pageSize (25 unless told, capped at 1,000) and page, or pageId under the header pagination-type: forward-only.
// Answers carry Link and x-cw-request-id. The code bases v4_6_release and [Options].Codebase are served; under any other one the
// API is not found, as after an upgrade.
//
// # What is refused
//
//   - 401 wrong or missing Basic credentials (company+public:private); 403 a wrong or missing clientId header.
//   - 400 a query parameter that the request doesn't have, or given twice; pageId or orderBy in the wrong paging style.
//   - 400 ApiFindCondition: an unknown name in conditions, orderBy or fields; a malformed condition; a comparison of a member with
//     a value of another type.
//   - 400 ConnectWiseApi: an unknown member at any depth of a body; a number in quotes; a date that isn't in the form
//     2026-07-01T00:00:00Z; a patch without a value, with an unknown op, or with an unknown path (names are case-sensitive).
//   - 400 InvalidObject: a missing required member (product and billCustomer of additions; identifier, description, subcategory, type and
//     customerDescription of catalog items), text that is too long, an unknown enum value, a reference to nothing, a duplicate
//     identifier of a catalog item, a bundle as an addition, an effectiveDate before the agreement's billing start, and one
//     before its next invoice date unless the agreement prorates. A PATCH validates the whole stored record, too
//     ([Options].LenientPatch turns that off); the two date rules apply to an effectiveDate that is written.
//   - 414 a path and query of more than 2,000 characters; 415 a body that isn't declared as JSON.
//
// As the vendor does, it answers some requests with success and without effect: a patch of a nested path (product/id), and what
// a body says about read-only members.
//
// # Faults
//
// [Server.Inject] takes a script of faults. A request meets the first that matches it and still has to act:
//
//	429, in the vendor's words                      Throttle(30 * time.Second)
//	429 with an absurd wait                         Throttle(24 * time.Hour)
//	an error in the vendor's words                  Failure(409, "ConnectWiseApi", "Record is in use.")
//	a gateway's page                                HTML(502), HTML(429)
//	an answer lost, and nothing done                Fault{DropBefore: true}, with Reset as ECONNRESET
//	an answer lost after the commit                 Fault{DropAfter: true}, with Reset as ECONNRESET
//	500 after the commit                            Fault{Status: 500, AfterCommit: true}
//	a commit after the client gave up               LateCommit(4 * time.Minute)
//	a late or slow answer                           Fault{DelayAfter: d}, Fault{SlowBody: d}
//	half a body                                     Fault{CutBody: true}
//	a wrong Content-Length                          Fault{LengthOff: 5}, Fault{LengthOff: -5}
//	a gzip bomb                                     Fault{Bomb: 1 << 30}
//	a page that comes twice                         Fault{Repeat: true, Skip: 1}
//	a next page that is this one, or elsewhere      LinkTo("?pageId=0"), LinkTo("https://elsewhere.example/?pageId=7")
//	rows added or removed between two pages         Fault{Skip: 1, Do: func() { … }}
//	a member of another type                        Fault{Edit: func(answer []byte) []byte { … }}
//
// # The log
//
// [Server.Requests] is the log of all requests, without credentials; [Server.Writes] are those that could have changed
// something:
//
//	for _, w := range s.Writes() {
//		if w.Method == "PATCH" && !slices.Equal(w.Members(), []string{"quantity"}) {
//			t.Errorf("%s %s changes %v", w.Method, w.Path, w.Members())
//		}
//	}
//
// # What is inferred
//
// No live server was available. Documented are: the error shapes, most codes, the two texts about dates, paging, the grammar of
// conditions, the form of patches. Inferred are: comparisons without case, null in comparisons as in SQL, AND before OR, the escapes of quotes
// (a backslash in double quotes, doubling in single quotes: both are seen in clients), the defaults quantity 1 and effective today, extPrice from the total quantity, the
// status from the dates, one decimal place at least in numbers, and the texts of refusals that aren't quoted in the vendor's documentation.
package connectwisetest
