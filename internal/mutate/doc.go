// Command mutate breaks the repository's safety lines one at a time and reports which break no test notices.
//
//	go run ./internal/mutate [-run regexp] [-share 1] [-seed text] [-j 2] [-timeout 90s] [-table file]
//
// The lines stand in mutations.txt, one block each, with an empty line between blocks:
//
//	# why this line matters (optional)
//	mutation catalog: a tie between products is not decided
//	file     catalog/resolve.go
//	- 	if disagree {
//	+ 	if false {
//	test     ./catalog -run ^TestResolve
//
// The lines after "- " (joined, white space as it stands) are the text to find: it has to occur exactly once in the file.
// Those after "+ " take its place; without any the text is deleted. What stands after test are packages, from the root of
// the repository, and optionally -run with the tests that ought to notice. Name few packages and few tests: a break that
// only a distant test notices is found late, and slowly.
//
// A mutation is put in place with `go test -overlay`, so the working tree is never touched. First the named tests run
// unbroken and have to pass. Then each mutation has one of these results:
//
//	caught      a named test failed, panicked or ran into -timeout
//	SURVIVED    the tests passed: write one that notices
//	BROKEN      the mutation proves nothing: its text is not there exactly once, it does not compile, no test ran, or
//	            the named tests fail even unbroken
//
// The whole table takes some minutes. The gate tries one in ten of it, other ones for every commit.
//
// It exits 0 if all are caught, 1 if not, 2 if the table or the flags are wrong.
package main
