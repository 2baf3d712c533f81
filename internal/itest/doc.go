// Package itest tries the SDK on real databases. It is a module of its own, so that nobody who imports the SDK takes the
// drivers. Package openapi beneath it holds the clients and their test servers against the vendor's API description.
//
// # Running
//
//	internal/itest/postgres start                                            # once; prints a URL
//	export USAGESYNC_TEST_POSTGRES=$(internal/itest/postgres url)
//	go test ./internal/itest                                                 # from the root of the repository
//	go test ./internal/itest -run '^$' -bench JournalledWrite -benchtime 2s  # what the journal costs
//	internal/itest/postgres stop
//
// SQLite needs nothing. For PostgreSQL the variable names any server of version 12 or later on which the user may create
// databases: every test makes its own and drops it. Without the variable the tests of PostgreSQL are skipped, and
// they fail where CI=true.
//
// # What is tried
//
// Package sqlstore, on SQLite (modernc.org/sqlite) and PostgreSQL (pgx): the contract of package storetest; migrations,
// twice, by many at once, and from every earlier version on data written under it (testdata); cancellation at random
// moments and while others hold locks; many writers in several processes; processes that are killed while they
// commit; modes of files; settings that a durable store must refuse.
//
// Killing a process proves what reached the operating system, not what survives a power cut: that rests on
// synchronous = FULL, synchronous_commit = on and fsync = on, which tests read back from inside a commit.
package itest
