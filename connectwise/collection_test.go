package connectwise_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
)

func TestCount(t *testing.T) {
	client, server := serve(t, answer(200, `{"count":137}`))
	n, err := client.Agreements.Count(t.Context(), connectwise.Query{
		Where: connectwise.Field("cancelledFlag").Eq(false), OrderBy: []connectwise.Order{{Field: "id"}}, Page: 2, PageSize: 5,
	})
	if err != nil || n != 137 {
		t.Errorf("got %d, %v", n, err)
	}
	if got, want := server.requests()[0].URL, apiRoot+"/finance/agreements/count?conditions=cancelledFlag%3DFalse"; got != want {
		t.Error(cmp.Diff(want, got))
	}
}

// Doubtful answers of status 200 are errors, never an empty list, a zero or another record.
func TestDoubtfulAnswers(t *testing.T) {
	get := func(ctx context.Context, c *connectwise.Client) error { return second(c.Companies.Get(ctx, 51)) }
	list := func(ctx context.Context, c *connectwise.Client) error {
		return second(c.Companies.List(ctx, connectwise.Query{}))
	}
	count := func(ctx context.Context, c *connectwise.Client) error {
		return second(c.Companies.Count(ctx, connectwise.Query{}))
	}
	set := func(ctx context.Context, c *connectwise.Client) error {
		return second(c.Additions(1).SetQuantity(ctx, 51, connectwise.DecimalOf(1)))
	}
	for name, tt := range map[string]struct {
		call func(context.Context, *connectwise.Client) error
		body string
	}{
		"another record":          {get, `{"id":52,"name":"Other"}`},
		"no id":                   {get, `{"name":"Northwind"}`},
		"null record":             {get, `null`},
		"list for record":         {get, `[{"id":51}]`},
		"sign-in page":            {get, `<html>Sign in</html>`},
		"nothing":                 {get, ``},
		"two values":              {get, `{"id":51}{"id":51}`},
		"null list":               {list, `null`},
		"record for list":         {list, `{"id":51}`},
		"empty object for list":   {list, `{}`},
		"no count":                {count, `{}`},
		"null count":              {count, `{"count":null}`},
		"negative count":          {count, `{"count":-1}`},
		"fraction of a record":    {count, `{"count":1.5}`},
		"patch answers another":   {set, `{"id":52,"quantity":1}`},
		"patch answers no record": {set, `{}`},
	} {
		synctest.Test(t, func(t *testing.T) { // an empty body looks cut off, and is asked for again
			client, _ := serve(t, repeat(5, answer(200, tt.body))...)
			if err := tt.call(t.Context(), client); !matches(err, connectwise.ErrBody) {
				t.Errorf("%s: got %v", name, err)
			}
		})
	}
}

func TestIDsRefused(t *testing.T) {
	client, server := serve(t)
	for name, err := range map[string]error{
		"get":       second(client.Companies.Get(t.Context(), 0)),
		"negative":  second(client.Companies.Get(t.Context(), -1)),
		"patch":     second(client.CatalogItems.Patch(t.Context(), 0, connectwise.Replace("price", 1))),
		"agreement": second(client.Additions(0).Get(t.Context(), 1)),
		"walk":      second(connectwise.Collect(client.Additions(-3).All(t.Context(), connectwise.Query{}))),
		"count":     second(client.Additions(0).Count(t.Context(), connectwise.Query{})),
		"create": second(client.Additions(0).Create(t.Context(), connectwise.NewAddition{
			Product: connectwise.Ref{ID: 1}, Quantity: connectwise.DecimalOf(1), BillCustomer: connectwise.Billable,
		})),
	} {
		if argumentErrors(err) != 1 {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if len(server.requests()) != 0 {
		t.Errorf("%d requests were sent", len(server.requests()))
	}
}

func second[T any](_ T, err error) error { return err }
