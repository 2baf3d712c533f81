package catalog

import (
	"errors"
	"fmt"
	"slices"
)

// Catalog is a product table with product-code aliases. Make one with New.
type Catalog struct {
	products     []Product
	index        map[string]int // folded identifier -> position in products
	aliases      []Alias        // own ones first
	own, builtin map[string][]Alias
}

// InputError says what is wrong with one of the caller's products or aliases.
type InputError struct {
	Path    string // e.g. aliases[3].product
	Message string
}

// Error implements error.
func (e InputError) Error() string { return "catalog: " + e.Path + " " + e.Message }

// New makes a catalog of the built-in table with the caller's own products and aliases on top; both may be nil. It
// reports everything that is wrong with them together, each as an InputError.
func New(own []Product, aliases []Alias) (*Catalog, error) {
	products, guesses, err := builtinTables()
	if err != nil {
		return nil, err
	}
	c := &Catalog{products: products, index: make(map[string]int, len(products)+len(own))}
	for i, p := range products {
		c.index[foldID(p.Identifier)] = i
	}
	if err := errors.Join(append(c.addProducts(own), c.addAliases(aliases)...)...); err != nil {
		return nil, err
	}
	c.own, c.builtin = byCode(c.aliases), byCode(guesses)
	c.aliases = append(c.aliases, guesses...)
	return c, nil
}

// addProducts appends the caller's products, or puts them in the place of the built-in one of that identifier.
func (c *Catalog) addProducts(own []Product) []error {
	var errs []error
	first := make(map[string]int, len(own))
	for i, p := range own {
		path := fmt.Sprintf("products[%d]", i)
		errs = append(errs, p.check(path)...)
		id := foldID(p.Identifier)
		if j, ok := first[id]; ok {
			errs = append(errs, InputError{path + ".identifier", fmt.Sprintf("%q repeats products[%d]", p.Identifier, j)})
			continue
		}
		first[id] = i
		if at, ok := c.index[id]; ok {
			c.products[at] = p
			continue
		}
		c.index[id] = len(c.products)
		c.products = append(c.products, p)
	}
	return errs
}

// addAliases takes the caller's aliases in their order.
func (c *Catalog) addAliases(own []Alias) []error {
	var errs []error
	for i, a := range own {
		path := fmt.Sprintf("aliases[%d]", i)
		if a.Code == "" {
			errs = append(errs, InputError{path + ".code", "is missing"})
		}
		if _, ok := c.index[foldID(a.Product)]; !ok {
			errs = append(errs, InputError{path + ".product", fmt.Sprintf("%q is neither in the table nor an own product", a.Product)})
		}
		if j := slices.IndexFunc(own[:i], a.sameRows); j >= 0 {
			errs = append(errs, InputError{path, fmt.Sprintf("speaks of the same rows with code %q as aliases[%d]", a.Code, j)})
		}
		a.Confidence = Confirmed
		c.aliases = append(c.aliases, a)
	}
	return errs
}

// Product finds a product by its identifier, ignoring case.
func (c *Catalog) Product(identifier string) (Product, bool) {
	i, ok := c.index[foldID(identifier)]
	if !ok {
		return Product{}, false
	}
	return c.products[i], true
}

// Products returns all products: the built-in ones in the order of Sophos's page, then the caller's own.
func (c *Catalog) Products() []Product { return slices.Clone(c.products) }

// Aliases returns all aliases, those in effect and those only suggested: the caller's own, then the built-in ones.
func (c *Catalog) Aliases() []Alias { return slices.Clone(c.aliases) }

func byCode(aliases []Alias) map[string][]Alias {
	m := make(map[string][]Alias)
	for _, a := range aliases {
		m[a.Code] = append(m[a.Code], a)
	}
	return m
}
