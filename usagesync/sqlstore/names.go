package sqlstore

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// maxName is the longest partner, kind, key, lane or owner in bytes. Three of them make a key of the records table, and
// PostgreSQL indexes no more than 2,704 bytes in a row.
const maxName = 800

const defaultPrefix = "usagesync_"

// naming returns the names of the tables: qualified, so that nobody's search_path matters.
func naming(schema, prefix string) func(string) string {
	if schema != "" {
		prefix = `"` + strings.ReplaceAll(schema, `"`, `""`) + `".` + prefix
	}
	return func(name string) string { return prefix + name }
}

// checkPrefix keeps prefixes to what needs no quotes in any dialect and leaves room for the longest name.
func checkPrefix(prefix string) error {
	if !regexp.MustCompile(`^[a-z_][a-z0-9_]{0,39}$`).MatchString(prefix) {
		return &InvalidError{"Options.Prefix", "has to be 1 to 40 lower-case letters, digits and underscores, no digit first"}
	}
	return nil
}

// field is one text of a caller on its way into the database.
type field struct{ name, value string }

// checkNames refuses what one of the databases could not keep exactly, so that both keep the same.
func checkNames(fields ...field) error {
	for _, f := range fields {
		if len(f.value) > maxName {
			return &InvalidError{f.name, fmt.Sprintf("has %d bytes, more than %d", len(f.value), maxName)}
		}
		if err := checkText(f.name, f.value); err != nil {
			return err
		}
	}
	return nil
}

func checkText(name, text string) error {
	if !utf8.ValidString(text) {
		return &InvalidError{name, "is not UTF-8"}
	}
	if strings.IndexByte(text, 0) >= 0 {
		return &InvalidError{name, "holds a zero byte"}
	}
	return nil
}
