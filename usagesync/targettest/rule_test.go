package targettest_test

import (
	"testing"

	"github.com/psasync/psasync/usagesync/targettest"
)

func TestEveryRuleHasABrokenTarget(t *testing.T) {
	broken := map[targettest.Rule]bool{}
	for _, b := range brokenTargets() {
		broken[b.rule] = true
	}
	for _, r := range targettest.Rules() {
		if !broken[r] {
			t.Errorf("no broken target proves the rule %q", r)
		}
		delete(broken, r)
	}
	for r := range broken {
		t.Errorf("the broken target of %q proves no rule", r)
	}
}
