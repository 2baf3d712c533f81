package connectwise_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/psasync/psasync/connectwise"
)

func TestAdvice(t *testing.T) {
	const agreements, one = "/v4_6_release/apis/3.0/finance/agreements", "/v4_6_release/apis/3.0/company/companies/7"
	for name, tt := range map[string]struct {
		e    connectwise.APIError
		want string // part of it; empty: none
	}{
		"no answer":             {connectwise.APIError{Path: agreements}, ""},
		"SSL":                   {connectwise.APIError{Status: 403, Code: "Security", Message: "SSL is required.", Path: agreements}, "api- host"},
		"no client id, 400":     {connectwise.APIError{Status: 400, Message: "The ClientID header is missing", Path: agreements}, "Config.ClientID"},
		"no client id, 403":     {connectwise.APIError{Status: 403, Message: "clientId required", Path: agreements}, "Config.ClientID"},
		"keys":                  {connectwise.APIError{Status: 401, Code: "Unauthorized", Path: agreements}, "PrivateKey"},
		"keys as 404 on a list": {connectwise.APIError{Status: 404, Code: "NotFound", Path: agreements}, "wrong company or key"},
		"keys as 404, no body":  {connectwise.APIError{Status: 404, Path: one}, "wrong company or key"},
		"other code base":       {connectwise.APIError{Status: 404, Path: "/v2025_9/apis/3.0/finance/agreements"}, "Discover"},
		"unknown site":          {connectwise.APIError{Status: 404, Path: "/login/companyinfo/northwind"}, "Config.BaseURL"},
		"record is gone":        {connectwise.APIError{Status: 404, Code: "NotFound", Path: one}, ""},
		"role, companies":       {connectwise.APIError{Status: 403, Code: "Security", Path: one}, "Company Maintenance"},
		"role, agreements":      {connectwise.APIError{Status: 403, Code: "Security", Path: agreements + "/7/additions"}, "Finance > Agreements"},
		"role, catalog":         {connectwise.APIError{Status: 403, Code: "Security", Path: "/apis/3.0/procurement/catalog"}, "Product Catalog"},
		"role, tables":          {connectwise.APIError{Status: 403, Code: "Security", Path: "/apis/3.0/procurement/types"}, "Table Setup"},
		"model":                 {connectwise.APIError{Status: 400, Code: "ConnectWiseApi", Message: "Could not find member. Check your accept header to make sure", Path: agreements}, "Config.Version"},
		"validation":            {connectwise.APIError{Status: 400, Code: "InvalidObject", Path: agreements}, ""},
	} {
		got := tt.e.Advice()
		if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
		if !strings.Contains(tt.e.Error(), got) {
			t.Errorf("%s: the advice isn't in %q", name, tt.e.Error())
		}
	}
}

func TestAdviceReachesTheCaller(t *testing.T) {
	client, _ := serve(t, answer(404, `<html>not here</html>`))
	_, err := client.SystemInfo(t.Context())
	if !errors.Is(err, connectwise.ErrNotFound) || !strings.Contains(err.Error(), "check Config.BaseURL") {
		t.Errorf("got %v", err)
	}
}
