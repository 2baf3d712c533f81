package suggest

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/psasync/psasync/usagesync/plan"
)

// ErrShortText says that a search text has fewer than two characters beside white space.
var ErrShortText = errors.New("suggest: type at least two characters to search")

// Hit is a catalog item that a search found.
type Hit struct {
	Item   plan.Item `json:"item"`
	Reason Reason    `json:"reason"`         // Prefix, Infix or Similar
	Note   string    `json:"note,omitempty"` // VendorNote, where it applies
}

// Search finds catalog items while somebody types: those whose identifier or description begins with the text, then those
// that contain it, then those with a word or more that is spelled like it (one error for every four characters). Case,
// accents and punctuation don't count. Among equals, items that can be additions come first, then the order of
// identifiers. It returns every item that fits; the only error is ErrShortText.
func Search(text string, items []plan.Item) ([]Hit, error) {
	if utf8.RuneCountInString(strings.TrimSpace(text)) < 2 {
		return nil, ErrShortText
	}
	type ranked struct {
		Hit
		rank
	}
	wanted, found := newText(text), []ranked{}
	for _, it := range items {
		r := min(wanted.rank(newText(it.Identifier)), wanted.rank(newText(it.Description)))
		if reason := r.reason(); reason != "" {
			found = append(found, ranked{Hit{it, reason, note(it)}, r})
		}
	}
	slices.SortFunc(found, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), compareItems(a.Item, b.Item))
	})
	return collect(found, func(r ranked) Hit { return r.Hit }), nil
}

// text is what searching compares.
type text struct {
	folded string
	runes  []rune
}

func newText(s string) text {
	folded := strings.Join(fold(s), " ")
	return text{folded, []rune(folded)}
}

// rank orders what a text found, the best first: rankPrefix, rankInfix, and then one more for each error.
type rank int

const (
	rankPrefix rank = 1
	rankInfix  rank = 2
	unlike     rank = math.MaxInt
)

// rank says how a typed text fits another.
func (typed text) rank(t text) rank {
	switch {
	case typed.folded == "" || t.folded == "":
		return unlike
	case strings.HasPrefix(t.folded, typed.folded):
		return rankPrefix
	case strings.Contains(t.folded, typed.folded):
		return rankInfix
	}
	if n := edits(typed.runes, t.runes, true); n <= len(typed.runes)/4 {
		return rankInfix + rank(n)
	}
	return unlike
}

func (r rank) reason() Reason {
	switch {
	case r == rankPrefix:
		return Prefix
	case r == rankInfix:
		return Infix
	case r < unlike:
		return Similar
	}
	return ""
}

// Closest returns what somebody may have meant by a mistyped name or id: at most three of the candidates, the nearest
// first. Those come first that differ by few errors (one for every four characters), then those that begin with the text,
// contain it, or have a word or more that is spelled like it; among equals the alphabetical order. Case, accents and
// punctuation don't count.
func Closest(text string, candidates []string) []string {
	type ranked struct {
		text string
		rank
	}
	wanted, found := newText(text), []ranked{}
	allowed := (len(wanted.runes) + 1) / 4
	for _, c := range candidates {
		t := newText(c)
		r := wanted.rank(t)
		if n := edits(wanted.runes, t.runes, false); n <= allowed {
			r = rank(n - allowed) // before every prefix
		}
		if r < unlike && len(t.runes) > 0 {
			found = append(found, ranked{c, r})
		}
	}
	slices.SortFunc(found, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), strings.Compare(a.text, b.text))
	})
	names := slices.Compact(collect(found, func(r ranked) string { return r.text }))
	return names[:min(3, len(names))]
}
