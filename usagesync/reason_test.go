package usagesync_test

import (
	"testing"

	"github.com/psasync/psasync/usagesync"
)

// Every reason that a step can have says what to do next.
func TestReasonAdvice(t *testing.T) {
	for _, r := range []usagesync.Reason{
		usagesync.ReasonStopped, usagesync.ReasonUnsettled, usagesync.ReasonQuarantined, usagesync.ReasonSuperseded,
		usagesync.ReasonLineChanged, usagesync.ReasonAdditionOwned, usagesync.ReasonSettingsChanged, usagesync.ReasonNoConsent,
		usagesync.ReasonAgreementChanged, usagesync.ReasonAdditionAppeared, usagesync.ReasonAdditionGone, usagesync.ReasonAdditionMoved,
		usagesync.ReasonAdditionEnded, usagesync.ReasonAdditionDoubtful, usagesync.ReasonQuantityChanged, usagesync.ReasonReadFailed,
		usagesync.ReasonTargetRefused, usagesync.ReasonNotSent, usagesync.ReasonAnswerDiffers, usagesync.ReasonOutcomeUnknown,
		usagesync.ReasonNotRecorded, usagesync.ReasonItemTaken, usagesync.ReasonItemGone, usagesync.ReasonItemChanged,
	} {
		if r.Advice() == "" {
			t.Errorf("%s says nothing", r)
		}
	}
	if usagesync.ReasonApplied.Advice() != "" {
		t.Error("what is applied needs nothing")
	}
}
