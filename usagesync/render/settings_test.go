package render_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/psasync/psasync/usagesync/plan"
	"github.com/psasync/psasync/usagesync/render"
)

func TestSettingsInWords(t *testing.T) {
	for _, test := range []struct{ before, after, want string }{
		{`"UTC"`, `"Europe/Vienna"`, "changed\n      Before  \"UTC\"\n      After   \"Europe/Vienna\"\n"},
		{``, `28`, "added\n      After  28\n"},
		{`28`, ``, "removed\n      Before  28\n"},
		{`{"a":1,"b":true,"c":null}`, `{"a":1,"b":false,"d":1.50}`, "changed\n      Before  b yes, c null\n      After   b no, d 1.50\n"},
		{`{"a":1}`, `{"a":1,"b":{"c":["x",{"d":"y"}]}}`, "changed\n      Before  none\n      After   b {c [\"x\", {d \"y\"}]}\n"},
		{``, `{"reason":"x\", itemId \"31"}`, "added\n      After  reason \"x\\\", itemId \\\"31\"\n"}, // text stays inside its quotes
		{``, `{"name":"Huber \u0026 S\u00f6hne <b>"}`, "added\n      After  name \"Huber & Söhne <b>\"\n"},
		{``, `{"cut`, "added\n      After  {\"cut\n"},
		{`{"a":1} x`, `[`, "changed\n      Before  a 1\n      After   [\n"},
	} {
		raw := func(s string) json.RawMessage {
			if s == "" {
				return nil
			}
			return json.RawMessage(s)
		}
		out := said(t, render.SettingsChanges([]plan.SettingsChange{{Place: "policy", Before: raw(test.before), After: raw(test.after)}}))
		if !strings.HasSuffix(out, "  policy\n    "+test.want) {
			t.Errorf("%s to %s: no %q in\n%s", test.before, test.after, test.want, out)
		}
	}
	if out := said(t, render.SettingsChanges(nil)); !strings.Contains(out, "The settings are the same.") {
		t.Errorf("got\n%s", out)
	}
}

// TestSettingsThatAreNoJSON holds that the one format that needs JSON refuses anything else.
func TestSettingsThatAreNoJSON(t *testing.T) {
	d := render.SettingsChanges([]plan.SettingsChange{{Place: "policy", After: json.RawMessage(`{"cut`)}})
	var b strings.Builder
	if err := d.JSON(&b); err == nil || b.Len() > 0 {
		t.Errorf("got %v and %q", err, b.String())
	}
}
