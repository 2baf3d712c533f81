package sophos

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"net/url"
	"strconv"
	"strings"

	"github.com/psasync/psasync/internal/transport"
)

// maxPages ends a walk that a broken server would make endless.
const maxPages = 10_000

// Query says which page to read, and how large.
type Query struct {
	Page     int      // List: page to read, from 1; 0: the first. All ignores it
	PageSize int      // 0: the largest size that is known to be accepted
	Fields   []string // members of the items to ask for; nil: all. Only for Client.Tenants
	Sort     string   // column to sort by, as Sophos names it; "": its own order. Only for firewalls
}

// values are the query parameters. Which of them an operation has, its row of the table knows.
func (q Query) values(number, size int) (url.Values, error) {
	v := url.Values{"page": {strconv.Itoa(number)}, "pageSize": {strconv.Itoa(size)}, "pageTotal": {"true"}}
	if q.Sort != "" {
		v.Set("sort", q.Sort)
	}
	return v, setList(v, "fields", q.Fields)
}

// setList sets a parameter that takes a comma-separated list. A value that would become two, or all, is refused.
func setList(v url.Values, name string, values []string) error {
	for _, value := range values {
		if value == "" || strings.Contains(value, ",") {
			return fmt.Errorf("%w: %s: a value is empty or holds a comma", ErrArgument, name)
		}
	}
	if len(values) > 0 {
		v.Set(name, strings.Join(values, ","))
	}
	return nil
}

// Page is one page of a Listing.
type Page[T any] struct {
	Items   []T
	Number  int // this page, from 1
	Size    int // page size in effect
	MaxSize int // largest page size allowed
	Total   Totals
}

// Totals is what Sophos declares about a whole listing.
type Totals struct {
	Declared bool
	Pages    int
	Items    int
}

// Listing reads the pages of a resource.
type Listing[T any] struct {
	client   *Client
	list     Operation
	pageSize int
	tenant   string // in whose name; "": the credential's owner's
}

func listing[T any](c *Client, op string, pageSize int) Listing[T] {
	return Listing[T]{client: c, list: operation(op + ".list"), pageSize: pageSize}
}

// Collection is a Listing whose items can also be read one by one.
type Collection[T any] struct {
	Listing[T]
	get Operation
}

func collection[T any](c *Client, op string, pageSize int) Collection[T] {
	return Collection[T]{listing[T](c, op, pageSize), operation(op + ".get")}
}

// Get reads the item with the given id; ErrNotFound when there is none.
func (c Collection[T]) Get(ctx context.Context, id string) (T, error) {
	var none T
	if id == "" || id == "." || id == ".." {
		return none, fmt.Errorf("%w: %s needs an id", ErrArgument, c.get.Name)
	}
	call, err := c.get.call(nil, id)
	if err != nil {
		return none, err
	}
	return get[T](ctx, c.client, c.get, call)
}

// List reads one page. A page beyond the end has no items.
func (l Listing[T]) List(ctx context.Context, q Query) (Page[T], error) {
	if q.Page < 0 || q.PageSize < 0 {
		return Page[T]{}, fmt.Errorf("%w: %s: page and page size cannot be negative", ErrArgument, l.list.Name)
	}
	number := max(q.Page, 1)
	values, err := q.values(number, cmp.Or(q.PageSize, l.pageSize))
	if err != nil {
		return Page[T]{}, err
	}
	call, err := l.list.call(values)
	if err != nil {
		return Page[T]{}, err
	}
	wire, err := l.fetch(ctx, call)
	if err != nil {
		return Page[T]{}, err
	}
	if wire.Items == nil {
		return Page[T]{}, apiError(fmt.Errorf("%w: the page has no items member", ErrBody), call)
	}
	page := Page[T]{Items: wire.Items, Number: number, Size: wire.Pages.Size, MaxSize: wire.Pages.MaxSize, Total: wire.Pages.totals()}
	if current := wire.Pages.Current; current != 0 && current != number {
		return Page[T]{}, &IncompleteError{Op: call.Op, Reason: fmt.Sprintf("page %d was asked, page %d came", number, current)}
	}
	return page, nil
}

func (l Listing[T]) fetch(ctx context.Context, call transport.Call) (offsetPage[T], error) {
	if l.tenant != "" {
		return getAs[offsetPage[T]](ctx, l.client, call, IDTenant, l.tenant)
	}
	return get[offsetPage[T]](ctx, l.client, l.list, call)
}

// All walks all pages. It is lazy and can be ranged over again. An error is yielded once, with a zero item, and ends the
// walk: an *IncompleteError when the items read are not as many as Sophos declared, or the declaration changed meanwhile.
// Where Sophos declares no totals, the walk ends at the first empty page.
func (l Listing[T]) All(ctx context.Context, q Query) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		err := l.walk(ctx, q, func(item T) bool { return yield(item, nil) })
		if err != nil {
			var none T
			yield(none, err)
		}
	}
}

// walk calls visit for each item until it returns false.
func (l Listing[T]) walk(ctx context.Context, q Query, visit func(T) bool) error {
	incomplete := func(format string, args ...any) error {
		return &IncompleteError{Op: l.list.Name, Reason: fmt.Sprintf(format, args...)}
	}
	var declared Totals
	read := 0
	for number := 1; number <= maxPages; number++ {
		q.Page = number
		page, err := l.List(ctx, q)
		if err != nil {
			return err
		}
		if number == 1 {
			declared = page.Total
		} else if page.Total.Declared && page.Total != declared {
			return incomplete("the declared totals changed during the walk")
		}
		for _, item := range page.Items {
			if !visit(item) {
				return nil
			}
		}
		read += len(page.Items)
		switch {
		case !declared.Declared && len(page.Items) > 0:
		case !declared.Declared:
			return nil
		case number >= declared.Pages && read != declared.Items:
			return incomplete("%d items declared, %d read", declared.Items, read)
		case number >= declared.Pages:
			return nil
		case len(page.Items) == 0:
			return incomplete("page %d of %d is empty", number, declared.Pages)
		}
	}
	return incomplete("more than %d pages", maxPages)
}

// Count asks how many items there are without reading them.
func (l Listing[T]) Count(ctx context.Context) (int, error) {
	page, err := l.List(ctx, Query{PageSize: 1})
	if err != nil {
		return 0, err
	}
	if !page.Total.Declared {
		return 0, &IncompleteError{Op: l.list.Name, Reason: "no totals declared"}
	}
	return page.Total.Items, nil
}

// offsetPage is a page on the wire [spec].
type offsetPage[T any] struct {
	Items []T       `json:"items"`
	Pages wirePages `json:"pages"`
}

// wirePages is the "pages" member of both paging styles.
type wirePages struct {
	Current int    `json:"current"` // offset paging
	FromKey string `json:"fromKey"` // key paging
	NextKey string `json:"nextKey"` // key paging
	Size    int    `json:"size"`
	MaxSize int    `json:"maxSize"`
	Total   *int   `json:"total"` // number of pages
	Items   *int   `json:"items"` // number of items
}

func (p wirePages) totals() Totals {
	if p.Total == nil || p.Items == nil {
		return Totals{}
	}
	return Totals{Declared: true, Pages: *p.Total, Items: *p.Items}
}
