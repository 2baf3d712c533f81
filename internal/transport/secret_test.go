package transport_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/psasync/psasync/internal/transport"
)

func TestSecretsPrintRedacted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const canary = "s3cret"
		secret, token := transport.Secret(canary), transport.Token{Value: canary}
		if secret.Reveal() != canary {
			t.Errorf("revealed %q", secret.Reveal())
		}
		cache := transport.NewTokenCache(fixed(token))
		if _, err := cache.Get(t.Context()); err != nil {
			t.Fatal(err)
		}
		synctest.Wait() // the cache's goroutine is through with it
		for _, v := range []any{secret, &secret, token, &token, cache, struct{ S transport.Secret }{secret}, []transport.Token{token}} {
			var texts []string
			for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
				texts = append(texts, fmt.Sprintf(format, v))
			}
			var log bytes.Buffer
			slog.New(slog.NewTextHandler(&log, nil)).Info("m", "v", v)
			slog.New(slog.NewJSONHandler(&log, nil)).Info("m", "v", v)
			texts = append(texts, log.String())
			if raw, err := json.Marshal(v); err == nil {
				texts = append(texts, string(raw))
			}
			if raw, err := xml.Marshal(v); err == nil {
				texts = append(texts, string(raw))
			}
			for _, text := range texts {
				if strings.Contains(text, canary) || strings.Contains(text, fmt.Sprintf("%x", canary)) {
					t.Errorf("%T: %s", v, text)
				}
			}
		}
		if got := fmt.Sprintf("%s %v ", secret, token) + secret.String() + secret.GoString(); got != "[redacted] [redacted] [redacted][redacted]" {
			t.Errorf("printed %q", got)
		}
	})
}
