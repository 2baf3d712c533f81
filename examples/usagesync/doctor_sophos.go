package main

import (
	"errors"
	"strings"

	"github.com/psasync/psasync/sophos"
)

// sophos checks the credential and the reads of a sync.
func (d *doctor) sophos(get func(string) string) {
	client := d.clients.Sophos
	who, err := client.WhoAmI(d.ctx)
	hosts := or(get("SOPHOS_API_URL"), sophos.DefaultAPIURL)
	if !d.read("Sophos Central, login", err, "%s", hosts) {
		return
	}
	if who.IDType != sophos.IDPartner {
		d.problem("Sophos Central, id type", string(who.IDType)+", want partner: only a partner has a usage report",
			adviceOf(sophos.ErrNotPartner))
		return
	}
	d.ok("Sophos Central, id type", "partner %s", who.ID)
	n, err := client.Tenants.Count(d.ctx)
	d.read("Sophos Central, customers", err, "%d", n)
	finished := d.today.Period().Prev()
	last := sophos.Month{Year: finished.Year(), Month: finished.Month()}
	page, err := client.UsagePage(d.ctx, last, sophos.UsageQuery{PageSize: 1, Fields: sophos.SyncFields()})
	switch {
	case errors.Is(err, sophos.ErrNoData):
		d.warn("Sophos Central, usage report", "none for "+last.String(), "Sophos makes it towards the end of the month; a credential that is new may have none yet")
	default:
		d.read("Sophos Central, usage report", err, "%s: %s", last, count(page.Total.Items, "row"))
	}
	_, err = client.Firewalls.Count(d.ctx)
	if errors.Is(err, sophos.ErrForbidden) {
		d.warn("Sophos Central, firewalls", strings.TrimSpace(err.Error()), "without it, firewall rows without a customer are reported and not billed")
		return
	}
	d.read("Sophos Central, firewalls", err, "readable")
}
