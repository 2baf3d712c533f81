package env_test

import (
	"strings"
	"testing"

	"github.com/psasync/psasync/examples/env"
)

func good() map[string]string {
	return map[string]string{
		"SOPHOS_CLIENT_ID": "id", "SOPHOS_CLIENT_SECRET": "secret", "SOPHOS_LIMITS": "10/1s, 100/1m",
		"CONNECTWISE_URL": "https://api-na.myconnectwise.net/v4_6_release/apis/3.0", "CONNECTWISE_COMPANY": "acme",
		"CONNECTWISE_PUBLIC_KEY": "public", "CONNECTWISE_PRIVATE_KEY": "private", "CONNECTWISE_CLIENT_ID": "client", "CONNECTWISE_LIMITS": "none",
	}
}

func TestReadTakesWhatIsThere(t *testing.T) {
	vars := good()
	c, err := env.Read(func(name string) string { return vars[name] })
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Sophos.Limits) != 2 || c.ConnectWise.Limits == nil || len(c.ConnectWise.Limits) != 0 || c.ConnectWise.Company != "acme" {
		t.Errorf("%v %v %v", c.Sophos.Limits, c.ConnectWise.Limits, c.ConnectWise)
	}
	clients, err := c.Connect()
	if err != nil || clients.Sophos == nil || clients.ConnectWise == nil {
		t.Errorf("%v, %v", clients, err)
	}
}

func TestEverythingThatIsMissingOrWrongIsSaidTogether(t *testing.T) {
	vars := good()
	vars["SOPHOS_CLIENT_SECRET"], vars["CONNECTWISE_COMPANY"] = "", ""
	vars["SOPHOS_API_URL"] = "http://central.example"
	vars["CONNECTWISE_URL"] = "http://psa.example/v4_6_release/apis/3.0"
	vars["CONNECTWISE_LIMITS"] = "0/1s"
	_, err := env.Load(func(name string) string { return vars[name] })
	if err == nil {
		t.Fatal("no error")
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != 5 {
		t.Errorf("%d lines:\n%v", len(lines), err)
	}
	for _, want := range []string{"SOPHOS_CLIENT_SECRET is not set", "CONNECTWISE_COMPANY is not set", "APIURL", "BaseURL", `CONNECTWISE_LIMITS: "0/1s"`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in:\n%v", want, err)
		}
	}
}

func TestWanted(t *testing.T) {
	if env.Wanted([]string{"PATH=/bin", "HOME=/root"}) || !env.Wanted([]string{"PATH=/bin", "SOPHOS_CLINT_ID=x"}) {
		t.Error("a variable of the real hosts decides, spelt rightly or not")
	}
}
