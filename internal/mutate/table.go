package main

import (
	"errors"
	"fmt"
	"strings"
)

// Mutation is one break of one place.
type Mutation struct {
	Name    string
	File    string // from the root, with slashes
	Find    string
	Replace string
	Tests   Tests
}

// Tests names the tests that ought to notice.
type Tests struct {
	Packages string // space-separated
	Run      string // go test's -run; empty for all
}

// parseTable reads the blocks of a table and reports everything that is wrong with it together.
func parseTable(text string) ([]Mutation, error) {
	var all []Mutation
	var errs []error
	seen := map[string]bool{}
	for block := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		m, err := parseBlock(block)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("mutation %q: %w", m.Name, err))
		case m == Mutation{}: // comments only
		case seen[m.Name]:
			errs = append(errs, fmt.Errorf("mutation %q stands twice", m.Name))
		default:
			seen[m.Name] = true
			all = append(all, m)
		}
	}
	if len(all) == 0 {
		errs = append(errs, errors.New("no mutation in the table"))
	}
	return all, errors.Join(errs...)
}

// parseBlock reads one block. A block of nothing but comments is the zero Mutation.
func parseBlock(block string) (Mutation, error) {
	var m Mutation
	var find, replace, unknown []string
	for line := range strings.SplitSeq(block, "\n") {
		key, value, _ := strings.Cut(line, " ")
		switch key {
		case "mutation":
			m.Name = strings.TrimSpace(value)
		case "file":
			m.File = strings.TrimSpace(value)
		case "-":
			find = append(find, value)
		case "+":
			replace = append(replace, value)
		case "test":
			packages, run, _ := strings.Cut(value, " -run ")
			m.Tests = Tests{strings.TrimSpace(packages), strings.TrimSpace(run)}
		default:
			if line != "" && !strings.HasPrefix(line, "#") {
				unknown = append(unknown, line)
			}
		}
	}
	m.Find, m.Replace = strings.Join(find, "\n"), strings.Join(replace, "\n")
	switch {
	case len(unknown) > 0:
		return m, fmt.Errorf("%q begins with none of mutation, file, -, +, test, #", unknown[0])
	case m == Mutation{}:
		return m, nil
	case m.Name == "" || m.File == "" || m.Find == "" || m.Tests.Packages == "":
		return m, errors.New("needs mutation, file, at least one - line, and test")
	case m.Find == m.Replace:
		return m, errors.New("changes nothing")
	}
	return m, nil
}
