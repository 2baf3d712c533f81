// Package demo is Harbor IT, a made-up managed service provider with 25 customers, for programs that show a sync without
// any account. It loads a sophostest and a connectwisetest server; the servers do the rest.
//
// The story: September was synced a month ago, on October 2. Today is November 2, 2026; October is over. Every unusual
// customer stands for something that happens to every provider: one left, one was cancelled, one has two additions for
// the same item, one sells fewer seats than the limits allow to fall.
//
//	central, psa := sophostest.New(sophostest.Options{}), connectwisetest.New(connectwisetest.Options{})
//	demo.LoadSophos(central, demo.October)
//	demo.LoadConnectWise(psa, demo.First())
//	vars, err := demo.Start(central, psa) // the environment variables that name both, for package env
package demo
