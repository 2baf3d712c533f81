package suggest

import (
	"cmp"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestIndexFindsWhatComparingAllPairsFinds: leaving most names out of the comparison changes nothing.
func TestIndexFindsWhatComparingAllPairsFinds(t *testing.T) {
	word := rapid.StringOfN(rapid.RuneFrom([]rune("abcdü山川")), 1, 6, -1)
	words := rapid.SliceOfN(word, 1, 3)
	rapid.Check(t, func(t *rapid.T) {
		names, asked := rapid.SliceOfN(words, 1, 40).Draw(t, "names"), words.Draw(t, "asked")
		least := rapid.IntRange(1, 100).Draw(t, "least")
		x := newGramIndex(names)
		for range 2 { // the second query finds what the first left behind
			got := x.like(asked, least)
			slices.SortFunc(got, func(a, b alike) int { return cmp.Compare(a.name, b.name) })
			if diff := gocmp.Diff(compareAll(names, asked, least), got, gocmp.AllowUnexported(alike{})); diff != "" {
				t.Fatal(diff)
			}
		}
	})
}

// compareAll is the definition of the score, without an index.
func compareAll(names [][]string, asked []string, least int) (found []alike) {
	having := map[string]int{}
	for _, n := range names {
		for _, g := range grams(n) {
			having[g]++
		}
	}
	weigh := func(set []string) (sum int) {
		for _, g := range set {
			w := 0
			for rarity := len(names) / max(1, having[g]); rarity > 0; rarity /= 2 {
				w++
			}
			sum += w
		}
		return sum
	}
	a := grams(asked)
	for i, n := range names {
		b := grams(n)
		shared := slices.DeleteFunc(slices.Clone(a), func(g string) bool { return !slices.Contains(b, g) })
		if score := 200 * weigh(shared) / (weigh(a) + weigh(b)); score >= least {
			found = append(found, alike{i, score})
		}
	}
	return found
}

// TestFewPairsAreCompared: 10,000 names that nobody has are looked for among 10,000 companies.
func TestFewPairsAreCompared(t *testing.T) {
	const n = 10_000
	names, a := Names(2*n), legalForms()
	var companies [][]string
	for _, text := range names[:n] {
		companies = append(companies, a.name(text).words)
	}
	x := newGramIndex(companies)
	for _, text := range names[n:] {
		x.like(a.name(text).words, Options{}.withDefaults().MinScore)
	}
	met, weighed := 100*float64(x.visited)/n/n, 100*float64(x.weighed)/n/n
	t.Logf("of all pairs, at most %.1f %% share a rare piece, %.1f %% are compared", met, weighed)
	if met > 40 || weighed > 3 {
		t.Errorf("%.1f %% of all pairs were met, %.1f %% compared", met, weighed)
	}
}

// TestOneNameForAll: thousands of companies that are called the same are one name to the index.
func TestOneNameForAll(t *testing.T) {
	m := newMatcher(legalForms(), 50, func(add func(int, string)) {
		for i := range 10_000 {
			add(i, "Customer")
		}
		add(10_000, "Customers")
	})
	if hits := m.find("Custome"); len(hits) != 10_001 || m.index.weighed != 2 {
		t.Errorf("%d found, %d compared", len(hits), m.index.weighed)
	}
}

// TestMistypedNamesAreFound measures the similarity: invented names, mistyped in ways that people do.
func TestMistypedNamesAreFound(t *testing.T) {
	const n, tries = 10_000, 1_000
	names := Names(n)
	m := newMatcher(legalForms(), Options{}.withDefaults().MinScore, func(add func(int, string)) {
		for i, text := range names {
			add(i, text)
		}
	})
	for _, kind := range Mistakes() {
		first, found := 0, 0
		for i, text := range names[:tries] {
			hits := m.find(Mistype(text, kind, i))
			switch at := slices.IndexFunc(hits, func(h hit) bool { return h.owner == i }); {
			case at == 0:
				first++
				fallthrough
			case at > 0:
				found++
			}
		}
		t.Logf("%s: %.1f %% found, %.1f %% first", kind, 100*float64(found)/tries, 100*float64(first)/tries)
		if found < 95*tries/100 || first < 93*tries/100 {
			t.Errorf("%s: %d of %d found, %d of them first", kind, found, tries, first)
		}
	}
	unrelated := 0
	for _, text := range Names(n + tries)[n:] {
		if hits := m.find(text); len(hits) > 0 && hits[0].Score >= 60 {
			unrelated++
		}
	}
	t.Logf("unrelated names with a company at 60 or more: %.1f %%", 100*float64(unrelated)/tries)
	if unrelated > 25*tries/100 {
		t.Errorf("%d of %d unrelated names look like some company", unrelated, tries)
	}
}
