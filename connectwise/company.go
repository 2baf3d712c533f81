package connectwise

// Company is a customer, as far as a sync needs it: no address and no contact.
type Company struct {
	ID           int           `json:"id"`
	Identifier   string        `json:"identifier"` // the human "Company ID", unique within the site
	Name         string        `json:"name"`
	Status       Reference     `json:"status"` // inactive companies have a status of that meaning, named by each site
	Types        []Reference   `json:"types"`
	Territory    Reference     `json:"territory"`
	Currency     Currency      `json:"currency"`
	DeletedFlag  bool          `json:"deletedFlag"` // in the recycle bin, yet still listed
	Info         Info          `json:"_info"`
	CustomFields []CustomField `json:"customFields"`
}

func (c Company) recordID() int { return c.ID }
