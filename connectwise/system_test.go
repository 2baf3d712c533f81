package connectwise_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/psasync/psasync/connectwise"
)

func TestSystemInfo(t *testing.T) {
	client, _ := serve(t, answer(200, `{"version":"v2026.4.1","isCloud":true,"serverTimeZone":"Eastern Standard Time","licenseBits":[{"name":"Procurement","activeFlag":true}],"cloudRegion":"NA","maxWorkFlowRecordsAllowed":500}`))
	got, err := client.SystemInfo(t.Context())
	want := connectwise.SystemInfo{
		Version: "v2026.4.1", IsCloud: true, ServerTimeZone: "Eastern Standard Time", CloudRegion: "NA",
		LicenseBits: []connectwise.LicenseBit{{Name: "Procurement", ActiveFlag: true}}, MaxWorkFlowRecordsAllowed: 500,
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(err, diff)
	}
}

func TestCompanyInfo(t *testing.T) {
	const known = `{"CompanyName":"Northwind","Codebase":"v2026_1/","VersionCode":"v2026.1","VersionNumber":"v4.6.1","CompanyID":"northwind","SiteUrl":"x","IsCloud":`
	want := connectwise.CompanyInfo{
		CompanyName: "Northwind", CompanyID: "northwind", Codebase: "v2026_1/", VersionCode: "v2026.1", VersionNumber: "v4.6.1", IsCloud: true,
	}
	for isCloud, cloud := range map[string]bool{`true`: true, `"True"`: true, `"False"`: false, `false`: false, `null`: false} {
		client, server := serve(t, answer(200, known+isCloud+`}`))
		got, err := client.CompanyInfo(t.Context(), "")
		want.IsCloud = cloud
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Error(isCloud, err, diff)
		}
		if got, want := server.requests()[0].URL, "https://api-na.example.test/login/companyinfo/northwind"; got != want {
			t.Errorf("sent to %s, want %s", got, want)
		}
	}
}

// Discovery goes to hosts that aren't configured, so it carries nothing that is worth taking.
func TestCompanyInfoSendsNoCredentials(t *testing.T) {
	client, server := serve(t, answer(200, `null`))
	if _, err := client.CompanyInfo(t.Context(), "https://na.elsewhere.example.test"); !errors.Is(err, connectwise.ErrUnknownCompany) {
		t.Errorf("null means an unknown company, got %v", err)
	}
	if got, want := server.requests()[0].URL, "https://na.elsewhere.example.test/login/companyinfo/northwind"; got != want {
		t.Errorf("sent to %s, want %s", got, want)
	}
	h := server.requests()[0].Header
	if h.Get("Authorization") != "" || h.Get("clientId") != "" || h.Get("Cookie") != "" {
		t.Errorf("credentials were sent: %v", h)
	}
}

func TestCompanyInfoRefusesSites(t *testing.T) {
	client, server := serve(t)
	for _, site := range []string{"na.example.test", "http://na.example.test", "https://", "https://user:pw@na.example.test", "ftp://na.example.test"} {
		if _, err := client.CompanyInfo(t.Context(), site); argumentErrors(err) != 1 {
			t.Errorf("%s: got %v", site, err)
		}
	}
	if len(server.requests()) != 0 {
		t.Errorf("%d requests were sent", len(server.requests()))
	}
}
