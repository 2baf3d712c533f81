package itest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
)

const (
	intentJSON = `{"run":"20261101T060000Z-000001","number":1,"digest":"sha256:4b1f0a6d","period":"2026-10","verb":"create",` +
		`"agreementId":"1024","itemId":"441","quantity":"14","effectiveDate":"2026-11-01","sources":[{"tenantId":"t-1",` +
		`"product":"Sophos_Intercept_X_Advanced","units":"14"}],"state":"open","at":"2026-11-01T06:00:00Z",` +
		`"sendBefore":"2026-11-01T06:00:10Z","fence":["8001","8002","8003","8004","8005","8006","8007","8008"]}`
	lineJSON = `{"agreementId":"1024","itemId":"441","additionId":"8009","period":"2026-10","quantity":"14","sources":[{"tenantId":` +
		`"t-1","product":"Sophos_Intercept_X_Advanced","units":"14"}],"digest":"sha256:4b1f0a6d"}`
)

// BenchmarkJournalledWrite compares what one write to ConnectWise costs the store, that is the commit of its intent
// and the commit of its outcome, with one durable insert of the intent alone. Both are measured in turns, in the same
// run; the figures are medians, and journalled/insert is the ratio of them.
func BenchmarkJournalledWrite(b *testing.B) {
	for name, on := range map[string]func(testing.TB) place{"SQLite": onSQLite, "PostgreSQL": onPostgreSQL} {
		b.Run(name, func(b *testing.B) {
			ctx := b.Context()
			p := on(b)
			s := p.store(b)
			db := p.pool(b)
			mustExec(b, db, "CREATE TABLE plain (id integer PRIMARY KEY, data text NOT NULL)")
			l, err := s.Acquire(ctx, "lane", "owner", 24*time.Hour)
			if err != nil {
				b.Fatal(err)
			}
			var plain, journalled []time.Duration
			for n := 0; b.Loop(); n++ {
				start := time.Now()
				mustExec(b, db, "INSERT INTO plain (id, data) VALUES ($1, $2)", n, intentJSON)
				between := time.Now()
				for _, writes := range journal(n) {
					if err := s.Commit(ctx, "partner", l.Fence(), writes...); err != nil {
						b.Fatal(err)
					}
				}
				plain = append(plain, between.Sub(start))
				journalled = append(journalled, time.Since(between))
			}
			one, both := median(plain), median(journalled)
			b.ReportMetric(0, "ns/op") // the loop measures two things at once
			b.ReportMetric(float64(one.Microseconds()), "µs/insert")
			b.ReportMetric(float64(both.Microseconds()), "µs/journalled")
			b.ReportMetric(float64(both)/float64(one), "journalled/insert")
		})
	}
}

// journal returns the two commits with which usagesync accompanies one create.
func journal(n int) [2][]usagesync.Write {
	line, before, after := fmt.Sprintf("1024/%d", n), fmt.Sprintf("run/%08d", 2*n), fmt.Sprintf("run/%08d", 2*n+1)
	return [2][]usagesync.Write{
		{
			{Kind: usagesync.KindIntent, Key: line, IfRev: usagesync.IfNew, Data: []byte(intentJSON)},
			{Kind: usagesync.KindJournal, Key: before, IfRev: usagesync.IfNew, Data: []byte(intentJSON)},
		},
		{
			{Kind: usagesync.KindJournal, Key: after, IfRev: usagesync.IfAny, Data: []byte(intentJSON)},
			{Kind: usagesync.KindIntent, Key: line, IfRev: usagesync.IfAny},
			{Kind: usagesync.KindLine, Key: line, IfRev: usagesync.IfAny, Data: []byte(lineJSON)},
		},
	}
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

// BenchmarkStore measures the calls one by one, in a store with many lines.
func BenchmarkStore(b *testing.B) {
	const lines, page = 20_000, 1000
	key := func(n int) string { return fmt.Sprintf("%d/%d", 1000+n/35, 400+n%35) }
	for name, on := range map[string]func(testing.TB) place{"SQLite": onSQLite, "PostgreSQL": onPostgreSQL} {
		b.Run(name, func(b *testing.B) {
			ctx := b.Context()
			s := on(b).store(b)
			for n := 0; n < lines; {
				var writes []usagesync.Write
				for range page {
					writes = append(writes, usagesync.Write{Kind: usagesync.KindLine, Key: key(n), IfRev: usagesync.IfNew, Data: []byte(lineJSON)})
					n++
				}
				if err := s.Commit(ctx, "partner", usagesync.Fence{}, writes...); err != nil {
					b.Fatal(err)
				}
			}
			b.Run("Get", func(b *testing.B) {
				for n := 0; b.Loop(); n++ {
					if _, err := s.Get(ctx, "partner", usagesync.KindLine, key(n*7919%lines)); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run("Scan1000", func(b *testing.B) {
				after := ""
				for b.Loop() {
					records, err := s.Scan(ctx, "partner", usagesync.KindLine, after, page)
					if err != nil {
						b.Fatal(err)
					}
					after = ""
					if len(records) == page {
						after = records[page-1].Key
					}
				}
			})
			b.Run("Commit", func(b *testing.B) {
				for n := 0; b.Loop(); n++ {
					w := usagesync.Write{Kind: usagesync.KindLine, Key: key(n * 7919 % lines), IfRev: usagesync.IfAny, Data: []byte(lineJSON)}
					if err := s.Commit(ctx, "partner", usagesync.Fence{}, w); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run("Renew", func(b *testing.B) {
				for b.Loop() {
					if _, err := s.Acquire(ctx, "lane", "owner", time.Hour); err != nil {
						b.Fatal(err)
					}
				}
			})
		})
	}
}
