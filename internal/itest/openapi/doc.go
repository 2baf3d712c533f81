// Package openapi judges requests to ConnectWise, and answers of the test server connectwisetest, by the vendor's own
// OpenAPI document.
//
//	rules, err := openapi.Load()
//	watch := rules.Watch(server.Pipe()) // an http.RoundTripper
//	…                                   // drive a client over it
//	for _, v := range watch.Report().Violations { … }
//
// # What is judged by
//
// testdata/openapi.json is the part of the vendor's document that the client needs, without its prose; the command
// reduce makes it from a full document.
//
// testdata/overlay.json, an Overlay of the OpenAPI Initiative, says what that document doesn't, each action with its
// reason and source: the value of a PATCH operation is any JSON (the document says object), schemas are closed, pageSize
// is at most 1,000, ids begin at 1, error bodies have one of two shapes. testdata/overlay-answers.json is for answers alone: any
// member may be missing, since a query names the fields it wants. Of JSONPath, targets use names and wildcards
// only; a target that is nowhere is an error, so that an action can't lose its effect unseen.
//
// What neither can say is in code: a query parameter that the operation doesn't declare is refused, and so are one given
// twice and a body where there should be none. A slash at the end of the document's paths is dropped, since
// clients call the slashless form with success [client code].
//
// # What is judged
//
// The tests drive every operation of the client, and a sync that plans, applies and settles, over the test server, and judge all
// requests and answers. Then they run the root module's own tests that use the test server, under the build tag
// psasync_record, which makes test servers write what they are asked and what they answer into the folder
// PSASYNC_RECORD: every request of a client must be valid, and so must every answer. The test server's own
// tests send invalid requests too; there, what the server granted must be valid.
//
// testdata/uncovered.txt lists the operations of the vendor's document that the client doesn't have:
//
//	go test ./internal/itest/openapi -run Uncovered -update # writes it anew
package openapi
