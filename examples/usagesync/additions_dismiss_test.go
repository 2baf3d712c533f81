package main

import (
	"slices"
	"strconv"
	"testing"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

// The answer to a create is lost, and somebody enters the same addition at that moment: nobody can tell which is ours. The
// line waits until a person has cancelled one, and says so.
func TestDismiss(t *testing.T) {
	set := contracts()
	set.Routes = set.Routes[:1]
	d := newDesk(t, set)
	d.vars["USAGESYNC_SETTLE"] = "1ms"
	d.psa.Inject(connectwisetest.Fault{Method: "POST", DropAfter: true})
	d.run(exitUnfinished, nil, "sync", "--yes")
	var ours connectwisetest.Addition
	for _, a := range d.psa.Additions(300) {
		if a.Product.ID == 1001 {
			ours = a
		}
	}
	twin := ours
	twin.ID = 7777
	d.psa.AddAddition(twin)
	d.run(exitUnfinished, nil, "sync", "--yes") // settles it: the line is in quarantine
	d.run(exitWrongInput, nil, "additions", "dismiss", "300/1002", "--reason", "mistyped")
	d.run(exitDone, nil, "additions", "dismiss", "300/1001", "--reason", "cancelled "+strconv.Itoa(ours.ID))
	d.run(exitWrongInput, nil, "additions", "dismiss", "300/1001", "--reason", "again")
	var list struct{ Additions []listedAddition }
	d.run(exitDone, &list, "additions", "list")
	if !slices.ContainsFunc(list.Additions, func(a listedAddition) bool { return a.ID == "7777" && a.State == "candidate" }) {
		t.Errorf("%+v", list)
	}
}
