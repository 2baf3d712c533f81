package storetest_test

import (
	"testing"

	"github.com/psasync/psasync/usagesync/storetest"
)

func TestEveryRuleHasABrokenStore(t *testing.T) {
	broken := map[storetest.Rule]bool{}
	for _, b := range brokenStores() {
		broken[b.rule] = true
	}
	for _, r := range storetest.Rules() {
		if !broken[r] {
			t.Errorf("no broken store proves the rule %q", r)
		}
		delete(broken, r)
	}
	for r := range broken {
		t.Errorf("the broken store of %q proves no rule", r)
	}
}
