package plan

// Input is everything that Build looks at. The order of its lists has no effect.
type Input struct {
	Partner   string
	Period    Period
	Today     Date
	Settings  Settings
	Tenants   []Tenant
	Usage     Usage
	Directory Directory
	Additions []AgreementAdditions // one for every agreement whose additions were read
	Lines     []Line               // what the sync owns
	Open      []string             // ids of lines with a write whose outcome is unknown
}

// AgreementAdditions holds all additions of one agreement, from one complete read.
type AgreementAdditions struct {
	AgreementID string     `json:"agreementId"`
	Additions   []Addition `json:"additions"`
}

// Line is what the sync remembers of an addition it created or adopted.
type Line struct {
	AgreementID string   `json:"agreementId"`
	ItemID      string   `json:"itemId"`
	AdditionID  string   `json:"additionId"`
	Period      Period   `json:"period"`   // the newest period applied
	Quantity    Quantity `json:"quantity"` // as last verified
	Sources     []Source `json:"sources"`  // what fed it then
}

// LineID names a line: agreement x catalog item.
func LineID(agreement, item string) string { return agreement + "/" + item }

// ID returns the line's id.
func (l Line) ID() string { return LineID(l.AgreementID, l.ItemID) }
