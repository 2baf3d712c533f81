package catalog

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
)

//go:embed data/products.json
var productsJSON []byte

//go:embed data/aliases.json
var aliasesJSON []byte

// builtinTables returns the embedded tables, which are parsed once. What it returns is the caller's own.
func builtinTables() ([]Product, []Alias, error) {
	t, err := parsedTables()
	return slices.Clone(t.products), slices.Clone(t.aliases), err
}

type tables struct {
	products []Product
	aliases  []Alias
}

//nolint:gochecknoglobals // a constant, which Go can't write as one: it only spares parsing the embedded files again
var parsedTables = sync.OnceValues(parseTables)

// parseTables parses the embedded files. It fails only if they are broken, which the package's tests rule out.
func parseTables() (t tables, err error) {
	if err := json.Unmarshal(productsJSON, &t.products); err != nil {
		return tables{}, fmt.Errorf("catalog: data/products.json: %w", err)
	}
	if err := json.Unmarshal(aliasesJSON, &t.aliases); err != nil {
		return tables{}, fmt.Errorf("catalog: data/aliases.json: %w", err)
	}
	return t, nil
}
