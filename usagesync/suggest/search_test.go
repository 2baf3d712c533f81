package suggest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/usagesync/suggest"
)

func TestSearch(t *testing.T) {
	list := items(
		"Sophos_Intercept_X_Advanced|Sophos Central Intercept X Advanced",
		"EP-SRV|Intercept X for Servers",
		"Sophos_Email_Advanced|Sophos Email Advanced",
		"INT-01|Internet access",
		"CAFÉ|Büro-Kaffee",
		"製品-1|山川 エンドポイント",
	)
	list[1].Inactive = true
	for _, tt := range []struct{ text, want string }{
		{"int", "i4 prefix, i2 prefix, i1 infix"}, // inactive ones last among equals
		{"inter", "i4 prefix, i2 prefix, i1 infix"},
		{"intercept x adv", "i1 infix, i2 similar"},
		{"sophos_", "i3 prefix, i1 prefix"},
		{"SOPHOS intercept", "i1 prefix"},
		{"intrcept", "i1 similar, i2 similar"},
		{"emial advanced", "i3 similar"},
		{"cafe", "i5 prefix"},
		{"buro", "i5 prefix"},
		{"製品", "i6 prefix"},
		{"エンド", "i6 infix"},
		{"  ep  ", "i2 prefix, i1 infix"},
		{"01", "i4 infix"},
		{"zz", ""},
		{"--", ""},
	} {
		t.Run(tt.text, func(t *testing.T) {
			hits, err := suggest.Search(tt.text, list)
			var got []string
			for _, h := range hits {
				got = append(got, fmt.Sprint(h.Item.ID, " ", h.Reason))
				if (h.Note != "") != strings.HasPrefix(h.Item.Identifier, "Sophos_") {
					t.Errorf("%s has the note %q", h.Item.Identifier, h.Note)
				}
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, ", ")); diff != "" || err != nil {
				t.Error(err, diff)
			}
		})
	}
}

func TestSearchWantsTwoCharacters(t *testing.T) {
	for _, text := range []string{"", "x", " x ", "é", "山", "\t"} {
		if hits, err := suggest.Search(text, items("x|x")); !errors.Is(err, suggest.ErrShortText) || hits != nil {
			t.Errorf("%q: %v, %v", text, hits, err)
		}
	}
}

func TestClosest(t *testing.T) {
	names := []string{"Bäckerei Huber", "Huber Dental", "Hubert", "Fabrikam", "Contoso", "1204", "1240", "12040", "77be02aa-1c", "東京製作所"}
	for _, tt := range []struct{ text, want string }{
		{"Fabrikan", "Fabrikam"},
		{"fabirkam", "Fabrikam"},
		{"Conotso", "Contoso"},
		{"Hbuert", "Hubert"},
		{"backerei huber", "Bäckerei Huber"},
		{"Huber", "Hubert, Huber Dental, Bäckerei Huber"},
		{"hubr", "Bäckerei Huber, Huber Dental, Hubert"},
		{"1205", "1204, 12040"},
		{"1204", "1204, 12040, 1240"},
		{"77be02ab-1c", "77be02aa-1c"},
		{"東京制作所", "東京製作所"},
		{"Umbrella", ""},
		{"", ""},
		{"--", ""},
	} {
		if got := strings.Join(suggest.Closest(tt.text, append(names, names...)), ", "); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.text, got, tt.want)
		}
	}
}
