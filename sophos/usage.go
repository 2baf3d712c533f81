package sophos

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strconv"
)

// usagePageSize is the largest page size seen in use (unverified: U03); Sophos's default is 50.
const usagePageSize = 1000

// UsageQuery narrows and shapes a usage report. The zero value reads everything.
type UsageQuery struct {
	PageSize      int      // 0: 1000, the largest seen in use; set a smaller one if Sophos refuses it
	Fields        []string // members of the rows to ask for and to keep, see SyncFields; nil: all
	AccountIDs    []string // only rows of these tenants; nil: all, including rows without a tenant
	ContactEmails []string // only rows of tenants with these contacts; nil: all
	FromKey       string   // UsagePage only: the NextKey of the page before; "": the first page

	// IgnoreTotals judges completeness by the page keys alone. Set it only if Sophos turns out to declare totals other
	// than the number of pages and of rows, which is what they are in public material (unverified: U05).
	IgnoreTotals bool
}

// UsagePage is one page of a usage report.
type UsagePage struct {
	Rows          []UsageRow
	FromKey       string // key that Sophos says the page begins at, "" when it does not say
	NextKey       string // key of the next page, "" after the last
	Size, MaxSize int    // page size in effect, and the largest allowed
	Total         Totals
}

// UsagePage reads one page of the usage report of a month. It proves nothing about the others: what a sync acts on comes
// from UsageReport.
func (c *Client) UsagePage(ctx context.Context, m Month, q UsageQuery) (UsagePage, error) {
	if err := errors.Join(m.check(), q.check()); err != nil {
		return UsagePage{}, err
	}
	page, err := c.usagePage(ctx, m, q, q.FromKey)
	if err != nil {
		return UsagePage{}, err
	}
	return UsagePage{
		Rows: page.Items, FromKey: page.Pages.FromKey, NextKey: page.Pages.NextKey,
		Size: page.Pages.Size, MaxSize: page.Pages.MaxSize, Total: page.Pages.totals(),
	}, nil
}

// Report is a month's usage that is known to be complete.
type Report struct {
	Month Month
	Rows  []UsageRow
	Pages int // pages it took
}

// UsageReport reads the whole usage report of a month. It returns rows only when all of them were read; errors are those
// of Usage.
func (c *Client) UsageReport(ctx context.Context, m Month, q UsageQuery) (Report, error) {
	report := Report{Month: m}
	pages, err := c.walkUsage(ctx, m, q, func(row UsageRow) bool {
		report.Rows = append(report.Rows, row)
		return true
	})
	if err != nil {
		return Report{}, err
	}
	report.Pages = pages
	return report, nil
}

// Usage walks the usage report of a month. It is lazy and can be ranged over again. An error is yielded once, with a
// zero row, and ends the walk:
//
//   - *NoDataError when Sophos has no report for the month;
//   - *IncompleteError when the pages do not prove that all rows were read: keys out of order or repeated, totals
//     missing, wrong or changing, the report gone in the middle;
//   - *APIError when a call failed.
//
// Rows come before the last page proves them complete: whoever acts on a missing row must use UsageReport.
func (c *Client) Usage(ctx context.Context, m Month, q UsageQuery) iter.Seq2[UsageRow, error] {
	return func(yield func(UsageRow, error) bool) {
		_, err := c.walkUsage(ctx, m, q, func(row UsageRow) bool { return yield(row, nil) })
		if err != nil {
			yield(UsageRow{}, err)
		}
	}
}

// walkUsage calls visit for each row until it returns false, and returns the number of pages read.
func (c *Client) walkUsage(ctx context.Context, m Month, q UsageQuery, visit func(UsageRow) bool) (pages int, err error) {
	if err := errors.Join(m.check(), q.check()); err != nil {
		return 0, err
	}
	if q.FromKey != "" {
		return 0, fmt.Errorf("%w: a walk of the whole report begins at its first page, not at a key", ErrArgument)
	}
	proof := usageProof{ignoreTotals: q.IgnoreTotals, seen: map[string]bool{"": true}}
	for key := ""; ; key = proof.next {
		page, err := c.usagePage(ctx, m, q, key)
		switch _, noData := errors.AsType[*NoDataError](err); {
		case noData && key != "":
			return 0, &IncompleteError{Op: opUsage, Reason: "the report is gone in the middle of the walk", Err: errors.Unwrap(err)}
		case err != nil:
			return 0, err
		}
		if err := proof.add(key, page); err != nil {
			return 0, err
		}
		for _, row := range page.Items {
			if !visit(row) {
				return proof.pages, nil
			}
		}
		if proof.next == "" {
			return proof.pages, proof.complete()
		}
	}
}

