package storetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/psasync/psasync/usagesync"
)

// documents are JSON texts that a store which parses them would give back otherwise.
func documents() []string {
	return []string{
		`{}`, `[]`, `null`, `0`, `-0`, `false`, `""`, `" "`,
		`{"b":1,"a":2,"a":3}`,
		"{ \"spaced\" :\t[ 1 ,\n2 ] }\n",
		`[0.10, 1e2, 1E400, 12345678901234567890.000000001]`,
		`"\u00e9\u0000\/<>&` + "\u2028" + `"`,
		`"Müller & Söhne, O'Brien \"quoted\" 日本 😀"`,
		`"` + strings.Repeat("0123456789abcdef", 1<<16) + `"`,
	}
}

// awkwardKeys are distinct keys, not sorted.
func awkwardKeys() []string {
	return []string{
		"a", "A", "B", "b", "10", "9", "a ", " a", "a b", "ab", "a-b", "a_b", "a/b", "a%b", "a%2Fb", "a\\b", "a*b", "a?b",
		"/", "//", "%", "_", ".", "..", "'", "''", `"`, "`", ";", "a'; DROP TABLE record; --", "$1", ":key", "\n", "\t",
		"é", "e\u0301", "ß", "ss", "İ", "i", "z", "日本", "\uFF5E", "😀", "\U0010FFFF",
		strings.Repeat("k", 200), strings.Repeat("k", 199) + "K",
	}
}

func roundTrip(ctx context.Context, p *probe) {
	docs := documents()
	key := func(i int) string { return fmt.Sprintf("document-%02d", i) }
	for i, data := range docs {
		p.commit(ctx, put(key(i), data))
		p.holds(ctx, "after Commit", key(i), data)
	}
	page, err := p.store.Scan(ctx, p.partner, usagesync.KindSettings, "", len(docs))
	if !p.ok(err, "Scan") {
		return
	}
	if len(page) != len(docs) {
		p.violated("Scan returned %d of %d records", len(page), len(docs))
		return
	}
	for i, r := range page {
		if r.Kind != usagesync.KindSettings || r.Key != key(i) || string(r.Data) != docs[i] {
			p.violated("Scan returned %s %q with %s, want %s %q with %s",
				r.Kind, r.Key, text(r.Data), usagesync.KindSettings, key(i), text([]byte(docs[i])))
		}
	}
}

func keys(ctx context.Context, p *probe) {
	all := awkwardKeys()
	data := func(i int) string { return fmt.Sprintf(`{"key":%d}`, i) }
	for i, key := range all {
		p.commit(ctx, create(key, data(i)))
	}
	for i, key := range all {
		p.holds(ctx, "after all were created", key, data(i))
	}
	p.commit(ctx, remove(all[0]))
	for i, key := range all[1:] {
		p.holds(ctx, "after another was deleted", key, data(i+1))
	}
}

func notFound(ctx context.Context, p *probe) {
	p.lacks(ctx, "nothing was written", "missing")
	page, err := p.store.Scan(ctx, p.partner, usagesync.KindSettings, "", 10)
	if p.ok(err, "Scan of nothing") && len(page) != 0 {
		p.violated("Scan of nothing returned %d records", len(page))
	}
	p.commit(ctx, put("here", "{}"))
	p.lacks(ctx, "another key exists", "missing")
	p.lacks(ctx, "a longer key exists", "her")
}

func revisions(ctx context.Context, p *probe) {
	p.commit(ctx, create("counted", "0"))
	rev := p.get(ctx, "counted").Rev
	if rev != 1 {
		p.violated("a new record has revision %d, want 1", rev)
	}
	p.commit(ctx, put("counted", "1"))
	rev = p.grown(ctx, "a write with IfAny", "counted", rev)
	p.commit(ctx, write("counted", rev, []byte("2")))
	rev = p.grown(ctx, "a write with its revision", "counted", rev)
	p.commit(ctx, put("counted", "2"))
	rev = p.grown(ctx, "a write of the same data", "counted", rev)

	page, err := p.store.Scan(ctx, p.partner, usagesync.KindSettings, "", 10)
	if p.ok(err, "Scan") && (len(page) != 1 || page[0].Rev != rev) {
		p.violated("Scan does not return the one record with the revision %d that Get returns", rev)
	}
}

// grown checks that a record's revision is larger than it was and returns it.
func (p *probe) grown(ctx context.Context, what, key string, was int64) int64 {
	rev := p.get(ctx, key).Rev
	if rev <= was {
		p.violated("after %s the revision is %d, was %d", what, rev, was)
	}
	return rev
}

func copies(ctx context.Context, p *probe) {
	const data = `{"a":1}`
	given := []usagesync.Write{create("copied", data), create("other", data)}
	if !p.commit(ctx, given...) {
		return
	}
	for i, key := range []string{"copied", "other"} {
		if given[i].Key != key || string(given[i].Data) != data {
			p.violated("Commit changed the writes it was given")
		}
	}
	spoil(given[0].Data)
	given[1] = usagesync.Write{}
	p.holds(ctx, "after the caller changed the data that it had written", "copied", data)
	p.holds(ctx, "after the caller changed the writes that it had given", "other", data)

	spoil(p.get(ctx, "copied").Data)
	p.holds(ctx, "after the caller changed the data that Get had returned", "copied", data)

	page, err := p.store.Scan(ctx, p.partner, usagesync.KindSettings, "", 10)
	p.ok(err, "Scan")
	for _, r := range page {
		spoil(r.Data)
	}
	p.holds(ctx, "after the caller changed the data that Scan had returned", "copied", data)
}

func spoil(data json.RawMessage) {
	copy(data, bytes.Repeat([]byte("x"), len(data)))
}

func keysOf(page []usagesync.Record) []string {
	var all []string
	for _, r := range page {
		all = append(all, r.Key)
	}
	return all
}
