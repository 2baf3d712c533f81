package catalog_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/catalog"
)

// TestBuiltinTextIsSophoss pins identifiers, descriptions and their order: the sum was taken from Sophos's page, one
// "identifier description" a line.
func TestBuiltinTextIsSophoss(t *testing.T) {
	products := load(t, nil, nil).Products()
	var page strings.Builder
	for _, p := range products {
		page.WriteString(p.Identifier + " " + p.Description + "\n")
	}
	const want = "d69a0d20fe1c08964964c26801298487984f9c328c1e11e2ca462d2c5236bf34"
	sum := sha256.Sum256([]byte(page.String()))
	if got := hex.EncodeToString(sum[:]); len(products) != 35 || got != want {
		t.Errorf("%d products with sum %s, want 35 with %s; they read:\n%s", len(products), got, want, page.String())
	}
}

func TestBuiltinProductsAreConsistent(t *testing.T) {
	seen := map[string]bool{}
	ranks := map[string]string{}
	firewalls := 0
	for _, p := range load(t, nil, nil).Products() {
		if id := strings.ToLower(p.Identifier); seen[id] {
			t.Errorf("%s stands twice", p.Identifier)
		} else {
			seen[id] = true
		}
		if (p.Family == "") != (p.Tier == 0) {
			t.Errorf("%s: family %q with tier %d", p.Identifier, p.Family, p.Tier)
		}
		if p.Family != "" {
			rank := p.Family + string(rune(p.Tier))
			if other, ok := ranks[rank]; ok {
				t.Errorf("%s and %s have one tier in family %s", other, p.Identifier, p.Family)
			}
			ranks[rank] = p.Identifier
		}
		if p.Firewall {
			firewalls++
		}
	}
	if firewalls != 1 {
		t.Errorf("%d firewall products, want 1", firewalls)
	}
}

// TestBuiltinFamilies pins our reading of which products replace one another, lowest tier first.
func TestBuiltinFamilies(t *testing.T) {
	c := load(t, nil, nil)
	for family, ids := range map[string][]string{
		"endpoint": {
			"Sophos_Endpoint_Protection", "Sophos_Intercept_X_Ess", "Sophos_Intercept_X", "Sophos_Intercept_X_Advanced",
			"Sophos_Intercept_X_Advanced_XDR", "Sophos_MTR_Standard", "Sophos_MTR_Advanced",
		},
		"server": {
			"Sophos_Srv_Protection", "Sophos_Intercept_X_Ess_Srv", "Sophos_Intercept_X_Adv_Srv",
			"Sophos_Intercept_X_Adv_Srv_XDR", "Sophos_MTR_Standard_Srv", "Sophos_MTR_Advanced_Srv",
		},
		"mobile":   {"Sophos_Mobile_Standard", "Sophos_Mobile_Advanced"},
		"wireless": {"Sophos_Wireless_Entry_Standard", "Sophos_Wireless_Standard", "Sophos_Wireless_Perf_Standard"},
	} {
		t.Run(family, func(t *testing.T) {
			tier := 0
			for _, id := range ids {
				p, ok := c.Product(id)
				if !ok || p.Family != family || p.Tier <= tier {
					t.Errorf("%s: found %t, family %q, tier %d; want family %q and a tier above %d", id, ok, p.Family, p.Tier, family, tier)
				}
				tier = p.Tier
			}
			members := 0
			for _, p := range c.Products() {
				if p.Family == family {
					members++
				}
			}
			if members != len(ids) {
				t.Errorf("%d members, want %d", members, len(ids))
			}
		})
	}
}

// TestBuiltinAliases pins every guess about a product code, because those of high confidence move money.
func TestBuiltinAliases(t *testing.T) {
	c := load(t, nil, nil)
	got := map[string][]string{}
	for _, a := range c.Aliases() {
		if _, ok := c.Product(a.Product); !ok {
			t.Errorf("code %s points to %q, which is no product", a.Code, a.Product)
		}
		if a.Source != "[inferred]" {
			t.Errorf("code %s: source %q, want [inferred]", a.Code, a.Source)
		}
		if a.Group+a.SKU+a.DescriptionPrefix != "" {
			t.Errorf("code %s is narrowed: no public source supports that", a.Code)
		}
		got[string(a.Confidence)] = append(got[string(a.Confidence)], a.Code+" "+a.Product)
	}
	want := map[string][]string{
		"high": {
			"CIXA-MSP Sophos_Intercept_X_Advanced",
			"CIXAXDR Sophos_Intercept_X_Advanced_XDR",
			"CIXAMTR-STD-MSP Sophos_MTR_Standard",
			"CIXAMTR-ADV-MSP Sophos_MTR_Advanced",
			"SVRCLOUDADV-MSP Sophos_Intercept_X_Adv_Srv",
			"SVRCIXAXDR Sophos_Intercept_X_Adv_Srv_XDR",
			"SVRCIXAMTR-STD-MSP Sophos_MTR_Standard_Srv",
			"SVRCIXAMTR-ADV-MSP Sophos_MTR_Advanced_Srv",
			"CDE-MSP Sophos_Device_Encryption",
			"CPHISH-MSP Sophos_Central_Phish_Threat",
		},
		"medium": {
			"CIXAXDR-MSP Sophos_Intercept_X_Advanced_XDR",
			"CEMA-PE-ADDON-MSP Sophos_Email_Portal_Encryption",
			"CMA-MSP Sophos_Mobile_Advanced",
		},
		"low": {
			"CMS-MSP Sophos_Mobile_Standard",
			"CMS-MSP Sophos_Mobile_Security",
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("aliases (-want +got):\n%s", diff)
	}
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := catalog.New(nil, nil); err != nil {
			b.Fatal(err)
		}
	}
}