// usagePage reads the page that begins at key; "" is the first.
func (c *Client) usagePage(ctx context.Context, m Month, q UsageQuery, key string) (offsetPage[UsageRow], error) {
	var none offsetPage[UsageRow]
	values, err := q.values(key)
	if err != nil {
		return none, err
	}
	op := operation(opUsage)
	call, err := op.call(values, strconv.Itoa(m.Year), strconv.Itoa(int(m.Month)))
	if err != nil {
		return none, err
	}
	page, err := get[offsetPage[UsageRow]](ctx, c, op, call)
	if e, ok := errors.AsType[*APIError](err); ok && errors.Is(err, ErrNotFound) && e.Op == opUsage && e.Code != "" {
		return page, &NoDataError{Month: m, Err: e}
	}
	if err == nil && page.Items == nil {
		err = apiError(fmt.Errorf("%w: the page has no items member", ErrBody), call)
	}
	if len(q.Fields) > 0 {
		for i := range page.Items {
			page.Items[i].keep(q.Fields)
		}
	}
	return page, err
}

func (q UsageQuery) check() error {
	if q.PageSize < 0 {
		return fmt.Errorf("%w: page size cannot be negative", ErrArgument)
	}
	return nil
}

// values keeps all parameters the same on every page: the totals asked for each time show a report that changes
// under the walk.
func (q UsageQuery) values(key string) (url.Values, error) {
	v := url.Values{"pageSize": {strconv.Itoa(cmp.Or(q.PageSize, usagePageSize))}, "pageTotal": {"true"}}
	if key != "" {
		v.Set("pageFromKey", key)
	}
	return v, errors.Join(
		setList(v, "fields", q.Fields), setList(v, "accountId", q.AccountIDs), setList(v, "contactEmail", q.ContactEmails),
	)
}

// usageProof collects what shows that the pages read are all pages, each once.
type usageProof struct {
	ignoreTotals bool
	seen         map[string]bool
	declared     Totals
	pages, rows  int
	next         string // key of the next page, "" after the last
}

// add takes the page that was asked for with key.
func (p *usageProof) add(key string, page offsetPage[UsageRow]) error {
	from, totals := page.Pages.FromKey, page.Pages.totals()
	switch {
	case key != "" && from != "" && from != key:
		return incompleteUsage("page %d does not begin at the key that was asked for", p.pages+1)
	case p.pages == 0:
		p.declared = totals
	case totals.Declared && totals != p.declared && !p.ignoreTotals:
		return incompleteUsage("the declared totals changed during the walk")
	}
	p.pages++
	p.rows += len(page.Items)
	p.next = page.Pages.NextKey
	p.seen[from] = true
	switch {
	case p.next != "" && p.seen[p.next]:
		return incompleteUsage("page %d names a next key that was there before", p.pages)
	case p.next != "" && p.pages >= maxPages:
		return incompleteUsage("more than %d pages", maxPages)
	}
	p.seen[p.next] = true
	return nil
}

// complete judges the walk after its last page.
func (p *usageProof) complete() error {
	switch {
	case p.ignoreTotals:
		return nil
	case !p.declared.Declared:
		return incompleteUsage("no totals declared")
	case p.rows != p.declared.Items:
		return incompleteUsage("%d rows declared, %d read", p.declared.Items, p.rows)
	case p.pages != max(p.declared.Pages, 1): // an empty report may be no page or one
		return incompleteUsage("%d pages declared, %d read", p.declared.Pages, p.pages)
	}
	return nil
}

func incompleteUsage(format string, args ...any) error {
	return &IncompleteError{Op: opUsage, Reason: fmt.Sprintf(format, args...)}
}
