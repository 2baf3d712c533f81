package storetest

import (
	"context"
	"fmt"
	"slices"

	"github.com/psasync/psasync/usagesync"
)

// fill creates the keys in an order that is not theirs.
func (p *probe) fill(ctx context.Context, keys []string) bool {
	for _, key := range slices.Backward(keys) {
		if !p.commit(ctx, create(key, "{}")) {
			return false
		}
	}
	return true
}

// page checks what one scan returns.
func (p *probe) page(ctx context.Context, after string, limit int, want []string) {
	page, err := p.store.Scan(ctx, p.partner, usagesync.KindSettings, after, limit)
	if !p.ok(err, "Scan after %q, limit %d", after, limit) {
		return
	}
	if got := keysOf(page); !slices.Equal(got, want) {
		p.violated("Scan after %q, limit %d returned %q, want %q", after, limit, got, want)
	}
}

func scanOrder(ctx context.Context, p *probe) {
	want := awkwardKeys()
	if p.fill(ctx, want) {
		slices.Sort(want)
		p.page(ctx, "", len(want)+1, want)
	}
}

func scanAfter(ctx context.Context, p *probe) {
	all := awkwardKeys()
	if !p.fill(ctx, all) {
		return
	}
	slices.Sort(all)
	for i, key := range all[:len(all)-1] {
		p.page(ctx, key, 1, all[i+1:i+2])
	}
	p.page(ctx, all[len(all)-1], 1, nil)
	first, _ := slices.BinarySearch(all, "10")
	p.page(ctx, "10, which is no key", 1, all[first+1:first+2])
}

func scanLimit(ctx context.Context, p *probe) {
	all := numbered(7)
	if !p.fill(ctx, all) {
		return
	}
	for _, limit := range []int{0, 1, 6, 7, 8, 1000} {
		p.page(ctx, "", limit, all[:min(limit, len(all))])
		p.page(ctx, all[3], limit, all[4:min(4+limit, len(all))])
	}
}

// scanPaging walks in pages of three and changes the rows on both sides of the cursor between the first two.
func scanPaging(ctx context.Context, p *probe) {
	if !p.fill(ctx, []string{"b", "d", "f", "h", "j", "l", "n"}) {
		return
	}
	p.page(ctx, "", 3, []string{"b", "d", "f"})
	p.commit(ctx, create("a", "{}"), create("c", "{}"), create("e", "{}"), remove("d")) // behind the cursor
	p.commit(ctx, remove("f"))                                                          // the cursor itself
	p.commit(ctx, create("g", "{}"), create("z", "{}"), remove("j"))                    // ahead of it
	p.page(ctx, "f", 3, []string{"g", "h", "l"})
	p.commit(ctx, put("a", "1"), put("l", "1"))
	p.page(ctx, "l", 3, []string{"n", "z"})
	p.page(ctx, "", 100, []string{"a", "b", "c", "e", "g", "h", "l", "n", "z"})
}

func numbered(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("key-%03d", i))
	}
	return all
}
