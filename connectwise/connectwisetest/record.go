package connectwisetest

// Info is the `_info` of a record.
type Info struct {
	LastUpdated DateTime `json:"lastUpdated,omitempty"`
	UpdatedBy   string   `json:"updatedBy,omitempty"` // identifier of a member
	DateEntered DateTime `json:"dateEntered,omitempty"`
	EnteredBy   string   `json:"enteredBy,omitempty"` // identifier of a member
}

// Reference names another record by id. The server fills in the name where it holds that record.
type Reference struct {
	ID   int    `json:"id"`
	Name string `json:"name,omitempty"`
}

// IdentifierReference is a reference to a record that also has an identifier, such as a company.
type IdentifierReference struct {
	ID         int    `json:"id"`
	Identifier string `json:"identifier,omitempty"`
	Name       string `json:"name,omitempty"`
}

// ProductReference is the vendor's IvItemReference: an addition's catalog item. It has no name.
type ProductReference struct {
	ID             int    `json:"id"`
	Identifier     string `json:"identifier,omitempty"`
	SerializedFlag bool   `json:"serializedFlag"`
}

// AgreementReference names a parent agreement.
type AgreementReference struct {
	ID             int    `json:"id"`
	Name           string `json:"name,omitempty"`
	Type           string `json:"type,omitempty"`
	ChargeFirmFlag bool   `json:"chargeFirmFlag"`
}

// CurrencyReference names a currency and how its amounts are written.
type CurrencyReference struct {
	ID                      int    `json:"id"`
	Symbol                  string `json:"symbol,omitempty"`
	CurrencyCode            string `json:"currencyCode,omitempty"`
	DecimalSeparator        string `json:"decimalSeparator,omitempty"`
	NumberOfDecimals        int    `json:"numberOfDecimals,omitempty"`
	ThousandsSeparator      string `json:"thousandsSeparator,omitempty"`
	NegativeParenthesesFlag bool   `json:"negativeParenthesesFlag"`
	DisplaySymbolFlag       bool   `json:"displaySymbolFlag"`
	CurrencyIdentifier      string `json:"currencyIdentifier,omitempty"`
	DisplayIDFlag           bool   `json:"displayIdFlag"`
	RightAlign              bool   `json:"rightAlign"`
	Name                    string `json:"name,omitempty"`
}

// CustomField is one entry of `customFields`. Value is a string, a number, a bool or nil.
type CustomField struct {
	ID                    int    `json:"id"`
	Caption               string `json:"caption,omitempty"`
	Type                  string `json:"type,omitempty"`
	EntryMethod           string `json:"entryMethod,omitempty"`
	NumberOfDecimals      int    `json:"numberOfDecimals,omitempty"`
	Value                 any    `json:"value,omitempty"`
	ConnectWiseID         string `json:"connectWiseId,omitempty"`
	RowNum                int    `json:"rowNum,omitempty"`
	UserDefinedFieldRecID int    `json:"userDefinedFieldRecId,omitempty"`
	PodID                 string `json:"podId,omitempty"`
}
