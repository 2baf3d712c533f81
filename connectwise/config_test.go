package connectwise_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/psasync/psasync/connectwise"
)

func TestConfigReportsAllProblemsTogether(t *testing.T) {
	_, err := connectwise.New(connectwise.Config{
		BaseURL: "http://na.example.test/login", Company: "north+wind", PublicKey: "a:b", PrivateKey: "line\nbreak",
		Version: "latest", InFlight: -1, Limits: []connectwise.Window{{Max: 0, Per: 1}},
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, name := range []string{"BaseURL", "Company", "PublicKey", "PrivateKey", "ClientID: missing", "Version", "InFlight"} {
		if !strings.Contains(err.Error(), "Config."+name) {
			t.Errorf("%s isn't told: %v", name, err)
		}
	}
	for _, secret := range []string{"line", "a:b"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("%q is in %v", secret, err)
		}
	}
}

func TestConfigBaseURL(t *testing.T) {
	for url, ok := range map[string]bool{
		apiRoot:       true,
		apiRoot + "/": true,
		"https://psa.example.test:8443/v2026_1/apis/3.0":   true,
		"http://127.0.0.1:8080/v4_6_release/apis/3.0":      true,
		"http://[::1]:8080/v4_6_release/apis/3.0":          true,
		"http://localhost/v4_6_release/apis/3.0":           true,
		"http://psa.example.test/v4_6_release/apis/3.0":    false,
		"http://127.0.0.1.example.test/apis/3.0":           false,
		"https://psa.example.test":                         false,
		"https://psa.example.test/v4_6_release":            false,
		"https://u:p@psa.example.test/apis/3.0":            false,
		"https://psa.example.test/v4_6_release/apis/3.0?x": false,
		"": false,
	} {
		cfg := config()
		cfg.BaseURL = url
		if _, err := connectwise.New(cfg); (err == nil) != ok {
			t.Errorf("%q: %v", url, err)
		}
	}
}

func TestConfigVersion(t *testing.T) {
	for version, accept := range map[string]string{
		"":        "application/json",
		"2025.16": "application/vnd.connectwise.com+json; version=2025.16",
		"2025.":   "", "25.1": "", "2025.1; q=1": "", "v2025.1": "", "2025": "",
	} {
		cfg := config()
		cfg.Version = version
		if _, err := connectwise.New(cfg); (err == nil) != (accept != "") {
			t.Errorf("%q: %v", version, err)
			continue
		}
		if accept == "" {
			continue
		}
		client, server := serveConfig(t, cfg, answer(200, `{}`))
		if _, err := client.SystemInfo(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := server.requests()[0].Header.Get("Accept"); got != accept {
			t.Errorf("%q: Accept is %q, want %q", version, got, accept)
		}
	}
}

func TestConfigHidesThePrivateKey(t *testing.T) {
	cfg := config()
	text, err := json.Marshal(struct{ Key connectwise.Secret }{cfg.PrivateKey})
	if err != nil {
		t.Fatal(err)
	}
	if all := fmt.Sprintf("%v %+v %#v %s", cfg, cfg, cfg, text); strings.Contains(all, "private-marker") {
		t.Errorf("the private key is in %s", all)
	}
}

// A changed Config or slice of limits changes no client that was made from it.
func TestConfigIsCopied(t *testing.T) {
	cfg := config()
	client, server := serveConfig(t, cfg, answer(200, `{}`))
	cfg.BaseURL, cfg.PrivateKey = "https://elsewhere.example.test/apis/3.0", "other"
	if _, err := client.SystemInfo(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := http.Request{Header: server.requests()[0].Header}
	if _, password, _ := r.BasicAuth(); password != "private-marker" || !strings.HasPrefix(server.requests()[0].URL, apiRoot) {
		t.Errorf("sent %+v", server.requests()[0])
	}
}
