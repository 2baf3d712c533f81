// Package connectwise is a typed client of the ConnectWise PSA (Manage) REST API v3.0: what it takes to keep the
// quantities of agreement additions. It reads companies, agreements, additions, the product catalog, the tables that set
// them up, and what kind of server this is; it writes additions and catalog items.
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
// Config.Version pins the model by the Accept header. Without it requests ask for plain JSON and get the server's newest
// one; decoding is lenient either way: unknown members are ignored, null and missing ones are the zero value, enums are strings.
//
// # Code bases
//
// The path of the API begins with a code base. v4_6_release always works: a site in the cloud routes it to its current
// release [official docs]. [Discover] asks a site for its own, such as v2026_1, which the next upgrade replaces. So after a 404 that
// names no record, a client whose BaseURL has such a code base asks the site once (companyinfo, without keys), and repeats the
// call once if it is another by now [client code]. Only the path changes, never the host. A create is not repeated.
//
// # Operations
//
// Operation names begin with "connectwise."; [Operations] has them as data. Paths are below Config.BaseURL, that of
// companyinfo below the site's root. List and All both are the operation list.
//
//	operation                     method path                                                   class   documented
//	companies.list                GET    /company/companies                                     read    [spec]
//	companies.get                 GET    /company/companies/{id}                                read    [spec]
//	companies.count               GET    /company/companies/count                               read    [spec]
//	companystatuses.list          GET    /company/companies/statuses                            read    [spec]
//	companystatuses.get           GET    /company/companies/statuses/{id}                       read    [spec]
//	companystatuses.count         GET    /company/companies/statuses/count                      read    [spec]
//	companytypes.list             GET    /company/companies/types                               read    [spec]
//	companytypes.get              GET    /company/companies/types/{id}                          read    [spec]
//	companytypes.count            GET    /company/companies/types/count                         read    [spec]
//	companytypeassociations.list  GET    /company/companyTypeAssociations                       read    [spec]
//	companytypeassociations.get   GET    /company/companyTypeAssociations/{id}                  read    [spec]
//	companytypeassociations.count GET    /company/companyTypeAssociations/count                 read    [spec]
//	typeassociations.list         GET    /company/companies/{parentId}/typeAssociations         read    [spec]
//	typeassociations.get          GET    /company/companies/{parentId}/typeAssociations/{id}    read    [spec]
//	typeassociations.count        GET    /company/companies/{parentId}/typeAssociations/count   read    [spec]
//	agreements.list               GET    /finance/agreements                                    read    [spec]
//	agreements.get                GET    /finance/agreements/{id}                               read    [spec]
//	agreements.count              GET    /finance/agreements/count                              read    [spec]
//	agreementtypes.list           GET    /finance/agreements/types                              read    [spec]
//	agreementtypes.get            GET    /finance/agreements/types/{id}                         read    [spec]
//	agreementtypes.count          GET    /finance/agreements/types/count                        read    [spec]
//	agreementrecaps.list          GET    /finance/agreementrecap                                read    [spec], without the slash at the end [client code]
//	agreementrecaps.get           GET    /finance/agreementrecap/{id}                           read    [spec], without the slash at the end [client code]
//	additions.list                GET    /finance/agreements/{parentId}/additions               read    [spec]
//	additions.get                 GET    /finance/agreements/{parentId}/additions/{id}          read    [spec]
//	additions.count               GET    /finance/agreements/{parentId}/additions/count         read    [spec]
//	adjustments.list              GET    /finance/agreements/{parentId}/adjustments             read    [spec]
//	adjustments.get               GET    /finance/agreements/{parentId}/adjustments/{id}        read    [spec]
//	adjustments.count             GET    /finance/agreements/{parentId}/adjustments/count       read    [spec]
//	catalogitems.list             GET    /procurement/catalog                                   read    [spec]
//	catalogitems.get              GET    /procurement/catalog/{id}                              read    [spec]
//	catalogitems.count            GET    /procurement/catalog/count                             read    [spec]
//	catalogcomponents.list        GET    /procurement/catalog/{parentId}/components             read    [spec]
//	catalogcomponents.get         GET    /procurement/catalog/{parentId}/components/{id}        read    [spec]
//	catalogcomponents.count       GET    /procurement/catalog/{parentId}/components/count       read    [spec]
//	categories.list               GET    /procurement/categories                                read    [spec]
//	categories.get                GET    /procurement/categories/{id}                           read    [spec]
//	categories.count              GET    /procurement/categories/count                          read    [spec]
//	subcategories.list            GET    /procurement/subcategories                             read    [spec], without the slash at the end [client code]
//	subcategories.get             GET    /procurement/subcategories/{id}                        read    [spec], without the slash at the end [client code]
//	subcategories.count           GET    /procurement/subcategories/count                       read    [spec], without the slash at the end [client code]
//	producttypes.list             GET    /procurement/types                                     read    [spec]
//	producttypes.get              GET    /procurement/types/{id}                                read    [spec]
//	producttypes.count            GET    /procurement/types/count                               read    [spec]
//	unitsofmeasure.list           GET    /procurement/unitOfMeasures                            read    [spec]
//	unitsofmeasure.get            GET    /procurement/unitOfMeasures/{id}                       read    [spec]
//	unitsofmeasure.count          GET    /procurement/unitOfMeasures/count                      read    [spec]
//	userdefinedfields.list        GET    /system/userDefinedFields                              read    [spec]
//	userdefinedfields.get         GET    /system/userDefinedFields/{id}                         read    [spec]
//	userdefinedfields.count       GET    /system/userDefinedFields/count                        read    [spec]
//	additions.create              POST   /finance/agreements/{parentId}/additions               create  [spec]
//	additions.patch               PATCH  /finance/agreements/{parentId}/additions/{id}          replay  [spec] [official docs]
//	catalogitems.create           POST   /procurement/catalog                                   create  [spec]
//	catalogitems.patch            PATCH  /procurement/catalog/{id}                              replay  [spec] [official docs]
//	system.info                   GET    /system/info                                           read    [spec]
//	companyinfo                   GET    /login/companyinfo/{companyId}                         read    [official docs]
//
// Left out, because nobody outside of ConnectWise could say how they behave: bundles (POST /system/bundles), whose resource
// types and limits are undocumented and which no public program uses. Left out for want of a use here: writes to anything
// else, DELETE and PUT (which empties what it isn't told [official docs]), prices for a company (POST /procurement/catalog/{id}/pricing),
// the subcategories below a category (they are in subcategories too), and the company that new ones are modelled on.
//
// # Errors
//
// A call that was sent, or could have been, fails with an [*APIError]; errors.Is finds the sentinels in it and
// [APIError.Advice] says what to do about mistakes of set-up. A call that makes no sense fails with an [*ArgumentError]
// before anything is sent; several of them come joined. Answers of status 200 that aren't what was asked for (another
// record, no id, null for a list, a sign-in page) are [ErrBody].
//
//	ErrUnauthorized, ErrForbidden, ErrNotFound, ErrRateLimited   401, 403, 404, 429
//	ErrInvalid, ErrExists, ErrConflict                           400 InvalidObject, with a detail ObjectExists, 409
//	ErrRedirect, ErrTooLarge, ErrBody, ErrPaging                 an answer that is not taken
//	ErrHost, ErrNotSent, ErrTooLate                              nothing was sent
//	ErrRetryBudget                                               not repeated, since too many other calls were
//	ErrAmbiguous                                                 a create that may have been executed
//	ErrUnknownCompany                                            from CompanyInfo and Discover
//
// Errors, log lines and hooks hold no credential, not even where a proxy echoes one, no query string and no request body.
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
// All repeats together come out of Config.RetryBudget, so that an outage isn't met with five times the load: by default
// one for every five calls and twenty a minute besides. The one after a 429 that says how long to wait is free.
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
// # Doubts
//
// A member that isn't of its documented type (a number in quotes or one that can't be held exactly, a date that is
// none) costs only itself: it is absent, and its name is in the record's Doubts. So one broken record doesn't hide a whole
// site, and a doubtful number is never a number. Look at Doubts before taking an absent member for "none", such as a
// cancelledDate. A record whose id can't be read fails its list.
//
// # Conditions
//
// Filters are built from [Field], [And] and [Or] only, so that what a customer is called can't become a part of the
// query's logic. Nobody documents how a double quote or a backslash is escaped within a string, so such a string is
// refused: filter by id, or by a part of it, and compare in Go. URLs stay within the 2,000 characters that ConnectWise
// asks for; [Collection.AllIn] walks over the records of any number of ids.
//
// # Numbers and dates
//
// [Decimal] holds quantities and money exactly, [Date] a calendar date; both tell absent from zero. Members of
// requests that may be left out are pointers: new(connectwise.DecimalOf(0)) sends a 0, nil sends nothing.
//
// # Testing
//
// Package connectwisetest is a ConnectWise PSA to test against. For single answers, Config.RoundTripper takes any
// transport, such as httpmock's; it also takes one that traces, and [OperationName] names the call there.
package connectwise
