package plan

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// noteDirectory reports what is odd about the agreements, companies and items that usage goes to.
func (w *world) noteDirectory() {
	for i := range w.contracts {
		w.noteContract(&w.contracts[i])
	}
	w.noteRoutes()
	w.noteItems()
}

// noteRoutes reports companies and agreements that were renamed since they were mapped, and names that stand twice.
func (w *world) noteRoutes() {
	names := map[string][]string{} // folded company name -> ids
	for _, c := range w.in.Directory.Companies {
		names[strings.ToLower(c.Name)] = append(names[strings.ToLower(c.Name)], c.ID)
	}
	for i := range w.settings.Routes {
		r := &w.settings.Routes[i]
		if !r.holds(w.in.Period) {
			continue
		}
		customer := r.TenantID
		if t, ok := w.tenant[foldID(r.TenantID)]; ok {
			customer = w.name(t, nil)
		}
		about := Finding{TenantID: foldID(r.TenantID)}
		company, known := w.companies[r.CompanyID]
		if known && r.CompanyName != "" && r.CompanyName != company.Name {
			w.findings.add(CompanyRenamed, about, customer, renamed("company "+r.CompanyID, r.CompanyName, company.Name))
		}
		if a, ok := w.directory[r.AgreementID]; ok && r.AgreementName != "" && r.AgreementName != a.Name {
			w.findings.add(AgreementRenamed, about, customer, renamed("agreement "+r.AgreementID, r.AgreementName, a.Name))
		}
		if ids := names[strings.ToLower(company.Name)]; known && len(ids) > 1 {
			slices.SortFunc(ids, compareIDs)
			w.findings.add(CompanyNameTwice, about, customer, company.Name+", companies "+strings.Join(ids, ", "))
		}
	}
}

// noteItems reports items that were renamed since they were mapped, and those whose identifier looks like a copy.
func (w *world) noteItems() {
	for i := range w.settings.Products {
		m := &w.settings.Products[i]
		at, ok := w.item[m.ItemID]
		if !ok || !w.items[at].known {
			continue
		}
		about := Finding{Product: m.Product}
		if name := w.items[at].Identifier; m.ItemName != "" && m.ItemName != name {
			w.findings.add(ItemRenamed, about, "", renamed("item "+m.ItemID, m.ItemName, name))
		}
		if copied(w.items[at].Identifier) {
			w.findings.add(ItemCopy, about, "", w.items[at].Identifier)
		}
	}
}

// copied reports whether an identifier looks like one that ConnectWise made because it was taken [forum].
func copied(identifier string) bool {
	_, n, ok := strings.Cut(identifier, "Copy")
	_, err := strconv.Atoi(n)
	return ok && err == nil
}

// noteUsage reports product codes that Sophos calls otherwise than in the last report.
func (w *world) noteUsage() {
	seen := make(map[string]map[string]bool, len(w.in.Seen))
	for _, s := range w.in.Seen {
		if seen[s.ProductCode] == nil {
			seen[s.ProductCode] = map[string]bool{}
		}
		seen[s.ProductCode][s.Description] = true
	}
	if len(seen) == 0 {
		return
	}
	told := map[[2]string]bool{}
	for i := range w.in.Usage.Rows {
		r := &w.in.Usage.Rows[i]
		key := [2]string{r.ProductCode, r.Description}
		before := seen[r.ProductCode]
		if r.Description == "" || before == nil || before[r.Description] || told[key] {
			continue
		}
		told[key] = true
		old := slices.Sorted(maps.Keys(before))
		w.findings.add(ProductRenamed, Finding{Product: r.ProductCode}, "", renamed("product code "+strconv.Quote(r.ProductCode), strings.Join(old, " or "), r.Description))
	}
}

func renamed(what, before, now string) string {
	return what + " was called " + cmp.Or(before, "nothing") + " and is called " + cmp.Or(now, "nothing")
}

func sortedKeys[T any](m map[string]T) []string { return slices.SortedFunc(maps.Keys(m), compareIDs) }
