package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/psasync/psasync/usagesync/plan"
)

// rulesListCmd lists what people decided about quantities.
type rulesListCmd struct{}

func (rulesListCmd) Help() string {
	return `Reads the store only. usagesync history --decisions has every decision there ever was.

Example:

    usagesync rules list`
}

// ruleList is the document of rules list.
type ruleList struct {
	Exclusions []plan.Exclusion `json:"exclusions"`
	Pins       []plan.Pin       `json:"pins"`
	Rules      []plan.Rule      `json:"rules"`
}

func (rulesListCmd) Run(a *app) error {
	k, err := peek(a, a.known)
	if err != nil {
		return err
	}
	list := ruleList{append([]plan.Exclusion{}, k.settings.Exclusions...), append([]plan.Pin{}, k.settings.Pins...), append([]plan.Rule{}, k.settings.Rules...)}
	return a.print(list, func(w io.Writer) error { return showRules(w, k, list) })
}

func showRules(w io.Writer, k known, list ruleList) error {
	customer := func(id string) string {
		t, err := k.tenant(id)
		if err != nil {
			return id
		}
		return or(t.Name, t.ID)
	}
	var exclusions, pins [][]string
	for _, x := range list.Exclusions {
		exclusions = append(exclusions, []string{or(customer(x.TenantID), "all"), or(x.Product, "all"), x.LastPeriod.String(), x.Reason})
	}
	for _, p := range list.Pins {
		pins = append(pins, []string{plan.LineID(p.AgreementID, p.ItemID), p.Quantity.String(), p.LastPeriod.String(), p.Who, p.Why})
	}
	for _, t := range []struct {
		title   string
		columns []column
		rows    [][]string
	}{
		{"Exclusions", []column{{"Customer", 22}, {"Product", 22}, {"Until", 7}, {"Reason", 23}}, exclusions},
		{"Pins", []column{{"Line", 16}, {"Quantity", 10}, {"Until", 7}, {"Who", 12}, {"Why", 27}}, pins},
	} {
		if len(t.rows) == 0 {
			continue
		}
		fmt.Fprintln(w, t.title)
		if err := table(w, t.columns, t.rows); err != nil {
			return err
		}
	}
	if len(list.Rules) > 0 {
		fmt.Fprintln(w, "Rules")
	}
	for _, r := range list.Rules {
		set, err := policyWords(r.Set)
		if err != nil {
			return err
		}
		paragraph(w, "", selectorWords(r, customer)+": "+set+until(r.LastPeriod))
		if r.Reason != "" {
			paragraph(w, "  ", strings.TrimPrefix(r.Who+": "+r.Reason, ": "))
		}
	}
	if len(list.Exclusions)+len(list.Pins)+len(list.Rules) == 0 {
		fmt.Fprintln(w, "None: every unit of usage is billed as it is.")
	}
	return nil
}

func until(p plan.Period) string {
	if p.IsZero() {
		return ""
	}
	return ", until " + p.String()
}

func selectorWords(r plan.Rule, customer func(string) string) string {
	var words []string
	for _, s := range [...]struct{ what, is string }{
		{"customer ", customer(r.TenantID)}, {"product ", r.Product}, {"agreement ", r.AgreementID}, {"type ", r.AgreementTypeID}, {"item ", r.ItemID},
	} {
		if s.is != "" {
			words = append(words, s.what+s.is)
		}
	}
	return strings.Join(words, ", ")
}

// policyWords says what a policy sets, in the words of its document.
func policyWords(p plan.Policy) (string, error) {
	b, err := json.Marshal(p)
	if err != nil {
		return "", err
	}
	b = bytes.Trim(b, "{}")
	return strings.NewReplacer(`"`, "", ":", " ", ",", ", ").Replace(string(b)), nil
}
