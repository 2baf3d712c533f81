// Package connectwise is a typed client of the ConnectWise PSA (Manage) REST API v3.0: what it takes to keep the
// quantities of agreement additions. It reads companies, agreements, agreement types, additions, catalog items,
// subcategories, product types and what kind of server this is, and writes additions and catalog items.
//
// Facts about ConnectWise carry their source: [spec] is the vendor's OpenAPI document, [official docs] its developer
// guide, [client code] and [forum] are public programs and help pages, [inferred] and [unverified] are not proven.
//
// # Authentication
//
// Every request to the API carries Basic credentials of an API member, "company+publicKey" and the private key, and
// the integration's clientId [official docs]. They go to the host of Config.BaseURL only. [Client.CompanyInfo] may
// ask another host and carries none. There is nothing to renew: a 401 is final.
//
// Config.Version pins the model. Without it requests ask for plain JSON and get the server's newest one; decoding is
// lenient either way: unknown members are ignored, null and missing ones are the zero value, enums are strings.
//
// # Operations
//
// Operation names begin with "connectwise.". All but the last are below Config.BaseURL. A collection's Get adds the
// id to the path, Count adds /count, List and All (both named list) add nothing.
//
//	operation                       request                                            class   documented
//	companies.get .list .count      GET /company/companies                             read    [spec]
//	agreements.get .list .count     GET /finance/agreements                            read    [spec]
//	agreementtypes.get .list .count GET /finance/agreements/types                      read    [spec]
//	catalogitems.get .list .count   GET /procurement/catalog                           read    [spec]
//	subcategories.get .list .count  GET /procurement/subcategories                     read    [spec], without the slash at the end [client code]
//	producttypes.get .list .count   GET /procurement/types                             read    [spec]
//	additions.get .list .count      GET /finance/agreements/{agreement}/additions      read    [spec]
//	additions.create                POST /finance/agreements/{agreement}/additions     create  [spec]
//	additions.patch                 PATCH /finance/agreements/{agreement}/additions    replay  [spec] [official docs]; create if it adds or removes
//	catalogitems.create             POST /procurement/catalog                          create  [spec]
//	catalogitems.patch              PATCH /procurement/catalog                         replay  [spec] [official docs]; create if it adds or removes
//	system.info                     GET /system/info                                   read    [spec]
//	companyinfo                     GET https://{site}/login/companyinfo/{company}     read    [official docs]
//
// # Errors
//
// A call that was sent, or could have been, fails with an [*APIError]; errors.Is finds the sentinels in it and
// [APIError.Advice] says what to do about mistakes of set-up. A call that makes no sense fails with an [*ArgumentError]
// before anything is sent; several of them come joined. Answers of status 200 that aren't what was asked for (another
// record, no id, null for a list, a sign-in page) are [ErrBody].
//
// ConnectWise answers to a write with the whole record. Compare it with what was asked: the server may ignore a
// member and still answer 200 [official docs].
//
// # Retries
//
// At most 5 attempts, with exponential backoff from 1 s to 30 s, full jitter, and at least Retry-After. A Retry-After
// of more than 2 minutes, or a wait past the context's deadline, ends the call at once with its real error, and so does
// a server certificate that isn't trusted.
//
//	what happened                        read, replay   create
//	no connection (dial, DNS, TLS)       repeat         repeat; then ErrNotSent
//	429                                  wait, repeat   ErrRateLimited with RetryAfter, not executed [inferred]
//	400 401 403 404 405 409 415 422      error          error, not executed
//	any of these without ConnectWise's
//	  own error body                     as above       ErrAmbiguous
//	408 500 502 503 504                  repeat         ErrAmbiguous
//	reset, EOF, time-out (90 s), cut     repeat         ErrAmbiguous
//	2xx that can't be read               ErrBody        ErrAmbiguous
//	2xx without the record's id          ErrBody        ErrAmbiguous
//	3xx                                  ErrRedirect    ErrAmbiguous
//	context ended in flight              its error      ErrAmbiguous
//	SendBefore passed                    -              ErrTooLate, not executed
//
// ConnectWise has no idempotency keys and allows several additions of one product on an agreement, so an ambiguous
// create must be settled by listing the additions, never by creating again.
//
// # Pace
//
// All calls of a Client share Config.Limits, by default the published 1,000 requests a minute, and have four requests
// in flight at most. A 429 with Retry-After holds all of them back.
//
// # Paging
//
// [Collection.All] uses forward-only paging: the header pagination-type: forward-only, pages of 1,000, and a pageId
// that comes from the Link header, of which nothing else is used, or else from the last row. It ends on an empty or
// a short page. [Collection.List] reads one numbered page, ordered by id unless told otherwise.
//
// # Conditions
//
// Filters are built from [Field], [And] and [Or] only, so that what a customer is called can't become a part of the
// query's logic. Nobody documents how a double quote or a backslash is escaped within a string, so such a string is
// refused: filter by id, or by a part of it, and compare in Go. URLs stay within the 2,000 characters that ConnectWise
// asks for; [Field.InChunks] splits lists of ids.
//
// # Numbers and dates
//
// [Decimal] holds quantities and money exactly, [Date] a calendar date; both tell absent from zero. Members of
// requests that may be left out are pointers: new(connectwise.DecimalOf(0)) sends a 0, nil sends nothing.
//
// # Testing
//
// Package connectwisetest is a ConnectWise PSA to test against. For single answers, Config.RoundTripper takes any
// transport, such as httpmock's; it also takes one that traces, and [Operation] names the call there.
package connectwise
