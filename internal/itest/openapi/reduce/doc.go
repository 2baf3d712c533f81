// Command reduce writes the part of the vendor's OpenAPI document that the client needs: testdata/openapi.json of the
// package above it.
//
//	go run ./internal/itest/openapi/reduce -from FULL.json -to internal/itest/openapi/testdata/openapi.json
//
// What stays are facts: paths, methods, parameters, members, their types, enums and lengths. The vendor's prose, its
// examples and the notes of whoever gathered the document are left out; a length that only the prose tells ("Max length:
// 50;") becomes a maxLength. The operations of connectwise.Operations stay whole, with the schemas they reach; of all
// others only method and path stay, in x-left-out, so that tests can tell what isn't covered. Parameters that many
// operations share are written once.
//
// A keyword that the program doesn't know is an error: it would get lost unseen.
package main
