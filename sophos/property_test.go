package sophos_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"github.com/psasync/psasync/sophos"
	"github.com/psasync/psasync/sophos/sophostest"
)

// Whatever a page says about itself, a report without an error holds exactly the rows there are.
func TestReportIsWholeOrAnError(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(0, 40).Draw(r, "rows")
		s := sophostest.New(sophostest.Options{})
		defer s.Close()
		s.SetUsage(october, rows(n)...)
		c, err := sophos.New(s.Config())
		if err != nil {
			r.Fatal(err)
		}
		s.Inject(sophostest.Fault{
			Path: usagePath, Skip: rapid.IntRange(0, 4).Draw(r, "page"), Edit: sophostest.EditJSON(damage(r)),
		})
		report, err := c.UsageReport(t.Context(), october, sophos.UsageQuery{PageSize: rapid.IntRange(1, 12).Draw(r, "page size")})
		switch {
		case err == nil && len(report.Rows) != n:
			r.Errorf("%d rows of %d", len(report.Rows), n)
		case err != nil && !errors.Is(err, sophos.ErrIncomplete) && !errors.Is(err, sophos.ErrBody) && apiStatus(err) != 400:
			r.Errorf("another error: %v", err)
		case err != nil && report.Rows != nil:
			r.Errorf("rows with an error")
		}
	})
}

// damage draws what one fault does to one page; never a loss of rows that its totals and keys agree with.
func damage(r *rapid.T) func(map[string]any) {
	member := rapid.SampledFrom([]string{"nextKey", "fromKey", "total", "items", "rows", "none"}).Draw(r, "member")
	value := rapid.SampledFrom([]any{nil, "", "cm93Pz40fg==", "cm93Pz4xMn4=", "bad key", 0, 1, 3, 7, -1}).Draw(r, "value")
	return func(page map[string]any) {
		pages := page["pages"].(map[string]any)
		switch items, _ := page["items"].([]any); {
		case member == "none":
		case member == "rows" && len(items) > 0:
			page["items"] = items[1:]
		case member == "rows":
		case value == nil:
			delete(pages, member)
		default:
			pages[member] = value
		}
	}
}

func apiStatus(err error) int {
	if e, ok := errors.AsType[*sophos.APIError](err); ok {
		return e.Status
	}
	return 0
}
