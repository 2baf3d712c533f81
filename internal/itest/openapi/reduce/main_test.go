package main

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// small is a document in the vendor's manner: prose everywhere, also in members that are called description.
const small = `{
 "openapi": "3.0.1", "info": {"title": "T", "version": "1", "description": "prose"}, "servers": [{"url": "https://x"}],
 "paths": {
  "/a/": {
   "get": {"summary": "prose", "parameters": [{"name": "n", "in": "query", "description": "prose", "schema": {"type": "string"}}],
    "responses": {"200": {"description": "prose", "content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/A"}}}}}}},
   "post": {"requestBody": {"description": "prose", "required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}},
    "parameters": [{"name": "n", "in": "query", "schema": {"type": "integer"}}],
    "responses": {"204": {"description": "prose"}}}
  },
  "/a/{id}": {"get": {"responses": {}}, "delete": {"responses": {}}}
 },
 "components": {"schemas": {
  "A": {"type": "object", "required": ["description"], "x-origin": "prose", "properties": {
   "description": {"type": "string", "description": "prose. Max length: 60;"}, "b": {"$ref": "#/components/schemas/B"},
   "_info": {"type": "object", "additionalProperties": {"type": "string"}}}},
  "B": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/A"}}},
  "Unused": {"type": "object"}
 }}
}`

const reduced = `{
 "components": {
  "parameters": {
   "n": {
    "in": "query",
    "name": "n",
    "schema": {
     "type": "string"
    }
   },
   "n2": {
    "in": "query",
    "name": "n",
    "schema": {
     "type": "integer"
    }
   }
  },
  "schemas": {
   "A": {
    "properties": {
     "_info": {"additionalProperties":{"type":"string"},"type":"object"},
     "b": {"$ref":"#/components/schemas/B"},
     "description": {"maxLength":60,"type":"string"}
    },
    "required": ["description"],
    "type": "object"
   },
   "B": {
    "properties": {
     "a": {"$ref":"#/components/schemas/A"}
    },
    "type": "object"
   }
  }
 },
 "info": {
  "title": "T",
  "version": "1"
 },
 "openapi": "3.0.1",
 "paths": {
  "/a/": {
   "get": {
    "parameters": [{"$ref":"#/components/parameters/n"}],
    "responses": {
     "200": {"content":{"application/json":{"schema":{"items":{"$ref":"#/components/schemas/A"},"type":"array"}}},"description":""}
    }
   },
   "post": {
    "parameters": [{"$ref":"#/components/parameters/n2"}],
    "requestBody": {
     "content": {"application/json":{"schema":{"$ref":"#/components/schemas/A"}}},
     "required": true
    },
    "responses": {
     "204": {"content":{},"description":""}
    }
   }
  }
 },
 "servers": [{"url":"https://x"}],
 "x-left-out": ["DELETE /a/{id}","GET /a/{id}"]
}
`

func TestReduce(t *testing.T) {
	for _, needed := range [][]string{{"GET /a", "POST /a"}, {"POST /a", "GET /a"}} {
		got, err := reduce([]byte(small), needed)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(reduced, string(got)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestReduceRefuses(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"an unknown keyword":       {`"type": "object", "required"`, `"type": "object", "minProperties": 1, "required"`, "schema A: unknown keyword minProperties"},
		"one in a member":          {`"description": {"type": "string",`, `"description": {"type": "string", "pattern": "x",`, "member description: unknown keyword pattern"},
		"one in a parameter":       {`{"type": "integer"}`, `{"type": "integer", "default": 1}`, "POST /a/: parameter n: unknown keyword default"},
		"something not a schema":   {`"additionalProperties": {"type": "string"}`, `"additionalProperties": false`, "additionalProperties is not a schema"},
		"what it can't even parse": {`"openapi"`, `openapi`, "invalid character"},
	} {
		t.Run(name, func(t *testing.T) {
			broken := strings.Replace(small, c.old, c.new, 1)
			if broken == small {
				t.Fatal("nothing was replaced")
			}
			if _, err := reduce([]byte(broken), []string{"GET /a", "POST /a"}); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestRun(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from.json"), filepath.Join(dir, "to.json")
	if err := os.WriteFile(from, []byte(small), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{"-from", from, "-to", to}, io.Discard); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	var left struct {
		Operations []string `json:"x-left-out"`
	}
	if err := json.Unmarshal(got, &left); err != nil || len(left.Operations) != 4 {
		t.Errorf("left out %v, %v: the client has none of the small document's operations", left, err)
	}
	for _, args := range [][]string{nil, {"-from", from}, {"-from", from, "-to", to, "more"}, {"-from", from + ".not", "-to", to}} {
		if err := run(args, io.Discard); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
}
