package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/psasync/psasync/connectwise"
	"github.com/psasync/psasync/usagesync/plan"
)

// connectWise checks the site, the keys and the reads of a sync.
func (d *doctor) connectWise(c connectwise.Config) {
	if !d.site(c) {
		return
	}
	client := d.clients.ConnectWise
	info, err := client.SystemInfo(d.ctx)
	where := "on premises"
	if info.IsCloud {
		where = "cloud " + info.CloudRegion
	}
	if !d.read("ConnectWise, login", err, "%s, version %s, time zone %s", strings.TrimSpace(where), or(info.Version, "unknown"), or(info.ServerTimeZone, "unknown")) {
		return
	}
	n, err := client.Companies.Count(d.ctx, connectwise.Query{})
	d.read("ConnectWise, companies", err, "%d", n)
	d.agreements()
	n, err = client.CatalogItems.Count(d.ctx, connectwise.Query{})
	d.read("ConnectWise, catalog items", err, "%d", n)
	d.tables()
}

// site checks the address: whether the company is known there, and whether its API is where the address says.
func (d *doctor) site(c connectwise.Config) bool {
	base, err := url.Parse(c.BaseURL)
	if err != nil {
		d.problem("ConnectWise, site", "CONNECTWISE_URL can't be read", "")
		return false
	}
	now, err := connectwise.Discover(d.ctx, c, base.Scheme+"://"+base.Host)
	if !d.read("ConnectWise, site", err, "company %s is known to %s", c.Company, base.Host) {
		return false
	}
	found, _ := url.Parse(now.BaseURL)
	path := strings.TrimRight(base.Path, "/")
	switch {
	case strings.HasPrefix(path, "/v4_6_release/"):
		d.ok("ConnectWise, code base", "v4_6_release, which every site accepts; its own is %s", firstSegment(found.Path))
	case path == found.Path:
		d.ok("ConnectWise, code base", "%s, the site's own", firstSegment(path))
	default:
		d.warn("ConnectWise, code base", firstSegment(path)+", but the site's is "+firstSegment(found.Path), "set CONNECTWISE_URL to "+base.Scheme+"://"+base.Host+"/v4_6_release/apis/3.0, which outlives upgrades")
	}
	return true
}

func firstSegment(path string) string {
	name, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
	return name
}

// cycleUse is how many agreements that are not cancelled have a billing cycle of their own.
type cycleUse struct {
	name   string
	count  int
	mapped int // of them, agreements that a customer is mapped to
}

// agreements reads all agreements for their billing cycles, and the additions of one.
func (d *doctor) agreements() {
	mapped := map[string]bool{}
	for _, r := range d.settings.Routes {
		mapped[r.AgreementID] = true
	}
	cycles, first, total := map[string]*cycleUse{}, 0, 0
	query := connectwise.Query{Fields: []string{"cancelledFlag", "billingCycle", "parentAgreement"}}
	for a, err := range d.clients.ConnectWise.Agreements.All(d.ctx, query) {
		if err != nil {
			d.read("ConnectWise, agreements", err, "")
			return
		}
		total++
		if first == 0 {
			first = a.ID
		}
		if a.CancelledFlag || a.ParentAgreement.ID != 0 { // a child has its parent's cycle
			continue
		}
		id := strconv.Itoa(a.BillingCycle.ID)
		if cycles[id] == nil {
			cycles[id] = &cycleUse{name: a.BillingCycle.Name}
		}
		cycles[id].count++
		if mapped[strconv.Itoa(a.ID)] {
			cycles[id].mapped++
		}
	}
	d.ok("ConnectWise, agreements", "%d", total)
	if first == 0 {
		d.warn("ConnectWise, additions", "there is no agreement to read them of", "")
	} else {
		n, err := d.clients.ConnectWise.Additions(first).Count(d.ctx, connectwise.Query{})
		d.read("ConnectWise, additions", err, "%d, on agreement %d", n, first)
	}
	d.billingCycles(cycles)
}

// billingCycles reports which cycles are found, and how to classify those that the settings don't.
func (d *doctor) billingCycles(found map[string]*cycleUse) {
	known := map[string]plan.Cycle{}
	for _, c := range d.settings.Cycles {
		known[c.ID] = c
	}
	var classified, open []string
	var missing []plan.Cycle
	for _, id := range slices.Sorted(maps.Keys(found)) {
		use := found[id]
		what := fmt.Sprintf("%s (id %s) on %s, %d mapped", or(safe(use.name), "no name"), id, count(use.count, "agreement"), use.mapped)
		if c, ok := known[id]; ok {
			classified = append(classified, what+": "+count(c.Months, "month"))
			continue
		}
		open = append(open, what)
		missing = append(missing, plan.Cycle{ID: id, Name: use.name, Months: monthsOf(use.name)})
	}
	if len(classified) > 0 {
		d.ok("billing cycles", "%s", strings.Join(classified, "; "))
	}
	if len(open) > 0 {
		snippet, err := json.Marshal(map[string][]plan.Cycle{"cycles": missing})
		if err != nil {
			snippet = nil
		}
		d.warn("billing cycles", "nobody said how long these are: "+strings.Join(open, "; "),
			"usagesync settings export settings.json, add "+string(snippet)+" to what it holds, correct the months (0: does not recur), usagesync settings import settings.json")
	}
}

// monthsOf is a proposal for a person to correct: the name of a cycle is free text.
func monthsOf(name string) int {
	name = strings.ToLower(name)
	for _, known := range []struct {
		word   string
		months int
	}{{"semi-annual", 6}, {"semiannual", 6}, {"half", 6}, {"bi-annual", 6}, {"quarter", 3}, {"month", 1}, {"annual", 12}, {"year", 12}} {
		if strings.Contains(name, known.word) {
			return known.months
		}
	}
	return 0
}

// tables checks what only new catalog items need.
func (d *doctor) tables() {
	_, err1 := d.clients.ConnectWise.Subcategories.Count(d.ctx, connectwise.Query{})
	_, err2 := d.clients.ConnectWise.ProductTypes.Count(d.ctx, connectwise.Query{})
	if err := errors.Join(err1, err2); err != nil {
		d.warn("ConnectWise, table setup", err.Error(), "only products create needs it")
		return
	}
	d.ok("ConnectWise, table setup", "subcategories and product types are readable")
}

// writes says what is known of the right to write, which nothing but a write can show.
func (d *doctor) writes(done int) {
	if done > 0 {
		d.ok("ConnectWise, writing", "earlier runs wrote %s", count(done, "addition"))
		return
	}
	d.warn("ConnectWise, writing", "whether additions may be written can't be known without writing",
		"the API member's role needs Finance > Agreements: Add and Edit All, and for products create and edit Procurement > Product Catalog: Add and Edit All; apply one small plan first")
}
