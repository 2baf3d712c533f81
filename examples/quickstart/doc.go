// Command quickstart shows a whole month's sync, over real HTTP, without any account.
//
// It starts a Sophos Central and a ConnectWise PSA on loopback, loads a made-up managed service provider with 25
// customers (package demo), and then does what a billing engineer does in the first days of a month: plan, look, apply,
// plan again. Read main top to bottom: it is the SDK's manual in one page.
//
// With SOPHOS_* and CONNECTWISE_* set (package env lists them) it makes a read-only plan against the real hosts instead.
package main
