package catalog

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed data/products.json
var productsJSON []byte

//go:embed data/aliases.json
var aliasesJSON []byte

// builtinTables parses the embedded files. It fails only if they are broken, which the package's tests rule out.
func builtinTables() (products []Product, aliases []Alias, err error) {
	if err := json.Unmarshal(productsJSON, &products); err != nil {
		return nil, nil, fmt.Errorf("catalog: data/products.json: %w", err)
	}
	if err := json.Unmarshal(aliasesJSON, &aliases); err != nil {
		return nil, nil, fmt.Errorf("catalog: data/aliases.json: %w", err)
	}
	return products, aliases, nil
}
