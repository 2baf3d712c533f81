package catalog

import (
	"fmt"
	"strings"
	"unicode"
)

// Platform says what a product protects. It is an open set: own products may use other values.
type Platform string

// The platforms of the built-in table. A product that covers several, or whose platform its name does not tell, has
// none.
const (
	User    Platform = "user"
	Server  Platform = "server"
	Mobile  Platform = "mobile"
	Network Platform = "network"
	Cloud   Platform = "cloud"
)

// Product is one row of the table. The zero Product is none. Products are comparable.
type Product struct {
	Identifier  string   `json:"identifier"`            // e.g. Sophos_Intercept_X_Advanced; unique ignoring case, of any length
	Description string   `json:"description"`           // Sophos's description, e.g. Sophos Central Intercept X Advanced
	Platform    Platform `json:"platform,omitempty"`    // [inferred] (unverified: U02)
	Firewall    bool     `json:"firewall"`              // a licence of a firewall, settled with the monthly invoice only; [inferred] (unverified: U02)
	Family      string   `json:"family,omitempty"`      // products that replace one another, e.g. endpoint; [inferred] (unverified: U02)
	Tier        int      `json:"tier,omitempty"`        // rank in the family, higher includes lower; built-in ones leave gaps; 0 without a family
	CurrentName string   `json:"currentName,omitempty"` // name on invoices of today [client code]; empty if not public
}

// check reports what is wrong with a product by itself.
func (p Product) check(path string) []error {
	var errs []error
	if err := checkText(path+".identifier", p.Identifier); err != nil {
		errs = append(errs, err)
	}
	switch {
	case p.Tier < 0:
		errs = append(errs, InputError{path + ".tier", fmt.Sprintf("%d is negative", p.Tier)})
	case p.Tier > 0 && p.Family == "":
		errs = append(errs, InputError{path + ".tier", fmt.Sprintf("%d ranks in no family: name one", p.Tier)})
	}
	return errs
}

// checkText refuses a name that cannot be told from another by looking at it.
func checkText(path, s string) error {
	switch {
	case s == "":
		return InputError{path, "is missing"}
	case strings.TrimSpace(s) != s:
		return InputError{path, fmt.Sprintf("%q has white space around it", s)}
	case strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == unicode.ReplacementChar }):
		return InputError{path, fmt.Sprintf("%q has characters that cannot be printed", s)}
	}
	return nil
}

// foldID is the form in which identifiers are compared.
func foldID(identifier string) string { return strings.ToLower(identifier) }
