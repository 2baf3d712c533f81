package plan

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// approved is what Apply reads of a plan: the part that a digest covers.
type approved struct {
	Version int
	Partner string
	Period  Period
	Expires Date
	Usage   string
	Steps   []approvedStep
}

type approvedStep struct {
	ID, AgreementID, ItemID, AdditionID string
	Verb                                Verb
	Before                              *Before
	Quantity                            Quantity
	Effective, InvoiceDate              Date
	Sources                             []Source
	Expect                              Expect
}

// ComputeDigest returns the digest of everything that Apply reads of p: which plan it is, until when it may be applied,
// and every step that writes or records. Names, money, findings and withheld steps are for readers and not in it.
func (p Plan) ComputeDigest() string {
	a := approved{Version: p.Version, Partner: p.Partner, Period: p.Period, Expires: p.Expires, Usage: p.UsageHash}
	for _, s := range p.Steps {
		if s.Records() {
			a.Steps = append(a.Steps, approvedStep{
				s.ID, s.AgreementID, s.ItemID, s.AdditionID, s.Verb, s.Before, s.Quantity, s.Effective, s.InvoiceDate, append([]Source{}, s.Sources...), s.Expect,
			})
		}
	}
	return digest(a)
}

// Hash identifies a report by its rows and devices, in whatever order they came.
func (u Usage) Hash() string {
	hashes := make([][]byte, 0, len(u.Rows)+len(u.Devices))
	for _, r := range u.Rows {
		hashes = append(hashes, sum(r))
	}
	for _, d := range u.Devices {
		hashes = append(hashes, sum(d))
	}
	slices.SortFunc(hashes, bytes.Compare)
	return digest(struct {
		Period   Period
		Complete bool
		Rows     [][]byte
	}{u.Period, u.Complete, hashes})
}

// AgreementHash identifies what decides when and whether an agreement is invoiced: status, next invoice date, cycle and
// parent. The list must hold the agreement's parents too.
func AgreementHash(list []Agreement, id string) string {
	return byID(list).hash(id)
}

func (d agreements) hash(id string) string {
	a, ok := d.effective(id)
	return digest(struct {
		Found                   bool
		Company, Parent, Status string
		Cancelled               bool
		Start, End, Bill, Next  Date
		Cycle                   string
		Prorate                 bool
		Currency                string
	}{ok, a.CompanyID, a.ParentID, a.Status, a.Cancelled, a.Start, a.End, a.BillStart, a.NextInvoice, a.CycleID, a.Prorate, a.Currency})
}

// SettingsHash identifies the settings that a step was resolved from: its sources' mappings, routes and exclusions, its
// item's rule, its line's consent, and what holds for every step. Settings of other customers don't change it.
func SettingsHash(s *Settings, step Step, p Period) string { return newLookup(s).hash(step, p) }

// digest hashes a value of this package's own types, whose JSON is always the same bytes.
func digest(v any) string { return hex.EncodeToString(sum(v)) }

func sum(v any) []byte {
	// Only strings, numbers and types with total marshallers are hashed here, so Marshal can't fail; hashing the error
	// would still give a digest that no other value has.
	b, err := json.Marshal(v)
	if err != nil {
		b = []byte(err.Error())
	}
	h := sha256.Sum256(b)
	return h[:]
}
