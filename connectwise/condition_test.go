package connectwise_test

import (
	"errors"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/psasync/psasync/connectwise"
)

func TestConditions(t *testing.T) {
	type field = connectwise.Field
	name := field("name").Eq("Acme")
	open := field("cancelledFlag").Eq(false)
	for want, c := range map[string]connectwise.Condition{
		`company/id=250`:                                field("company/id").Eq(250),
		`id!=9007199254740993`:                          field("id").Ne(int64(9007199254740993)),
		`name="O'Brien & Söhne (50%)"`:                  field("name").Eq("O'Brien & Söhne (50%)"),
		`cancelledFlag=False`:                           open,
		`inactiveFlag!=True`:                            field("inactiveFlag").Ne(true),
		`manufacturer=null`:                             field("manufacturer").Eq(nil),
		`unitPrice>=14.95`:                              field("unitPrice").Ge(decimal(t, "14.950")),
		`quantity<0`:                                    field("quantity").Lt(connectwise.DecimalOf(0)),
		`effectiveDate<=[2026-07-01T00:00:00Z]`:         field("effectiveDate").Le(date(t, "2026-07-01")),
		`_info/lastUpdated>[2026-06-01T10:30:00Z]`:      field("_info/lastUpdated").Gt(time.Date(2026, 6, 1, 12, 30, 0, 0, time.FixedZone("", 7200))),
		`type/id in (12,14)`:                            field("type/id").In(12, 14),
		`type/id not in (12)`:                           field("type/id").NotIn(12),
		`name contains "Sons"`:                          field("name").Contains("Sons"),
		`name not contains "*"`:                         field("name").NotContains("*"),
		`name="Acme" and cancelledFlag=False`:           connectwise.And(name, connectwise.Condition{}, open),
		`(name="Acme" or id=1) and cancelledFlag=False`: connectwise.And(connectwise.Or(name, field("id").Eq(1)), open),
		`(name="Acme" and id=1) or cancelledFlag=False`: connectwise.Or(connectwise.And(name, field("id").Eq(1)), open),
		``: connectwise.And(connectwise.Condition{}),
	} {
		if c.Err() != nil || c.String() != want {
			t.Errorf("got %s, %v; want %s", c, c.Err(), want)
		}
	}
}

func TestConditionsRefused(t *testing.T) {
	type field = connectwise.Field
	for what, c := range map[string]connectwise.Condition{
		"double quote":       field("name").Eq(`19" Rack Ltd`),
		"injection":          field("name").Eq(`x" or id>0 or name="`),
		"backslash":          field("name").Contains(`a\b`),
		"asterisk":           field("name").Eq("5* Hotels"),
		"line break":         field("name").Eq("a\nb"),
		"broken UTF-8":       field("name").Eq("a\xff"),
		"empty contains":     field("name").Contains(""),
		"empty list":         field("id").In(),
		"path with operator": field("id>0 or id").Eq(1),
		"path with quote":    field(`name"`).Eq("x"),
		"empty path":         field("").Eq(1),
		"half a path":        field("company/").Eq(1),
		"float":              field("unitPrice").Eq(14.95),
		"absent number":      field("unitPrice").Eq(connectwise.Decimal{}),
		"absent date":        field("cancelledDate").Eq(connectwise.Date{}),
		"zero time":          field("dateEntered").Gt(time.Time{}),
		"order of strings":   field("name").Lt("M"),
		"order of null":      field("id").Gt(nil),
		"nothing or":         connectwise.Or(connectwise.Condition{}, field("id").Eq(1)),
		"no alternatives":    connectwise.Or(),
		"refused within and": connectwise.And(field("id").Eq(1), field("name").Eq(`"`)),
		"refused within or":  connectwise.Or(field("name").Eq(`"`), field("id").Eq(1)),
	} {
		if _, ok := errors.AsType[*connectwise.ArgumentError](c.Err()); !ok || c.String() != "" {
			t.Errorf("%s: got %q, %v; want an ArgumentError", what, c, c.Err())
		}
	}
}

// What was searched for may be a customer's name, so it has no place in an error.
func TestRefusedLiteralIsNotInItsError(t *testing.T) {
	err := connectwise.Field("name").Eq(`Secret "Customer"`).Err()
	if err == nil || strings.Contains(err.Error(), "Customer") || !strings.Contains(err.Error(), "compare in Go") {
		t.Errorf("got %v", err)
	}
}

func TestInChunks(t *testing.T) {
	ids := make([]int, 1234)
	for i := range ids {
		ids[i] = 2_000_000_000 + i
	}
	var covered int
	chunks := connectwise.Field("company/id").InChunks(ids)
	for _, c := range chunks {
		if c.Err() != nil {
			t.Fatal(c.Err())
		}
		if n := len(url.QueryEscape(c.String())); n > 1100 {
			t.Errorf("a chunk takes %d characters of the URL", n)
		}
		n := strings.Count(c.String(), ",") + 1
		if want := connectwise.Field("company/id").In(ids[covered : covered+n]...); c != want {
			t.Fatalf("got %s, want %s", c, want)
		}
		if n > 100 {
			t.Errorf("a chunk has %d ids", n)
		}
		covered += n
	}
	if covered != len(ids) {
		t.Errorf("%d ids of %d are covered", covered, len(ids))
	}
	if got := connectwise.Field("id").InChunks(nil); len(got) != 0 {
		t.Errorf("no ids make %v", got)
	}
	if got := connectwise.Field("id").InChunks([]int{1, 2}); !slices.Equal(got, []connectwise.Condition{connectwise.Field("id").In(1, 2)}) {
		t.Errorf("two ids make %v", got)
	}
}
