package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/usagesync/plan"
)

// productsListCmd lists every Sophos product.
type productsListCmd struct{}

func (productsListCmd) Help() string {
	return `Reads the store only. A code in brackets is a guess that is not in effect; confirm it with products alias.

Example:

    usagesync products list`
}

const firewallNote = "a firewall licence: billed once its month is closing; assign the monthly licences to tenants in Sophos Central"

// listedProduct is a product with everything that decides what becomes of its usage.
type listedProduct struct {
	Product     string                `json:"product"`
	Description string                `json:"description"`
	CurrentName string                `json:"currentName,omitempty"` // on invoices of today
	ItemID      string                `json:"itemId,omitempty"`      // where no narrower mapping says otherwise
	Item        string                `json:"item,omitempty"`
	Sync        bool                  `json:"sync"` // some mapping of it is on
	Mappings    []plan.ProductMapping `json:"mappings"`
	Codes       []listedCode          `json:"codes"`
	Firewall    bool                  `json:"firewall"`
	Note        string                `json:"note,omitempty"`
}

// listedCode is a product code that stands for a product, or may.
type listedCode struct {
	catalog.Alias
	InEffect bool `json:"inEffect"`
}

func (productsListCmd) Run(a *app) error {
	k, err := peek(a, a.known)
	if err != nil {
		return err
	}
	list, err := listProducts(k)
	if err != nil {
		return err
	}
	return a.print(listed("products", list), func(w io.Writer) error { return showProducts(w, list) })
}

func listProducts(k known) ([]listedProduct, error) {
	products, err := catalog.New(k.settings.OwnProducts, k.settings.Aliases)
	if err != nil {
		return nil, err
	}
	items := map[string]string{}
	for _, i := range k.Directory.Items {
		items[i.ID] = i.Identifier
	}
	var list []listedProduct
	for _, p := range products.Products() {
		l := listedProduct{Product: p.Identifier, Description: p.Description, CurrentName: p.CurrentName, Firewall: p.Firewall}
		l.Mappings, l.Codes = []plan.ProductMapping{}, []listedCode{}
		for _, m := range k.settings.Products {
			if !strings.EqualFold(m.Product, p.Identifier) {
				continue
			}
			m.ItemName = or(items[m.ItemID], m.ItemName)
			if l.Mappings = append(l.Mappings, m); narrowing(m) == "" {
				l.ItemID, l.Item = m.ItemID, m.ItemName
			}
			l.Sync = l.Sync || m.ItemID != "" && !m.Off
		}
		for _, alias := range products.Aliases() {
			if strings.EqualFold(alias.Product, p.Identifier) {
				r := products.Resolve(alias.Code, catalog.Hint{Group: alias.Group, SKU: alias.SKU, Description: alias.DescriptionPrefix})
				l.Codes = append(l.Codes, listedCode{alias, r.Status == catalog.Resolved && slices.Contains(r.Aliases, alias)})
			}
		}
		if p.Firewall {
			l.Note = firewallNote
		}
		list = append(list, l)
	}
	return list, nil
}

func showProducts(w io.Writer, list []listedProduct) error {
	columns := []column{{"Product", 31}, {"Item", 38}, {"Sync", 7}}
	var rows [][]string
	for _, l := range list {
		if len(l.Mappings) == 0 {
			rows = append(rows, []string{l.Product, "not mapped", "off"})
		}
		for _, m := range l.Mappings {
			item := "not mapped"
			if m.ItemID != "" {
				item = strings.Join(append([]string{called(m.ItemID, m.ItemName)}, m.Also...), " + ")
			}
			rows = append(rows, []string{l.Product, strings.TrimSpace(item + " " + narrowing(m)), onOff(m.ItemID != "" && !m.Off)})
		}
	}
	if err := table(w, columns, rows); err != nil {
		return err
	}
	fmt.Fprintln(w, "\nWhat feeds them (in brackets: guesses that are not in effect)")
	for _, l := range list {
		if len(l.Codes) > 0 || l.Note != "" {
			paragraph(w, "  ", strings.TrimSuffix(l.Product+": "+strings.Join(append(codes(l.Codes), notes(l)...), ", "), ", "))
		}
	}
	return nil
}

func codes(list []listedCode) []string {
	var words []string
	for _, c := range list {
		word := c.Code
		for _, narrow := range []string{c.Group, c.SKU, c.DescriptionPrefix} {
			if narrow != "" {
				word += "/" + narrow
			}
		}
		if !c.InEffect {
			word = "(" + word + ")"
		}
		words = append(words, word)
	}
	return words
}

func notes(l listedProduct) []string {
	if l.Note == "" {
		return nil
	}
	return []string{l.Note}
}

// narrowing says where a mapping holds, when that is not everywhere.
func narrowing(m plan.ProductMapping) string {
	var words []string
	for _, s := range [...]struct{ what, id string }{
		{"tenant ", m.TenantID}, {"company ", m.CompanyID}, {"type ", m.AgreementTypeID}, {"", m.Currency},
	} {
		if s.id != "" {
			words = append(words, s.what+s.id)
		}
	}
	return strings.Join(words, ", ")
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}
