package connectwise

// Reference is another record as a record names it. ID 0 means that there is none.
type Reference struct {
	ID         int    `json:"id"`
	Identifier string `json:"identifier"` // companies, catalog items and members have one
	Name       string `json:"name"`
}

// Ref names another record in a request.
type Ref struct {
	ID int `json:"id"`
}

// Currency is a reference to a currency.
type Currency struct {
	ID               int    `json:"id"`
	Name             string `json:"name"`
	CurrencyCode     string `json:"currencyCode"`
	Symbol           string `json:"symbol"`
	NumberOfDecimals *int   `json:"numberOfDecimals"`
}

// Info says who wrote a record last and first. The times are instants as the server wrote them: compare them, but
// don't rely on their form.
type Info struct {
	LastUpdated string `json:"lastUpdated"`
	UpdatedBy   string `json:"updatedBy"`
	DateEntered string `json:"dateEntered"`
	EnteredBy   string `json:"enteredBy"`
}
