package sophos_test

import (
	"errors"
	"testing"

	"github.com/psasync/psasync/sophos"
)

func TestCheckAPIHost(t *testing.T) {
	for raw, want := range map[string]string{
		"https://api-eu02.central.sophos.com":     "https://api-eu02.central.sophos.com",
		"http://api-us01.central.sophos.com/":     "https://api-us01.central.sophos.com",
		"https://api-eu01.dev.central.sophos.com": "https://api-eu01.dev.central.sophos.com",
	} {
		u, err := sophos.CheckAPIHost(raw)
		if err != nil || u.String() != want {
			t.Errorf("%q: %v, %v", raw, u, err)
		}
	}
	for _, raw := range []string{
		"", "api.central.sophos.com", "https://central.sophos.com", "https://central.sophos.com.evil.example",
		"https://evilcentral.sophos.com", "https://api.central.sophos.com@evil.example", "https://user@api.central.sophos.com",
		"https://api.central.sophos.com:8443", "http://api.central.sophos.com:8080", "https://api.central.sophos.com/path",
		"https://api.central.sophos.com?q=1", "ftp://api.central.sophos.com", "https://127.0.0.1", "https://a\x00.central.sophos.com",
	} {
		if u, err := sophos.CheckAPIHost(raw); !errors.Is(err, sophos.ErrHost) {
			t.Errorf("%q: %v, %v", raw, u, err)
		}
	}
}
