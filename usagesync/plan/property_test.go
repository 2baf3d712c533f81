package plan_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/psasync/psasync/usagesync/plan"
)

var worlds = flag.Int("worlds", 2000, "how many random worlds TestProperties looks at")

// TestProperties looks at random worlds. The long run: go test ./usagesync/plan -run TestProperties -worlds 100000 -timeout 60m
func TestProperties(t *testing.T) {
	shards := runtime.GOMAXPROCS(0)
	checks := flag.Lookup("rapid.checks")
	was := checks.Value.String()
	t.Cleanup(func() { _ = checks.Value.Set(was) })
	if err := checks.Value.Set(fmt.Sprint(*worlds / shards)); err != nil {
		t.Fatal(err)
	}
	defer debug.SetGCPercent(debug.SetGCPercent(400)) // many small worlds: a third of the time
	seen := census{steps: map[string]int{}}
	t.Run("shards", func(t *testing.T) {
		for i := range shards {
			t.Run(fmt.Sprint(i), func(t *testing.T) {
				t.Parallel()
				rapid.Check(t, func(t *rapid.T) {
					in := anyWorld(t)
					seen.count(holds(t, in))
				})
			})
		}
	})
	t.Logf("%d worlds: %v", seen.worlds, seen.steps)
	for _, verb := range []plan.Verb{plan.VerbCreate, plan.VerbUpdate, plan.VerbAdopt, plan.VerbEnd, plan.VerbNone} {
		if share := 1000 * seen.steps[string(verb)] / max(1, seen.worlds); !t.Failed() && *worlds >= 1000 && share < 1 { // end, the rarest, is about 7
			t.Errorf("only %d steps of %d worlds %s anything: the worlds prove little", seen.steps[string(verb)], seen.worlds, verb)
		}
	}
}

// census counts what the plans of many worlds say.
type census struct {
	sync.Mutex
	worlds int
	steps  map[string]int // by verb, or by the reason they are withheld for
}

func (c *census) count(p plan.Plan) {
	c.Lock()
	defer c.Unlock()
	c.worlds++
	for _, s := range p.Steps {
		c.steps[cmp.Or(string(s.Reason), string(s.Verb))]++
		if s.Release != nil && s.Writes() {
			c.steps["released"]++
		}
	}
}

// holds checks every property of one world's plan.
func holds(t *rapid.T, in plan.Input) plan.Plan {
	p := plan.Build(in)
	sameInAnyOrder(t, in, p)
	conserved(t, in, p.Units)
	ownOnly(t, in, p)
	wellFormed(t, in, p)
	neverLowersInDoubt(t, in, p)
	nothingInAnInvoicedCycle(t, in, p)
	withinLimits(t, in, p)
	onlyReleasable(t, in, p)
	swapsWhole(t, in, p)
	asTheReference(t, in, p)
	explained(t, in, p)
	digested(t, p)
	endsWhenCarriedOut(t, in, p)
	return p
}

// carryOut does to the world what Apply does to ConnectWise and the store.
func carryOut(in plan.Input, p plan.Plan) plan.Input {
	in.Lines, in.Additions, in.Releases = slices.Clone(in.Lines), slices.Clone(in.Additions), nil
	for i, list := range in.Additions {
		in.Additions[i].Additions = slices.Clone(list.Additions)
	}
	for _, s := range p.Steps {
		was := slices.IndexFunc(in.Lines, func(l plan.Line) bool { return l.ID() == s.ID })
		if !s.Records() || s.Verb == plan.VerbNone && p.Period.Before(in.Lines[was].Period) {
			continue
		}
		at := slices.IndexFunc(in.Additions, func(l plan.AgreementAdditions) bool { return l.AgreementID == s.AgreementID })
		list := in.Additions[at].Additions
		if s.Verb == plan.VerbCreate {
			s.AdditionID = fmt.Sprint("9", s.AgreementID, len(list)) // unique on the site
			list = append(list, plan.Addition{ID: s.AdditionID, AgreementID: s.AgreementID, ItemID: s.ItemID, Bill: plan.Billable, Effective: s.Effective})
		}
		i := slices.IndexFunc(list, func(a plan.Addition) bool { return a.ID == s.AdditionID })
		list[i].Quantity = s.Quantity
		in.Additions[at].Additions = list
		in.Lines = slices.DeleteFunc(in.Lines, func(l plan.Line) bool { return l.ID() == s.ID })
		if s.Verb == plan.VerbEnd {
			list[i].Cancelled = s.End
			continue
		}
		in.Lines = append(in.Lines, plan.Line{
			AgreementID: s.AgreementID, ItemID: s.ItemID, AdditionID: s.AdditionID,
			Period: p.Period, Quantity: s.Quantity, Invoice: s.InvoiceDate, Sources: s.Sources,
		})
	}
	return in
}

