// Package archtest holds tests only: they keep the layout of the repository, the direction of its dependencies and
// docs/unverified.md true.
//
// What may import what is asked of `go list` once for all modules of the workspace, and judged by one table in
// imports_test.go. A package that the tables name has to exist: a rule about a package that was renamed would hold
// for ever.
package archtest
