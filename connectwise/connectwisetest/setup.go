package connectwisetest

// The records of the tables that a site sets itself up with (the vendor's schema 2026.4).

// CompanyStatus is what state a company can be in.
type CompanyStatus struct {
	ID                   int       `json:"id"`
	Name                 string    `json:"name,omitempty"`
	DefaultFlag          bool      `json:"defaultFlag"`
	InactiveFlag         bool      `json:"inactiveFlag"`
	NotifyFlag           bool      `json:"notifyFlag"`
	DisallowSavingFlag   bool      `json:"disallowSavingFlag"`
	NotificationMessage  string    `json:"notificationMessage,omitempty"`
	CustomNoteFlag       bool      `json:"customNoteFlag"`
	CancelOpenTracksFlag bool      `json:"cancelOpenTracksFlag"`
	Track                Reference `json:"track,omitzero"`
	Info                 Info      `json:"_info"`
	ConnectWiseID        string    `json:"connectWiseId,omitempty"`
}

// CompanyType is what a company can be.
type CompanyType struct {
	ID                  int    `json:"id"`
	Name                string `json:"name,omitempty"`
	DefaultFlag         bool   `json:"defaultFlag"`
	VendorFlag          bool   `json:"vendorFlag"`
	ServiceAlertFlag    bool   `json:"serviceAlertFlag"`
	ServiceAlertMessage string `json:"serviceAlertMessage,omitempty"`
	Info                Info   `json:"_info"`
	ConnectWiseID       string `json:"connectWiseId,omitempty"`
}

// TypeAssociation gives a company a type. It is served below its company and for all companies together. Company.Types
// is a member of its own: nothing keeps the two in step.
type TypeAssociation struct {
	ID      int                 `json:"id"`
	Type    Reference           `json:"type,omitzero"`
	Company IdentifierReference `json:"company,omitzero"`
	Info    Info                `json:"_info"`
}

// Category groups subcategories.
type Category struct {
	ID                 int    `json:"id"`
	Name               string `json:"name,omitempty"`
	InactiveFlag       bool   `json:"inactiveFlag"`
	PriceLevelXRef     string `json:"priceLevelXref,omitempty"`
	IntegrationXRef    string `json:"integrationXref,omitempty"`
	LocationIDs        []int  `json:"locationIds,omitempty"`
	DefaultFlag        bool   `json:"defaultFlag"`
	AddAllLocations    bool   `json:"addAllLocations"`
	RemoveAllLocations bool   `json:"removeAllLocations"`
	ConnectWiseID      string `json:"connectWiseId,omitempty"`
	Info               Info   `json:"_info"`
}

// Subcategory groups catalog items.
type Subcategory struct {
	ID              int       `json:"id"`
	Name            string    `json:"name,omitempty"`
	InactiveFlag    bool      `json:"inactiveFlag"`
	IntegrationXRef string    `json:"integrationXref,omitempty"`
	DefaultFlag     bool      `json:"defaultFlag"`
	Category        Reference `json:"category,omitzero"`
	ConnectWiseID   string    `json:"connectWiseId,omitempty"`
	Info            Info      `json:"_info"`
}

// ProductType is the type of a catalog item.
type ProductType struct {
	ID            int    `json:"id"`
	Name          string `json:"name,omitempty"`
	InactiveFlag  bool   `json:"inactiveFlag"`
	TypeXRef      string `json:"typeXref,omitempty"`
	DefaultFlag   bool   `json:"defaultFlag"`
	ConnectWiseID string `json:"connectWiseId,omitempty"`
	Info          Info   `json:"_info"`
}

// UnitOfMeasure is what a catalog item is counted in.
type UnitOfMeasure struct {
	ID              int    `json:"id"`
	Name            string `json:"name,omitempty"`
	InactiveFlag    bool   `json:"inactiveFlag"`
	DefaultFlag     bool   `json:"defaultFlag"`
	UOMScheduleXRef string `json:"uomScheduleXref,omitempty"`
	ConnectWiseID   string `json:"connectWiseId,omitempty"`
	Info            Info   `json:"_info"`
}

// UserDefinedField defines a custom field. The values in records' CustomFields are their own.
type UserDefinedField struct {
	ID                     int                      `json:"id"`
	PodID                  int                      `json:"podId,omitempty"`
	Caption                string                   `json:"caption,omitempty"`
	SequenceNumber         int                      `json:"sequenceNumber,omitempty"`
	ScreenID               string                   `json:"screenId,omitempty"`
	HelpText               string                   `json:"helpText,omitempty"`
	FieldTypeIdentifier    string                   `json:"fieldTypeIdentifier,omitempty"`
	NumberDecimals         int                      `json:"numberDecimals,omitempty"`
	EntryTypeIdentifier    string                   `json:"entryTypeIdentifier,omitempty"`
	RequiredFlag           bool                     `json:"requiredFlag"`
	DisplayOnScreenFlag    bool                     `json:"displayOnScreenFlag"`
	ReadOnlyFlag           bool                     `json:"readOnlyFlag"`
	ListViewFlag           bool                     `json:"listViewFlag"`
	ButtonURL              string                   `json:"buttonUrl,omitempty"`
	Options                []UserDefinedFieldOption `json:"options,omitempty"`
	BusinessUnitIDs        []int                    `json:"businessUnitIds,omitempty"`
	LocationIDs            []int                    `json:"locationIds,omitempty"`
	AddAllBusinessUnits    bool                     `json:"addAllBusinessUnits"`
	RemoveAllBusinessUnits bool                     `json:"removeAllBusinessUnits"`
	AddAllLocations        bool                     `json:"addAllLocations"`
	RemoveAllLocations     bool                     `json:"removeAllLocations"`
	ConnectWiseID          string                   `json:"connectWiseID,omitempty"`
	DateCreated            DateTime                 `json:"dateCreated,omitempty"`
	Info                   Info                     `json:"_info"`
}

// UserDefinedFieldOption is one choice of a custom field that is a list.
type UserDefinedFieldOption struct {
	ID           int    `json:"id"`
	DefaultFlag  bool   `json:"defaultFlag"`
	InactiveFlag bool   `json:"inactiveFlag"`
	OptionValue  string `json:"optionValue,omitempty"`
	SortOrder    int    `json:"sortOrder,omitempty"`
}

func (s *Server) renderAssociation(a TypeAssociation) TypeAssociation {
	if t, ok := s.companyTypes.rows[a.Type.ID]; ok {
		a.Type.Name = t.Name
	}
	a.Company = s.companyNamed(a.Company)
	return a
}

func (s *Server) renderSubcategory(c Subcategory) Subcategory {
	if parent, ok := s.categories.rows[c.Category.ID]; ok {
		c.Category.Name = parent.Name
	}
	return c
}
