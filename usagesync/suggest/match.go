package suggest

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Scores of names that are the same; similar names stay below them.
const (
	scoreExact    = 100
	scoreSpelling = 98
	scoreAffixes  = 95
	scoreClash    = 90
	scoreSimilar  = 89
)

// matcher finds which of its names are the same as another name, or alike. Every name has an owner, the position of the
// company or item that is called so; an owner may have several names. Not safe for concurrent use.
type matcher struct {
	affixes affixes
	cores   []string           // the distinct cores, as the index counts them
	byCore  map[string][]owned // names without any letter or digit are left out
	index   *gramIndex
	found   map[string][]hit // by text asked for
	least   int              // score
}

type owned struct {
	name
	owner int
}

// hit is a candidate: one owner with the best of its names.
type hit struct {
	Match
	owner int
}

// newMatcher returns a matcher of names, where add is called once for each.
func newMatcher(a affixes, least int, each func(add func(owner int, text string))) *matcher {
	m := &matcher{affixes: a, byCore: map[string][]owned{}, found: map[string][]hit{}, least: least}
	var words [][]string
	each(func(owner int, text string) {
		n := a.name(text)
		if n.full == "" {
			return
		}
		if _, known := m.byCore[n.core]; !known && n.core != "" {
			m.cores, words = append(m.cores, n.core), append(words, n.words)
		}
		m.byCore[n.core] = append(m.byCore[n.core], owned{n, owner})
	})
	m.index = newGramIndex(words)
	return m
}

// find returns the candidates for a text, the best first; of equal ones the owner that was added first. The result is shared
// between calls: don't change it.
func (m *matcher) find(text string) []hit {
	if hits, ok := m.found[text]; ok {
		return hits
	}
	n, best := m.affixes.name(text), map[int]Match{}
	offer := func(o owned, like int) {
		if match := m.compare(n, o.name, like); match.Score >= m.least && match.Score > best[o.owner].Score {
			best[o.owner] = match
		}
	}
	for _, o := range m.byCore[n.core] {
		offer(o, 0)
	}
	for _, a := range m.index.like(n.words, m.least) {
		for _, o := range m.byCore[m.cores[a.name]] {
			offer(o, a.score)
		}
	}
	hits := make([]hit, 0, len(best))
	for owner, match := range best {
		hits = append(hits, hit{match, owner})
	}
	slices.SortFunc(hits, compareHits)
	m.found[text] = hits
	return hits
}

func compareHits(a, b hit) int {
	return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.owner, b.owner))
}

// compare judges two names; like is how alike they are if their cores differ.
func (m *matcher) compare(a, b name, like int) Match {
	pair := fmt.Sprintf("%q and %q", a.text, b.text)
	match := Match{Reason: Normalised}
	switch {
	case a.text == b.text:
		match.Score, match.Reason, match.Text = scoreExact, Exact, fmt.Sprintf("both are called %q", a.text)
		match.collide(a.core == "", NoName)
	case a.core == "" || b.core == "":
		return Match{}
	case a.full == b.full:
		match.Score, match.Text = scoreSpelling, pair+" agree but for case, accents, punctuation and spaces"
	case a.core == b.core && m.affixes.clash(a.forms, b.forms):
		match.Score, match.Text = scoreClash, pair+" agree without "+m.affixes.kind
		match.collide(true, m.affixes.collision)
	case a.core == b.core:
		match.Score, match.Text = scoreAffixes, pair+" agree without "+m.affixes.kind
	default:
		match.Score, match.Reason, match.Text = min(like, scoreSimilar), Similar, pair+" "+alikeText(a.words, b.words)
	}
	return match
}

// alikeText says what two similar names share.
func alikeText(a, b []string) string {
	var shared []string
	for _, w := range a {
		if slices.Contains(b, w) && !slices.Contains(shared, w) {
			shared = append(shared, w)
		}
	}
	switch {
	case len(shared) == 0:
		return "are spelled alike"
	case len(shared) == len(a) && len(a) == len(b):
		return "have the same words in another order"
	}
	return fmt.Sprintf("share %q", strings.Join(shared, " "))
}

// contest counts first choices: for every owner, the ids of those that want it before all others. Similar names only count
// against similar ones, lest a customer without a company spoils the match of one that has it.
type contest struct{ same, all map[int][]string }

func newContest() contest { return contest{map[int][]string{}, map[int][]string{}} }

// enter enters the first choice of id, if it has one.
func (c contest) enter(id string, hits []hit) {
	if len(hits) == 0 {
		return
	}
	first := hits[0].owner
	c.all[first] = append(c.all[first], id)
	if hits[0].Reason.same() {
		c.same[first] = append(c.same[first], id)
	}
}

// wanted returns who wants an owner first, for a hit of the given reason.
func (c contest) wanted(owner int, r Reason) []string {
	if r.same() {
		return c.same[owner]
	}
	return c.all[owner]
}

// namesakes returns the owners of all hits that are the same name; fewer than two are none.
func namesakes(hits []hit, id func(owner int) string) []string {
	var ids []string
	for _, h := range hits {
		if h.Reason.same() {
			ids = append(ids, id(h.owner))
		}
	}
	if len(ids) < 2 {
		return nil
	}
	slices.Sort(ids)
	return ids
}
