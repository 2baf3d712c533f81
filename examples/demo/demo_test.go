package demo_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/psasync/psasync/connectwise/connectwisetest"
	"github.com/psasync/psasync/examples/demo"
	"github.com/psasync/psasync/examples/env"
	"github.com/psasync/psasync/sophos/sophostest"
)

func TestAStateSurvivesAFile(t *testing.T) {
	first := connectwisetest.New(connectwisetest.Options{})
	defer first.Close()
	demo.LoadConnectWise(first, demo.First())
	err := first.EditAddition(501, "dana", func(a *connectwisetest.Addition) { a.Quantity, a.CancelledDate = "0", "2026-11-30" })
	if err != nil {
		t.Fatal(err)
	}
	document, err := json.Marshal(demo.StateOf(first))
	if err != nil {
		t.Fatal(err)
	}
	var state demo.State
	if err := json.Unmarshal(document, &state); err != nil {
		t.Fatal(err)
	}
	second := connectwisetest.New(connectwisetest.Options{})
	defer second.Close()
	demo.LoadConnectWise(second, state)
	all := first.AllAdditions()
	if len(all) != 54 || len(second.AllAdditions()) != len(all) {
		t.Fatalf("%d additions became %d", len(all), len(second.AllAdditions()))
	}
	for _, a := range all {
		if before, after := first.Raw(a.ID), second.Raw(a.ID); !bytes.Equal(before, after) {
			t.Errorf("addition %d\nwas %s\nis  %s", a.ID, before, after)
		}
	}
	next := connectwisetest.Addition{AgreementID: 300, Product: connectwisetest.ProductReference{ID: demo.Office}}
	if a, b := first.AddAddition(next).ID, second.AddAddition(next).ID; a != b {
		t.Errorf("the next addition is %d here and %d there", a, b)
	}
}

func TestTheWorldIsReachedByItsVariables(t *testing.T) {
	central, psa := sophostest.New(sophostest.Options{}), connectwisetest.New(connectwisetest.Options{})
	defer central.Close()
	defer psa.Close()
	demo.LoadSophos(central, demo.October)
	demo.LoadConnectWise(psa, demo.First())
	if err := demo.Invoiced(psa); err != nil {
		t.Fatal(err)
	}
	vars, err := demo.Start(central, psa)
	if err != nil {
		t.Fatal(err)
	}
	clients, err := env.Load(func(name string) string { return vars[name] })
	if err != nil {
		t.Fatal(err)
	}
	if who, err := clients.Sophos.WhoAmI(t.Context()); err != nil || who.ID != sophostest.DefaultPartnerID {
		t.Errorf("Sophos Central: %v, %v", who, err)
	}
	if a, err := clients.ConnectWise.Agreements.Get(t.Context(), 300); err != nil || a.Company.Name != "Acme Dental" {
		t.Errorf("ConnectWise: %v, %v", a.Company, err)
	}
	settings := demo.Settings()
	if err := settings.Validate(); err != nil {
		t.Error(err)
	}
	if got := len(settings.Routes); got != 23 || settings.Routes[0].TenantID != demo.TenantID(1) {
		t.Errorf("%d routes: %v", got, settings.Routes[:min(1, got)])
	}
}