// after is what a step's addition is to bill.
func after(s plan.Step) plan.Quantity {
	if s.Verb == plan.VerbEnd || s.Wanted == plan.VerbEnd {
		return plan.Quantity{}
	}
	return s.Quantity
}

func lowers(s plan.Step) bool { return s.Before != nil && after(s).Cmp(s.Before.Quantity) < 0 }

// lineOf is what is remembered of a step's line, if it is ours.
func lineOf(in plan.Input, s plan.Step) (plan.Line, bool) {
	i := slices.IndexFunc(in.Lines, func(l plan.Line) bool { return l.ID() == s.ID })
	if i < 0 {
		return plan.Line{}, false
	}
	return in.Lines[i], true
}

func shuffled[T any](r *rand.Rand, list []T) []T {
	list = slices.Clone(list)
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// The same input in any order gives the same plan, byte for byte.
func sameInAnyOrder(t *rapid.T, in plan.Input, p plan.Plan) {
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	s := &in.Settings
	s.Products, s.Routes, s.Rules, s.Aliases = shuffled(r, s.Products), shuffled(r, s.Routes), shuffled(r, s.Rules), shuffled(r, s.Aliases)
	s.Consents, s.Exclusions, s.Pins, s.Overwrites = shuffled(r, s.Consents), shuffled(r, s.Exclusions), shuffled(r, s.Pins), shuffled(r, s.Overwrites)
	s.Closures, s.Cycles, s.OwnProducts, s.Limits.Money = shuffled(r, s.Closures), shuffled(r, s.Cycles), shuffled(r, s.OwnProducts), shuffled(r, s.Limits.Money)
	in.Tenants, in.Usage.Rows, in.Usage.Devices = shuffled(r, in.Tenants), shuffled(r, in.Usage.Rows), shuffled(r, in.Usage.Devices)
	in.Directory.Companies, in.Directory.Agreements, in.Directory.Items = shuffled(r, in.Directory.Companies), shuffled(r, in.Directory.Agreements), shuffled(r, in.Directory.Items)
	in.Lines, in.Additions, in.Open, in.Earlier = shuffled(r, in.Lines), shuffled(r, in.Additions), shuffled(r, in.Open), shuffled(r, in.Earlier)
	in.Applied, in.Claims, in.Seen, in.Releases = shuffled(r, in.Applied), shuffled(r, in.Claims), shuffled(r, in.Seen), shuffled(r, in.Releases)
	for i, l := range in.Lines {
		in.Lines[i].Sources = shuffled(r, l.Sources)
	}
	for i, list := range in.Additions {
		in.Additions[i].Additions = shuffled(r, list.Additions)
	}
	for i, e := range in.Earlier {
		in.Earlier[i].Usage.Rows = shuffled(r, e.Usage.Rows)
	}
	first, _ := json.Marshal(p)
	second, _ := json.Marshal(plan.Build(in))
	if !bytes.Equal(first, second) {
		t.Fatalf("another order, another plan:\n%s", gocmp.Diff(strings.Split(string(first), ","), strings.Split(string(second), ",")))
	}
}

// Every unit is in exactly one part of the account, and those that rows decide alone are in the right one.
func conserved(t *rapid.T, in plan.Input, u plan.Account) {
	var sum plan.Quantity
	for _, q := range []plan.Quantity{u.Billed, u.NotCharged, u.Deferred, u.Excluded, u.Withheld, u.Unmapped, u.Ignored} {
		if q.Sign() < 0 {
			t.Fatalf("a negative part in %+v", u)
		}
		sum, _ = sum.Add(q)
	}
	if sum != u.Total {
		t.Fatalf("%s units read, %s accounted for: %+v", u.Total, sum, u)
	}
	want := reference{in}.account()
	for part, got := range map[string]plan.Quantity{"total": u.Total, "excluded": u.Excluded, "unmapped": u.Unmapped, "ignored": u.Ignored} {
		if want[part].Cmp(rat(got)) != 0 {
			t.Fatalf("%s: %s units, the reference says %s", part, got, want[part].RatString())
		}
	}
}

// Only additions of ours, and those that a person or a policy consented to, are written; never another partner's.
func ownOnly(t *rapid.T, in plan.Input, p plan.Plan) {
	for _, s := range p.Steps {
		if !s.Writes() || s.Verb == plan.VerbCreate {
			continue
		}
		line, owned := lineOf(in, s)
		if owned = owned && line.AdditionID == s.AdditionID; owned == (s.Verb == plan.VerbAdopt) {
			t.Fatalf("%s: addition %s is ours: %v", said(s), s.AdditionID, owned)
		}
		if s.Verb == plan.VerbAdopt && !plan.Prepare(in.Settings).Consented(s, p.Period) {
			t.Fatalf("%s: nobody consented to addition %s", said(s), s.AdditionID)
		}
		if slices.ContainsFunc(in.Claims, func(c plan.Claim) bool { return c.AdditionID == s.AdditionID }) {
			t.Fatalf("%s: addition %s is another partner's", said(s), s.AdditionID)
		}
		if !owned && slices.ContainsFunc(in.Lines, func(l plan.Line) bool { return l.AdditionID == s.AdditionID && l.ID() != s.ID }) {
			t.Fatalf("%s: addition %s is another line's", said(s), s.AdditionID)
		}
	}
}

// A withheld step says what was wanted and why, and writes nothing; any other step has no reason. Its settings are those
// that Apply will look up.
func wellFormed(t *rapid.T, in plan.Input, p plan.Plan) {
	settings := plan.Prepare(in.Settings)
	for i, s := range p.Steps {
		withheld := s.Verb == plan.VerbWithhold
		if withheld != (s.Wanted != "") || withheld != (s.Reason != "") || withheld && (s.Writes() || s.Records()) {
			t.Fatalf("%s is neither withheld nor not", said(s))
		}
		if s.Writes() && (settings.Err() != nil || slices.Contains(in.Open, s.ID)) {
			t.Fatalf("%s writes, settings %v, open %v", said(s), settings.Err(), in.Open)
		}
		if s.Verb == plan.VerbUpdate && after(s) == s.Before.Quantity {
			t.Fatalf("%s changes nothing", said(s))
		}
		if s.Before != nil && s.Before.Quantity.Sign() >= 0 && s.Quantity.Sign() < 0 && s.Writes() {
			t.Fatalf("%s is negative", said(s))
		}
		if want := settings.Hash(s, p.Period); s.Expect.Settings != want {
			t.Fatalf("%s expects settings %s, Apply will find %s", said(s), s.Expect.Settings, want)
		}
		if s.Expect.Agreement != plan.AgreementHash(in.Directory.Agreements, s.AgreementID) {
			t.Fatalf("%s expects another agreement than Apply will find", said(s))
		}
		if i > 0 && slices.ContainsFunc(p.Steps[:i], func(o plan.Step) bool { return o.ID == s.ID }) {
			t.Fatalf("two steps for line %s", s.ID)
		}
	}
}

// Nothing falls by data that is missing or doubtful, nor in a month that is open; nothing becomes zero in one that is
// closing unless two readings agree. A release lets through only what is not missing.
func neverLowersInDoubt(t *rapid.T, in plan.Input, p plan.Plan) {
	r := reference{in}
	for _, s := range p.Steps {
		if !s.Writes() || !lowers(s) && s.Verb != plan.VerbEnd {
			continue
		}
		line, owned := lineOf(in, s)
		if !in.Usage.Complete || len(in.Usage.Rows) == 0 && !r.ended(line.Sources) {
			t.Fatalf("%s lowers by an incomplete report", said(s))
		}
		if owned && p.Period.Before(line.Period) {
			t.Fatalf("%s lowers by a month older than %s", said(s), line.Period)
		}
		if s.Release != nil {
			continue
		}
		if p.State != r.state() || p.State == plan.StateOpen || p.State == plan.StateClosing && after(s).Sign() == 0 && !r.agreed(s) {
			t.Fatalf("%s lowers in a month that is %s (%s)", said(s), p.State, r.state())
		}
		for _, src := range slices.Concat(s.Sources, line.Sources) {
			if r.unplaced(src.TenantID) && !r.excluded(strings.ToLower(src.TenantID), src.Product) {
				t.Fatalf("%s lowers although %s has usage that is unmapped or off", said(s), src.TenantID)
			}
			if r.unplaced("") && slices.ContainsFunc(in.Usage.Rows, func(row plan.UsageRow) bool {
				f := r.fate(row)
				n, ok := units(row, r.policy(f.first()))
				return f.tenant == "" && f.part == "unmapped" && f.product == src.Product && (n.Sign() > 0 || !ok)
			}) && !r.excluded(strings.ToLower(src.TenantID), src.Product) {
				t.Fatalf("%s lowers although nobody's usage may be its", said(s))
			}
		}
		if r.orphan(s, line.Sources) && owned && len(r.line(s).feeds) == 0 {
			t.Fatalf("%s lowers an orphan", said(s))
		}
	}
}

// Nothing becomes effective before the first day that is not invoiced, and nothing ends before the last one that is.
func nothingInAnInvoicedCycle(t *rapid.T, in plan.Input, p plan.Plan) {
	for _, s := range p.Steps {
		r := reference{in}
		next := r.agreement(s.AgreementID).NextInvoice
		switch {
		case s.Verb == plan.VerbCreate && (s.Effective.Before(next) || s.Effective != r.start(s.AgreementID)):
			t.Fatalf("%s begins on %s; next invoice %s, want %s", said(s), s.Effective, next, r.start(s.AgreementID))
		case s.Verb == plan.VerbEnd && s.End != next.AddDays(-1):
			t.Fatalf("%s ends on %s, next invoice %s", said(s), s.End, next)
		case s.Writes() && next.IsZero():
			t.Fatalf("%s, and nobody knows what is invoiced", said(s))
		}
	}
}

// No change beyond the default limits of a line or of the run, unless a person released or ended it, or it is part of
// a swap: those count net.
func withinLimits(t *rapid.T, in plan.Input, p plan.Plan) {
	if in.Settings.Limits.LineFallUnits != 0 {
		return
	}
	whole := func(q plan.Quantity) float64 { f, _ := rat(q).Float64(); return f }
	swapping := swapping(in, p)
	var base, fall, rise float64
	for _, s := range p.Steps {
		line, owned := lineOf(in, s)
		ended := owned && len(reference{in}.line(s).feeds) == 0 && reference{in}.ended(line.Sources)
		if s.Release != nil || ended {
			continue
		}
		if s.Before == nil {
			if s.Verb == plan.VerbCreate && !swapping[s.ID] && whole(s.Quantity) > 250 {
				t.Fatalf("%s creates more than 250", said(s))
			}
			if s.Writes() {
				rise += whole(s.Quantity)
			}
			continue
		}
		before, now := whole(s.Before.Quantity), whole(after(s))
		if owned || s.Writes() {
			base += before
		}
		if !s.Writes() {
			continue
		}
		fall, rise = fall+max(0, before-now), rise+max(0, now-before)
		switch {
		case swapping[s.ID]:
		case before-now >= 5 && (before-now)*2 >= before:
			t.Fatalf("%s falls by half", said(s))
		case now-before >= 25 && now-before >= 2*before:
			t.Fatalf("%s trebles", said(s))
		}
	}
	if net := fall - rise; len(swapping) == 0 && fall > 20 && fall*10 > base || net > 20 && net*10 > base {
		t.Fatalf("the run falls by %v (net %v) of %v", fall, net, base)
	}
}
