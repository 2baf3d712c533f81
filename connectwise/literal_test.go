package connectwise_test

import (
	"strings"
	"testing"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/connectwise/connectwisetest"
)

// Whatever a customer is called, the condition is exactly one literal, or there is none.
func FuzzConditionStaysOneLiteral(f *testing.F) {
	for _, seed := range []string{
		"Acme", "O'Brien & Söhne", `x" or id>0 or name="`, `\`, `\" or 1=1`, "[abc]", "50%", "5*", "a\x00b", "\u2028", "\xff", "]", ")", "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for prefix, c := range map[string]connectwise.Condition{
			`name=`:          connectwise.Field("name").Eq(s),
			`name contains `: connectwise.Field("name").Contains(s),
		} {
			if c.Err() != nil {
				if c.String() != "" {
					t.Fatalf("refused, but sends %q", c)
				}
				continue
			}
			literal, ok := strings.CutPrefix(c.String(), prefix)
			inner, opened := strings.CutPrefix(literal, `"`)
			inner, closed := strings.CutSuffix(inner, `"`)
			if !ok || !opened || !closed || inner != s || strings.ContainsAny(inner, `"\`) {
				t.Fatalf("%q became %s", s, c)
			}
		}
	})
}

// A condition that was accepted goes through URL and server and finds what it names, and nothing else: two readers of the
// grammar that know nothing of each other agree on where the literal ends.
func FuzzConditionRoundTrip(f *testing.F) {
	psa := connectwisetest.New(connectwisetest.Options{})
	client := pipeTo(f, psa, connectwisetest.BasePath, connectwise.NoLimits())
	for _, name := range []string{"one", "two", "decoy"} {
		psa.AddCompany(connectwisetest.Company{Name: name})
	}
	for _, seed := range []string{
		"Acme", "O'Brien & Söhne", `x" or id>0 or name="`, `\`, `\" or 1=1`, "[abc]", "[2026-01-01]", "50%", "5*", "a+b %2C c", "a\x00b", "\u2028", "\xff",
		"]", ")", " ", "null", "True", "1", "name=", "İ", "ß", "and or not in like contains",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for id, name := range []string{s, s + "x", "decoy"} {
			if err := psa.EditCompany(id+1, "fuzz", func(c *connectwisetest.Company) { c.Name = name }); err != nil {
				t.Fatal(err)
			}
		}
		name, lower := connectwise.Field("name"), strings.ToLower(s)
		for condition, want := range map[connectwise.Condition]func(string) bool{
			name.Eq(s):       func(n string) bool { return strings.ToLower(n) == lower },
			name.Contains(s): func(n string) bool { return strings.Contains(strings.ToLower(n), lower) },
		} {
			if condition.Err() != nil || s == "" {
				continue
			}
			found, err := connectwise.Collect(client.Companies.All(t.Context(), connectwise.Query{Where: condition}))
			if argumentErrors(err) == 1 {
				continue // too long for a URL
			}
			if err != nil {
				t.Fatalf("%q: %v", s, err)
			}
			ids := map[int]bool{}
			for _, c := range found {
				ids[c.ID] = true
			}
			for id, n := range []string{s, s + "x", "decoy"} {
				if ids[id+1] != want(n) {
					t.Fatalf("%s: finds %q: %v", condition, n, ids[id+1])
				}
			}
		}
	})
}

func FuzzFieldPath(f *testing.F) {
	for _, seed := range []string{"id", "company/id", "_info/lastUpdated", "a//b", "a b", "id>0 or id", "ä", "/", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		c := connectwise.Field(path).Eq(1)
		clean := path != "" && !strings.HasPrefix(path, "/") && !strings.HasSuffix(path, "/") && !strings.Contains(path, "//") &&
			strings.Trim(path, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_/") == ""
		if (c.Err() == nil) != clean {
			t.Fatalf("%q became %q, %v", path, c, c.Err())
		}
		if clean && c.String() != path+"=1" {
			t.Fatalf("%q became %q", path, c)
		}
	})
}
