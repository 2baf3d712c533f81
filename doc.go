// Package psasync is the root of an SDK that turns monthly Sophos Central usage into ConnectWise PSA agreement
// additions, so that managed service providers bill their customers correctly, under their own products and brand. The
// package itself is empty; this page says what is where.
//
// # The main job
//
// Each month, the number of Sophos seats that a customer used becomes the quantity of an addition on that customer's
// agreement. Data flows one way:
//
//		usage (sophos) -> plan (usagesync/plan) -> apply (usagesync) -> additions (connectwise)
//
//	  - [github.com/psasync/psasync/usagesync] has the Syncer, which a program embeds with its own storage: Plan reads
//	    everything and writes nothing, Apply writes exactly the plan whose digest was approved.
//	  - [github.com/psasync/psasync/usagesync/plan] is the pure core: settings, Build, and the Plan as data.
//	  - usagesync/fromsophos and usagesync/toconnectwise connect it with the two vendors; usagesync/memstore keeps its
//	    records in memory; usagesync/storetest proves a store of your own; usagesync/render shows plans.
//	  - [github.com/psasync/psasync/catalog] is the table of Sophos products and of the codes that stand for them.
//
// # The clients
//
// [github.com/psasync/psasync/sophos] and [github.com/psasync/psasync/connectwise] are typed clients that are useful by
// themselves: paced by all published rate limits at once, a create sent at most once, credentials never sent to a host
// that was not configured. Their sophostest and connectwisetest packages are stateful servers for your own tests, with
// scripted faults, over loopback or inside a testing/synctest bubble.
//
// # To begin
//
// Run the quickstart: it needs no account.
//
//	go run ./examples/quickstart
//
// Then read examples/quickstart/main.go, which is the manual in one page, and the package documentation of usagesync.
//
// # Compatibility
//
// The module is before version 1.0: a minor version may break the API, and CHANGELOG.md says how. It needs Go 1.26.
package psasync
