package suggest

import (
	"cmp"
	"math/bits"
	"slices"
	"unicode"
)

// gramIndex finds the names that are spelled like another one. Names are sets of grams: three neighbouring runes of a word
// with a space around it, two in scripts that write whole syllables or words as one rune. A gram weighs the more the
// rarer it is among the indexed names; two names are alike as the weight of what they share is to the mean of their own
// weights (Dice). Weights are integers, so that sums do not depend on an order.
//
// Not safe for concurrent use.
type gramIndex struct {
	ids      map[string]int32
	postings [][]int32 // by gram: the names that have it
	weights  []int     // by gram
	sets     [][]int32 // by name: its grams, ascending
	totals   []int     // by name: the weight of its grams

	query            int
	asked, shared    []int // by name: the query that last met it, and the weight shared so far
	visited, weighed int   // entries of postings, and names compared gram by gram, over all queries
}

type alike struct {
	name  int // position among the indexed names
	score int // 0 to 100
}

// newGramIndex indexes names, each given as its words.
func newGramIndex(names [][]string) *gramIndex {
	n := len(names)
	x := &gramIndex{ids: map[string]int32{}, sets: make([][]int32, n), totals: make([]int, n), asked: make([]int, n), shared: make([]int, n)}
	for i, words := range names {
		for _, gram := range grams(words) {
			id, ok := x.ids[gram]
			if !ok {
				id = int32(len(x.postings))
				x.ids[gram] = id
				x.postings = append(x.postings, nil)
			}
			x.sets[i] = append(x.sets[i], id)
			x.postings[id] = append(x.postings[id], int32(i))
		}
		slices.Sort(x.sets[i])
	}
	x.weights = collect(x.postings, func(p []int32) int { return x.rarity(len(p)) })
	for i, set := range x.sets {
		for _, id := range set {
			x.totals[i] += x.weights[id]
		}
	}
	return x
}

// rarity is the weight of a gram that some of the names have: the whole part of a logarithm.
func (x *gramIndex) rarity(some int) int { return max(1, bits.Len(uint(len(x.sets)/some))) }

// like returns the names whose score is at least least (1 to 100). It looks at the postings of rare grams first, stops
// when what remains can't reach the score any more, and compares only those names gram by gram that still can: it finds
// exactly what comparing with every name would find.
func (x *gramIndex) like(words []string, least int) []alike {
	known, total := x.known(words)
	rest := 0 // weight of the grams not looked at yet
	for _, id := range known {
		rest += x.weights[id]
	}
	x.query++
	var met []int32
	for len(known) > 0 && reaches(rest, total, rest, least) { // a name not met yet weighs at least what it shares
		for _, n := range x.postings[known[0]] {
			x.visited++
			if x.asked[n] != x.query {
				x.asked[n], x.shared[n], met = x.query, 0, append(met, n)
			}
			x.shared[n] += x.weights[known[0]]
		}
		rest -= x.weights[known[0]]
		known = known[1:]
	}
	var found []alike
	for _, n := range met {
		if both := x.totals[n]; reaches(x.shared[n]+rest, total, both, least) {
			if shared := x.shared[n] + x.overlap(known, n); reaches(shared, total, both, least) {
				found = append(found, alike{int(n), 200 * shared / (total + both)})
			}
		}
	}
	return found
}

// reaches reports whether two names of weights a and b that share the given weight have at least the least score.
func reaches(shared, a, b, least int) bool { return 200*shared >= least*(a+b) }

// overlap returns the weight of those grams that a name has.
func (x *gramIndex) overlap(grams []int32, name int32) (shared int) {
	x.weighed++
	for _, id := range grams {
		if _, ok := slices.BinarySearch(x.sets[name], id); ok {
			shared += x.weights[id]
		}
	}
	return shared
}

// known returns the indexed grams of words, rare ones first, and the weight of all their grams.
func (x *gramIndex) known(words []string) (known []int32, total int) {
	for _, gram := range grams(words) {
		if id, ok := x.ids[gram]; ok {
			known = append(known, id)
			total += x.weights[id]
		} else {
			total += x.rarity(1)
		}
	}
	slices.SortFunc(known, func(a, b int32) int {
		return cmp.Or(cmp.Compare(len(x.postings[a]), len(x.postings[b])), cmp.Compare(a, b))
	})
	return known, total
}

// grams returns the grams of words, each once, in alphabetical order.
func grams(words []string) []string {
	var set []string
	for _, w := range words {
		w = " " + w + " "
		size, starts := 3, make([]int, 0, len(w)+1)
		for i, r := range w {
			starts = append(starts, i)
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) {
				size = 2
			}
		}
		starts = append(starts, len(w))
		for i := 0; i+size < len(starts); i++ {
			set = append(set, w[starts[i]:starts[i+size]])
		}
	}
	slices.Sort(set)
	return slices.Compact(set)
}
