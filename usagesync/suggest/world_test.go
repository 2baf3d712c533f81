package suggest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// Names invents n different company names: rare words beside the common ones of trades, places and legal forms.
func Names(n int) []string {
	r := rand.New(rand.NewPCG(4, 1))
	onsets, vowels, codas := strings.Fields("b br d f g gr h j k kr l m n p r s sch st t tr v w z"), strings.Fields("a e i o u ei au"), []string{"", "", "", "l", "n", "r", "s", "ck"}
	one := func(list []string) string { return list[r.IntN(len(list))] }
	trades := strings.Fields("Dental Logistics Services Bau Solutions Group Consulting Health Schreinerei Systems Foods Legal Partners Care")
	places := []string{"", "", "", "North", "Bern", "Linz", "Leeds", "Nord", "West"}
	forms := []string{"", " GmbH", ", Inc.", " Ltd", " LLC", " AG", " B.V."}
	word := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString(one(onsets) + one(vowels) + one(codas))
		}
		return strings.ToUpper(b.String()[:1]) + b.String()[1:]
	}
	seen, names := map[string]bool{}, make([]string, 0, n)
	for len(names) < n {
		words := append(strings.Fields(word(2+r.IntN(2))+" "+trades[r.IntN(len(trades))]), strings.Fields(places[r.IntN(len(places))])...)
		if bare := strings.Join(words, " "); !seen[bare] {
			seen[bare] = true
			names = append(names, bare+forms[r.IntN(len(forms))])
		}
	}
	return names
}

// Mistype returns a name as somebody else may have typed it. kind is one of Mistakes.
func Mistype(name, kind string, seed int) string {
	r := rand.New(rand.NewPCG(uint64(seed), 2))
	words := strings.Fields(name)
	first := []rune(words[0])
	i := 1 + r.IntN(len(first)-2)
	switch kind {
	case "letter missing":
		words[0] = string(slices.Delete(first, i, i+1))
	case "letter wrong":
		first[i] = 'q'
		words[0] = string(first)
	case "letters swapped":
		first[i], first[i+1] = first[i+1], first[i]
		words[0] = string(first)
	case "first word only":
		words = words[:1]
	case "words turned":
		words[0], words[1] = strings.Trim(words[1], ",")+",", words[0]
	case "words added":
		words = append(words[:1:1], append([]string{"Family"}, words[1:]...)...)
	default:
		panic(fmt.Sprintf("no mistake %q", kind))
	}
	return strings.Join(words, " ")
}

// Mistakes are the kinds of Mistype.
func Mistakes() []string {
	return []string{"letter missing", "letter wrong", "letters swapped", "first word only", "words turned", "words added"}
}
