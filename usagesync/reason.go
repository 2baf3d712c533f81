package usagesync

// Reason says why a step was not simply done. The list is closed. A withheld step's reason is the plan's own code.
type Reason string

// Why a step is unchanged, or was skipped.
const (
	ReasonApplied Reason = "already-applied" // this very plan was applied to the line before
	ReasonStopped Reason = "stopped"
)

// Why a step was refused: what the plan was made from is not so any more.
const (
	ReasonUnsettled        Reason = "unsettled"
	ReasonQuarantined      Reason = "quarantined"
	ReasonSuperseded       Reason = "superseded-period"
	ReasonLineChanged      Reason = "line-changed"
	ReasonAdditionOwned    Reason = "addition-owned"
	ReasonSettingsChanged  Reason = "settings-changed"
	ReasonNoConsent        Reason = "no-consent"
	ReasonAgreementChanged Reason = "agreement-changed"
	ReasonAdditionAppeared Reason = "addition-appeared"
	ReasonAdditionGone     Reason = "addition-gone"
	ReasonAdditionMoved    Reason = "addition-moved"
	ReasonAdditionEnded    Reason = "addition-ended"
	ReasonAdditionDoubtful Reason = "addition-unreadable"
	ReasonQuantityChanged  Reason = "quantity-changed"
	ReasonSiblingsChanged  Reason = "siblings-changed"
	ReasonSwapIncomplete   Reason = "swap-incomplete"
	ReasonItemTaken        Reason = "item-taken"
	ReasonItemGone         Reason = "item-gone"
	ReasonItemChanged      Reason = "item-changed"
)

// Why a step failed, or why its outcome is unknown.
const (
	ReasonReadFailed     Reason = "read-failed"
	ReasonTargetRefused  Reason = "target-refused"
	ReasonNotSent        Reason = "not-sent"
	ReasonAnswerDiffers  Reason = "answer-differs"
	ReasonOutcomeUnknown Reason = "outcome-unknown"
	ReasonNotRecorded    Reason = "not-recorded"
)

// Advice says what to do next, in words.
func (r Reason) Advice() string {
	switch r {
	case "", ReasonApplied:
		return ""
	case ReasonUnsettled, ReasonOutcomeUnknown, ReasonNotRecorded:
		return "sync again once the settle window has passed; nothing is sent for this line before"
	case ReasonQuarantined:
		return "look at the agreement, cancel what is not wanted there, then dismiss the quarantine"
	case ReasonSuperseded:
		return "nothing; a newer month was applied to this line"
	case ReasonNoConsent:
		return "adopt the addition by a stored consent, then plan again"
	case ReasonAdditionOwned, ReasonAdditionAppeared, ReasonAdditionGone, ReasonAdditionMoved, ReasonAdditionEnded, ReasonAdditionDoubtful:
		return "look who changed the agreement's additions, then plan again"
	case ReasonTargetRefused:
		return "read what the target said, correct it there or in the mapping, then plan again"
	case ReasonAnswerDiffers:
		return "look at the addition; what the target says it holds is not what was asked"
	case ReasonItemTaken:
		return "map the product to that item, or choose another identifier"
	case ReasonItemGone, ReasonItemChanged:
		return "look at the item in ConnectWise, then plan again"
	case ReasonStopped, ReasonLineChanged, ReasonSettingsChanged, ReasonAgreementChanged, ReasonQuantityChanged, ReasonSiblingsChanged, ReasonSwapIncomplete, ReasonReadFailed, ReasonNotSent:
		return "plan again"
	}
	return "plan again"
}

// itemAdvice is Advice for a write to the catalog, where it differs.
func (r Reason) itemAdvice() string {
	switch r {
	case ReasonUnsettled, ReasonOutcomeUnknown, ReasonNotRecorded:
		return "plan and apply it again once the settle window has passed; nothing is sent for this item before"
	case ReasonAnswerDiffers:
		return "look at the item; what the target says it holds is not what was asked"
	default:
		return r.Advice()
	}
}
