package plan

// Input is everything that Build looks at. The order of its lists has no effect.
type Input struct {
	Partner   string               `json:"partner"`
	Member    string               `json:"member,omitempty"` // the API member that writes, as ConnectWise names it; none: nobody knows
	Period    Period               `json:"period"`
	Today     Date                 `json:"today"`
	Settings  Settings             `json:"settings"`
	Tenants   []Tenant             `json:"tenants"`
	Usage     Usage                `json:"usage"`
	Directory Directory            `json:"directory"`
	Additions []AgreementAdditions `json:"additions"` // one for every agreement whose additions were read
	Lines     []Line               `json:"lines"`     // what the sync owns

	// History. All of it may be empty.
	Open     []string  `json:"open,omitempty"`     // ids of lines with a write whose outcome is unknown
	Earlier  []Reading `json:"earlier,omitempty"`  // complete reads of the same period on earlier days
	Applied  []Line    `json:"applied,omitempty"`  // lines as this period was last applied to them, where a later one was since
	Claims   []Claim   `json:"claims,omitempty"`   // additions of this site that other partners own
	Seen     []Seen    `json:"seen,omitempty"`     // what product codes were called in the last report
	Releases []Release `json:"releases,omitempty"` // withheld steps that a person lets through in this plan
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
	Period      Period   `json:"period"`           // the newest period applied
	Quantity    Quantity `json:"quantity"`         // as last verified
	Invoice     Date     `json:"invoice,omitzero"` // the agreement's next invoice date then: it says in which cycle that was
	Sources     []Source `json:"sources"`          // what fed it then
}

// Reading is the usage of a period as it was read on a day.
type Reading struct {
	Day   Date  `json:"day"`
	Usage Usage `json:"usage"`
}

// Claim says that another partner of the site owns an addition.
type Claim struct {
	AdditionID string `json:"additionId"`
	Partner    string `json:"partner"`
}

// Seen is a product code with what Sophos called it.
type Seen struct {
	ProductCode string `json:"productCode"`
	Description string `json:"description"`
}

// LineID names a line: agreement x catalog item.
func LineID(agreement, item string) string { return agreement + "/" + item }

// ID returns the line's id.
func (l Line) ID() string { return LineID(l.AgreementID, l.ItemID) }
