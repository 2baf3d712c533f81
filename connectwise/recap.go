package connectwise

import (
	"context"
	"iter"
)

// AgreementRecap sums an agreement up: what it has used, what is left, what was and will be invoiced. The members that
// are strings are so in the vendor's document [spec], in forms that are undocumented.
type AgreementRecap struct {
	ID                    int      `json:"id"` // [inferred]: the agreement's
	Name                  string   `json:"name"`
	CompanyName           string   `json:"companyName"`
	AgreementStatus       string   `json:"agreementStatus"`
	IsUnlimited           string   `json:"isUnlimited"`
	StartingAmount        Decimal  `json:"startingAmount"`
	AdjustmentAmount      Decimal  `json:"adjustmentAmount"`
	AvailableAmount       Decimal  `json:"availableAmount"`
	UsedAmount            Decimal  `json:"usedAmount"`
	RemainingAmount       Decimal  `json:"remainingAmount"`
	OverrunAmount         Decimal  `json:"overrunAmount"`
	UnbilledOverageAmount Decimal  `json:"unbilledOverageAmount"`
	UnbilledPeriods       int      `json:"unbilledPeriods"`
	LastInvoiceNumber     string   `json:"lastInvoiceNumber"`
	LastInvoiceDate       string   `json:"lastInvoiceDate"`
	LastInvoiceAmount     string   `json:"lastInvoiceAmount"`
	NextInvoiceDate       string   `json:"nextInvoiceDate"`
	NextInvoiceAmount     Decimal  `json:"nextInvoiceAmount"`
	Doubts                []string `json:"-"` // members that couldn't be read, absent here: the manual's Doubts
}

func (r AgreementRecap) recordID() int { return r.ID }

// AgreementRecaps reads recaps. It is a [Collection] without Count, which ConnectWise doesn't have here.
type AgreementRecaps struct{ all Collection[AgreementRecap] }

// Get reads one recap, as [Collection.Get] does.
func (r *AgreementRecaps) Get(ctx context.Context, id int) (AgreementRecap, error) {
	return r.all.Get(ctx, id)
}

// List reads one numbered page, as [Collection.List] does.
func (r *AgreementRecaps) List(ctx context.Context, q Query) ([]AgreementRecap, error) {
	return r.all.List(ctx, q)
}

// All walks over all recaps, as [Collection.All] does.
func (r *AgreementRecaps) All(ctx context.Context, q Query) iter.Seq2[AgreementRecap, error] {
	return r.all.All(ctx, q)
}
