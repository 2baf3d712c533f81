package transport_test

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/psasync/psasync/internal/pace"
	"github.com/psasync/psasync/internal/transport"
)

// TestClientIsSharedByManyCallers: they stay within the slots, and none is lost.
func TestClientIsSharedByManyCallers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var now, most atomic.Int32
		s := newScript(func(r *http.Request) (*http.Response, error) {
			if n := now.Add(1); n > most.Load() {
				most.Store(n)
			}
			time.Sleep(time.Second)
			now.Add(-1)
			return ok(r)
		})
		l, err := pace.New([]pace.Window{{Max: 1000, Per: time.Minute}}, 4)
		if err != nil {
			t.Fatal(err)
		}
		c := newClient(t, s, func(c *transport.Config) { c.Pace = l })
		var group sync.WaitGroup
		for range 40 {
			group.Go(func() {
				if err := c.Do(t.Context(), call(transport.Create)); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if s.count() != 40 || most.Load() != 4 || time.Since(s.start) != 10*time.Second {
			t.Errorf("%d requests, %d at once, %v", s.count(), most.Load(), time.Since(s.start))
		}
	})
}

type constant string

func (c constant) RoundTrip(*http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: 200, ContentLength: int64(len(c)), Body: io.NopCloser(strings.NewReader(string(c)))}, nil
}

func BenchmarkDo(b *testing.B) {
	c := newClient(b, constant(`{"id":1}`))
	todo := call(transport.Read)
	b.ReportAllocs()
	for b.Loop() {
		if err := c.Do(context.Background(), todo); err != nil {
			b.Fatal(err)
		}
	}
}
