package connectwise

import "encoding/json"

// CustomField is one value of a field that the site defined itself. Captions are per site and screen; select records by
// them with Query.CustomField.
type CustomField struct {
	ID                    int             `json:"id"`
	Caption               string          `json:"caption"`
	Type                  string          `json:"type"`        // TextArea, Currency, Date, Checkbox, Number, Percent, Text and others
	EntryMethod           string          `json:"entryMethod"` // Date, EntryField, List, Option
	NumberOfDecimals      *int            `json:"numberOfDecimals"`
	Value                 json.RawMessage `json:"value"` // a string, number or boolean, dates as strings; absent when unset
	RowNum                int             `json:"rowNum"`
	UserDefinedFieldRecID int             `json:"userDefinedFieldRecId"`
	PodID                 string          `json:"podId"`
}

// Text returns a value that is a string.
func (f CustomField) Text() (text string, ok bool) {
	var value *string
	if json.Unmarshal(f.Value, &value) != nil || value == nil {
		return "", false
	}
	return *value, true
}

// Number returns a value that is a number, exactly.
func (f CustomField) Number() (Decimal, bool) {
	var value Decimal
	if json.Unmarshal(f.Value, &value) != nil {
		return Decimal{}, false
	}
	return value, value.IsPresent()
}

// Flag returns a value that is a boolean.
func (f CustomField) Flag() (flag, ok bool) {
	var value *bool
	if json.Unmarshal(f.Value, &value) != nil || value == nil {
		return false, false
	}
	return *value, true
}

// UserDefinedField is the definition of a custom field.
type UserDefinedField struct {
	ID                  int                      `json:"id"`
	PodID               int                      `json:"podId"`
	Caption             string                   `json:"caption"`
	ScreenID            string                   `json:"screenId"`
	SequenceNumber      int                      `json:"sequenceNumber"`
	HelpText            string                   `json:"helpText"`
	FieldTypeIdentifier string                   `json:"fieldTypeIdentifier"` // as CustomField.Type
	EntryTypeIdentifier string                   `json:"entryTypeIdentifier"` // as CustomField.EntryMethod
	NumberDecimals      *int                     `json:"numberDecimals"`
	RequiredFlag        bool                     `json:"requiredFlag"`
	DisplayOnScreenFlag bool                     `json:"displayOnScreenFlag"`
	ReadOnlyFlag        bool                     `json:"readOnlyFlag"`
	ListViewFlag        bool                     `json:"listViewFlag"`
	ButtonURL           string                   `json:"buttonUrl"`
	Options             []UserDefinedFieldOption `json:"options"`
	BusinessUnitIDs     []int                    `json:"businessUnitIds"`
	LocationIDs         []int                    `json:"locationIds"`
	DateCreated         string                   `json:"dateCreated"` // an instant as the server wrote it
	Info                Info                     `json:"_info"`
	Doubts              []string                 `json:"-"`
}

func (f UserDefinedField) recordID() int { return f.ID }

// UserDefinedFieldOption is one choice of a custom field that is a list.
type UserDefinedFieldOption struct {
	ID           int    `json:"id"`
	OptionValue  string `json:"optionValue"`
	DefaultFlag  bool   `json:"defaultFlag"`
	InactiveFlag bool   `json:"inactiveFlag"`
	SortOrder    int    `json:"sortOrder"`
}
