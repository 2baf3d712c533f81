package main

import (
	"strings"

	"github.com/psasync/psasync/catalog"
	"github.com/psasync/psasync/usagesync/suggest"
)

// closest returns the names most like a mistyped one.
func closest(name string, known []string) []string { return suggest.Closest(name, known) }

// product finds a Sophos product by its identifier, in any case.
func product(identifier string) (string, error) {
	table, err := catalog.New(nil, nil)
	if err != nil {
		return "", err
	}
	if p, ok := table.Product(identifier); ok {
		return p.Identifier, nil
	}
	names := []string{}
	for _, p := range table.Products() {
		names = append(names, p.Identifier)
	}
	return "", &closestError{"Sophos product", strings.TrimSpace(identifier), closest(identifier, names)}
}
