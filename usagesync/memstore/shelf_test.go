package memstore_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/memstore"
)

func TestNegativeLimit(t *testing.T) {
	s := filled(t, 3)
	page, err := s.Scan(t.Context(), "partner", usagesync.KindLine, "", -1)
	if err != nil || len(page) != 0 {
		t.Errorf("Scan with limit -1 returned %d records, %v", len(page), err)
	}
}

const many = 100_000

// BenchmarkCommit replaces one of many records under a live lease.
func BenchmarkCommit(b *testing.B) {
	ctx := b.Context()
	s := filled(b, many)
	l, err := s.Acquire(ctx, "lane", "owner", 24*time.Hour)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		w := usagesync.Write{Kind: usagesync.KindLine, Key: key(i % many), IfRev: usagesync.IfAny, Data: []byte(`{"quantity":"14"}`)}
		if err := s.Commit(ctx, "partner", l.Fence(), w); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkCreate adds one record at a random place among many and deletes it again.
func BenchmarkCreate(b *testing.B) {
	ctx := b.Context()
	s := filled(b, many)
	random := rand.New(rand.NewPCG(1, 2))
	b.ReportAllocs()
	for b.Loop() {
		w := usagesync.Write{Kind: usagesync.KindLine, Key: key(random.IntN(many)) + "+", IfRev: usagesync.IfNew, Data: []byte(`{}`)}
		if err := s.Commit(ctx, "partner", usagesync.Fence{}, w); err != nil {
			b.Fatal(err)
		}
		w.IfRev, w.Data = usagesync.IfAny, nil
		if err := s.Commit(ctx, "partner", usagesync.Fence{}, w); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkScan reads pages of 100 out of many records.
func BenchmarkScan(b *testing.B) {
	ctx := b.Context()
	s := filled(b, many)
	b.ReportAllocs()
	after := ""
	for b.Loop() {
		page, err := s.Scan(ctx, "partner", usagesync.KindLine, after, 100)
		if err != nil {
			b.Fatal(err)
		}
		after = ""
		if len(page) == 100 {
			after = page[99].Key
		}
	}
}

func filled(tb testing.TB, n int) *memstore.Store {
	tb.Helper()
	s := memstore.New()
	for i := range n {
		w := usagesync.Write{Kind: usagesync.KindLine, Key: key(i), IfRev: usagesync.IfNew, Data: []byte(`{"quantity":"1"}`)}
		if err := s.Commit(tb.Context(), "partner", usagesync.Fence{}, w); err != nil {
			tb.Fatal(err)
		}
	}
	return s
}

func key(i int) string { return fmt.Sprintf("line-%06d", i) }
