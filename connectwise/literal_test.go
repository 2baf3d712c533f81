package connectwise_test

import (
	"strings"
	"testing"

	"github.com/psasync/psasync/connectwise"
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
