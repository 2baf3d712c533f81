package suggest

import (
	"slices"
	"strings"
)

// affixes are words that a name may carry or lack without being another name.
type affixes struct {
	kind      string                 // what the words are, for readers
	words     map[string]affix       // by their folded words, parted by one space
	long      int                    // the most words that one of them has
	parts     []string               // written without a space before or after the name; longer ones first
	drop      func(word string) bool // words that never count
	clash     func(a, b string) bool // whether these affixes speak against one name; a is of the text asked for
	collision CollisionKind          // what is said then
}

type affix struct {
	form       string // the spelling that stands for all others
	start, end bool   // where it may stand
}

// legalForms are the legal forms of companies, as their letterheads shorten them. A form that is missing here only makes a
// normalised match a similar one. A question mark: it is an everyday word, too, so a name without it may be another.
func legalForms() affixes {
	a := affixes{
		kind: "legal form", collision: OtherLegalForm,
		clash: func(a, b string) bool { return a != b && (a != "" && b != "" || strings.Contains(a+b, "?")) },
		drop:  func(w string) bool { return slices.Contains([]string{"and", "und", "et", "the"}, w) },
	}
	a.at(false, true, // after the name
		"inc, incorporated", "corp, corporation", "co, company", "llc", "llp", "lp", "pllc", "pc", "plc",
		"ltd, limited", "pty, proprietary", "pvt, private", "cic",
		"gmbh", "mbh", "ag", "kg", "kgaa", "ohg", "gbr", "ug", "ek", "ev", "eg",
		"bv", "nv", "vof", "bvba", "sa", "sarl, sa rl", "sas", "sasu", "eurl", "snc", "srl", "srls", "spa?", "sl, slu",
		"sa de cv", "s de rl de cv", "ltda", "lda", "eireli", "aps", "ivs", "asa", "oyj", "hb", "se", "kft", "zrt", "nyrt",
		"sro", "doo", "dd", "ood", "eood", "ead", "sp z oo, sp zoo, spzoo, sp z o o", "sp k, spk", "sp j, spj", "as", "ehf", "hf",
		"sti", "bhd, sdn bhd", "tbk", "kk", "株", "有", "주", "유",
	)
	a.at(true, true, // before or after it
		"ab", "oy", "ou", "sia", "uab", "pt", "ооо", "оао", "зао", "пао", "ао", "ип", "тов", "тоо", "оод", "еоод", "ад",
	)
	a.parts = []string{
		"股份有限公司", "有限责任公司", "有限責任公司", "有限公司", "株式会社", "有限会社", "合同会社", "合資会社", "주식회사", "유한회사",
	}
	return a
}

// vendorWords are what Sophos puts before the names of its products.
func vendorWords() affixes {
	a := affixes{
		kind: "the vendor's name", collision: NoVendor,
		clash: func(product, item string) bool { return product != "" && item == "" },
		drop:  func(string) bool { return false },
	}
	a.at(true, false, "sophos, sophos central, central")
	return a
}

// at adds forms, each with its other spellings.
func (a *affixes) at(start, end bool, forms ...string) {
	if a.words == nil {
		a.words = map[string]affix{}
	}
	for _, spellings := range forms {
		form, _, _ := strings.Cut(spellings, ",")
		for spelling := range strings.SplitSeq(spellings, ", ") {
			a.words[strings.TrimSuffix(spelling, "?")] = affix{form, start, end}
			a.long = max(a.long, strings.Count(spelling, " ")+1)
		}
	}
}

// strip parts folded words into the name itself and the affixes around it, in alphabetical order.
func (a *affixes) strip(words []string) (core, found []string) {
	core = slices.DeleteFunc(slices.Clone(words), a.drop)
	for {
		rest, form := a.once(core)
		if form == "" {
			slices.Sort(found)
			return core, slices.Compact(found)
		}
		core, found = rest, append(found, form)
	}
}

// once takes one affix off, the longest that there is; form is empty where there is none.
func (a *affixes) once(words []string) (rest []string, form string) {
	for n := min(a.long, len(words)); n > 0; n-- {
		head, tail := words[:n], words[len(words)-n:]
		if x := a.words[strings.Join(tail, " ")]; x.end {
			return words[:len(words)-n], x.form
		}
		if x := a.words[strings.Join(head, " ")]; x.start {
			return words[n:], x.form
		}
	}
	for _, part := range a.parts {
		if rest, ok := cutPart(words, part); ok {
			return rest, part
		}
	}
	return words, ""
}

// cutPart takes part off the beginning of the first word or the end of the last one.
func cutPart(words []string, part string) (rest []string, ok bool) {
	if len(words) == 0 {
		return nil, false
	}
	rest, last := slices.Clone(words), len(words)-1
	if rest[0], ok = strings.CutPrefix(words[0], part); !ok {
		rest[last], ok = strings.CutSuffix(words[last], part)
	}
	return slices.DeleteFunc(rest, func(w string) bool { return w == "" }), ok
}

// name is a text as matching sees it.
type name struct {
	text  string   // as it was given
	full  string   // all words in one; empty for a text without letters and digits
	words []string // without affixes
	core  string   // words in one; empty where there is nothing but affixes
	forms string   // the affixes
}

func (a *affixes) name(text string) name {
	all := fold(text)
	words, forms := a.strip(all)
	return name{text, strings.Join(all, ""), words, strings.Join(words, ""), strings.Join(forms, " ")}
}
