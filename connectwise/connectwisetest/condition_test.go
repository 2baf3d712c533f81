package connectwisetest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise/connectwisetest"
)

func TestConditions(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	for condition, want := range map[string][]int{
		`id=250`:                            {250},
		`id = 250 or id=252`:                {250, 252},
		`id=250 OR id=251 AND id=252`:       {250},
		`(id=250 or id=251) and id!=250`:    {251},
		`((id>250))`:                        {251, 252},
		`id>=251 and id<=251`:               {251},
		`id<251`:                            {250},
		`id in (250, 252, 9)`:               {250, 252},
		`id not in (250,252)`:               {251},
		`identifier="meyer"`:                {250},
		`identifier='Meyer'`:                {250},
		`identifier != "meyer"`:             {251, 252},
		`identifier > "go"`:                 {250, 251},
		`identifier in ("MEYER","gone")`:    {250, 251},
		`name = "O'Meyer & Söhne \"Nord\""`: {250},
		`name = 'O''Meyer & Söhne "Nord"'`:  {250},
		`name contains "MEYER"`:             {250},
		`name not contains "meyer"`:         {251, 252},
		`name like "%e%"`:                   {250, 251},
		`name like "*ltd"`:                  {251},
		`name not like "g%"`:                {250, 252},
		`name like "G_ne ltd"`:              {251},
		`identifier like "50[%][_][[]x]"`:   {252},
		`identifier like "50%"`:             {252},
		`name like "%[jkl]td"`:              {251},
		`identifier = "50*"`:                {},
		`deletedFlag=true`:                  {251},
		`deletedFlag = False`:               {250, 252},
		`deletedFlag!=TRUE and id>0`:        {250, 252},
		`status/name="Active"`:              {250},
		`status/id=1`:                       {250},
		`status/name != "Active"`:           {}, // null is neither equal nor unequal
		`status/name not in ("Active")`:     {},
		`status = null`:                     {251, 252},
		`status/name = NULL`:                {251, 252},
		`status != null`:                    {250},
		`annualRevenue = 1000000.10`:        {251},
		`annualRevenue > 1000000.09`:        {251},
		`annualRevenue > -1.5`:              {251},
		`_info/lastUpdated > [2026-05-31T23:59:59Z] and id<252`:           {251},
		`_info/lastUpdated = [2026-05-01]`:                                {250},
		`lastUpdated<[2026-06-01T12:00:00Z] and lastUpdated>[2026-04-30]`: {250},
	} {
		t.Run(condition, func(t *testing.T) {
			if d := cmp.Diff(want, p.get("/company/companies", "conditions", condition, "orderBy", "id").ids(t)); d != "" {
				t.Error(d)
			}
		})
	}
}

// A value is one literal, whatever it holds.
func TestConditionValueIsOneLiteral(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	if got := p.get("/company/companies", "conditions", `name="x\" or id>0 or name=\""`).ids(t); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestMalformedConditions(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	for condition, want := range map[string]string{
		`resources/identifier="x"`: "resources/identifier is not a recognized name.",
		`Name="x"`:                 "Name is not a recognized name.",
		`status/nme="x"`:           "status/nme is not a recognized name.",
		`types/name="Client"`:      "types/name is not a recognized name.",
		`name/x="y"`:               "name/x is not a recognized name.",
		`additionStatus="Active"`:  "additionStatus is not a recognized name.",
		`id=`:                      "the conditions end too early.",
		`id`:                       "the conditions end too early.",
		`id=1 and`:                 "the conditions end too early.",
		`(id=1`:                    "the conditions end too early.",
		`id=1)`:                    "')' is not expected here.",
		`id=1 id=2`:                "'id' is not expected here.",
		`=1`:                       "'=' is not expected here.",
		`id not = 1`:               "'=' is not expected here.",
		`id in 1`:                  "'1' is not expected here.",
		`id in ()`:                 "')' is not expected here.",
		`id==1`:                    "'=' is not expected here.",
		`id="1"`:                   `id can't be compared with "1".`,
		`name=1`:                   `name can't be compared with 1.`,
		`name=Acme`:                `'Acme' is not expected here.`,
		`name="x`:                  "a string in the conditions isn't closed.",
		`name="a""b"`:              `'"b"' is not expected here.`,
		`name="a\b"`:               "a backslash in a string escapes only a quote or a backslash.",
		`name like "[a"`:           "a set in a like pattern isn't closed.",
		`name like null`:           "name: like and contains need a string.",
		`name < null`:              "name: only = and != compare with null, True and False.",
		`deletedFlag > True`:       "deletedFlag: only = and != compare with null, True and False.",
		`status="Active"`:          `status can't be compared with "Active".`,
		`_info/lastUpdated>[soon]`: "[soon] is not a UTC date.",
		`_info/lastUpdated>[2026`:  "a date in the conditions isn't closed.",
		`id=1.`:                    "1. is not a number.",
		`id=1;drop`:                "';' is not expected here.",
	} {
		t.Run(condition, func(t *testing.T) {
			got := p.get("/company/companies", "conditions", condition).problem(t)
			if d := cmp.Diff("Bad Request | ApiFindCondition: "+want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestConditionsOnLists(t *testing.T) {
	p := newPSA(t, connectwisetest.Options{})
	for _, tc := range []struct {
		parameter, condition string
		want                 []int
		wantProblem          string
	}{
		{parameter: "childConditions", condition: `types/name="client"`, want: []int{250}},
		{parameter: "childConditions", condition: `types/name="Partner"`, want: []int{250, 251}},
		{parameter: "childConditions", condition: `types/name="Client" and types/id=5`, want: []int{}}, // one element must fit both
		{parameter: "childConditions", condition: `customFields/caption="Tenant"`, want: []int{250}},
		{parameter: "childConditions", condition: `types/color="red"`, wantProblem: "color is not a recognized name."},
		{parameter: "childConditions", condition: `name="Half"`, wantProblem: "name is not a recognized name."},
		{parameter: "childConditions", condition: `types/id=1 and status/id=1`, wantProblem: "status/id is not a recognized name."},
		{parameter: "childConditions", condition: `()`, wantProblem: "the child conditions name no list."},
		{parameter: "customFieldConditions", condition: `caption="Tenant" AND value="a1b2"`, want: []int{250}},
		{parameter: "customFieldConditions", condition: `caption="Seats" AND value >= 12`, want: []int{250}},
		{parameter: "customFieldConditions", condition: `caption="Rate" AND value=1.5`, want: []int{251}},
		{parameter: "customFieldConditions", condition: `caption="Managed" AND value=True`, want: []int{251}},
		{parameter: "customFieldConditions", condition: `caption="Fee" AND value<10.10`, want: []int{251}},
		{parameter: "customFieldConditions", condition: `caption="Tenant" AND value=12`, want: []int{}},
		{parameter: "customFieldConditions", condition: `caption="Tenant" AND value != null`, want: []int{250}},
		{parameter: "customFieldConditions", condition: `color="red"`, wantProblem: "color is not a recognized name."},
	} {
		t.Run(tc.condition, func(t *testing.T) {
			got := p.get("/company/companies", tc.parameter, tc.condition)
			if tc.wantProblem != "" {
				if problem := got.problem(t); !strings.HasSuffix(problem, "ApiFindCondition: "+tc.wantProblem) {
					t.Error(problem)
				}
				return
			}
			if d := cmp.Diff(tc.want, got.ids(t)); d != "" {
				t.Error(d)
			}
		})
	}
}
