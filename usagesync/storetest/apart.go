package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/psasync/psasync/usagesync"
)

func kinds() []usagesync.Kind {
	return []usagesync.Kind{
		usagesync.KindSettings, usagesync.KindLine, usagesync.KindIntent,
		usagesync.KindJournal, usagesync.KindRun, usagesync.KindUsage,
	}
}

// place is where one record lives, and what it holds there.
type place struct {
	partner string
	kind    usagesync.Kind
	key     string
	data    string
}

func kindsApart(ctx context.Context, p *probe) {
	var places []place
	for i, k := range kinds() {
		places = append(places, place{p.partner, k, "same", fmt.Sprintf(`{"kind":%d}`, i)})
	}
	p.apart(ctx, append(places,
		place{p.partner, "line", "sx", `"line+sx"`},
		place{p.partner, "lines", "x", `"lines+x"`}))
}

func partnersApart(ctx context.Context, p *probe) {
	places := []place{
		{p.partner, usagesync.KindLine, "same", `"mine"`},
		{p.partner + "x", usagesync.KindLine, "same", `"the neighbour's"`},
		{strings.ToUpper(p.partner), usagesync.KindLine, "same", `"in capitals"`},
	}
	for _, sep := range []string{"", "/", ":", "|", "-", " "} {
		places = append(places,
			place{p.partner, usagesync.KindLine, "line" + sep + "x", `"mine ` + sep + `"`},
			place{p.partner + sep + "line", usagesync.KindLine, "x", `"theirs ` + sep + `"`})
	}
	p.apart(ctx, places)
}

// apart creates a record at every place and checks that each is alone there, for Get and for Scan, and that its
// deletion leaves the others.
func (p *probe) apart(ctx context.Context, places []place) {
	l, ok := p.acquire(ctx, p.lane, "owner")
	if !ok {
		return
	}
	for _, at := range places {
		w := usagesync.Write{Kind: at.kind, Key: at.key, IfRev: usagesync.IfNew, Data: []byte(at.data)}
		p.ok(p.store.Commit(ctx, at.partner, l.Fence(), w), "create %s %q while others have such a key", at.kind, at.key)
	}
	for _, at := range places {
		p.holdsAt(ctx, p.store, at.partner, at.kind, "after all were created", at.key, at.data)
		p.scansOnly(ctx, at, places)
	}
	first := places[0]
	w := usagesync.Write{Kind: first.kind, Key: first.key, IfRev: 1}
	p.ok(p.store.Commit(ctx, first.partner, l.Fence(), w), "delete %s %q", first.kind, first.key)
	p.lacksAt(ctx, p.store, first.partner, first.kind, "after its deletion", first.key)
	for _, at := range places[1:] {
		p.holdsAt(ctx, p.store, at.partner, at.kind, "after another's deletion", at.key, at.data)
	}
}

// scansOnly checks that a scan shows the places of one partner and kind and no others.
func (p *probe) scansOnly(ctx context.Context, of place, places []place) {
	var want []string
	for _, at := range places {
		if at.partner == of.partner && at.kind == of.kind {
			want = append(want, at.key)
		}
	}
	slices.Sort(want)
	page, err := p.store.Scan(ctx, of.partner, of.kind, "", len(places)+1)
	if got := keysOf(page); p.ok(err, "Scan %s", of.kind) && !slices.Equal(got, want) {
		p.violated("Scan %s of partner %q returned %q, want %q", of.kind, of.partner, got, want)
	}
}
