package transport_test

import (
	"context"
	"errors"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/psasync/psasync/internal/transport"
)

func fixed(token transport.Token) func(context.Context) (transport.Token, error) {
	return func(context.Context) (transport.Token, error) { return token, nil }
}

// counting fetches tokens "1", "2", ... that live for life; each fetch takes a second.
func counting(life time.Duration) (*transport.TokenCache, *int) {
	n := new(int)
	return transport.NewTokenCache(func(ctx context.Context) (transport.Token, error) {
		*n++
		token := transport.Token{Value: strconv.Itoa(*n)}
		if life != 0 {
			token.Expiry = time.Now().Add(life + time.Second)
		}
		select {
		case <-time.After(time.Second):
			return token, nil
		case <-ctx.Done():
			return transport.Token{}, ctx.Err()
		}
	}), n
}

func get(t *testing.T, c *transport.TokenCache, want string) {
	t.Helper()
	if got, err := c.Get(t.Context()); err != nil || got != want {
		t.Errorf("token %q, %v, want %q", got, err, want)
	}
}

func TestTokenIsFetchedOnceForManyWaiters(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cache, fetched := counting(time.Hour)
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() { get(t, cache, "1") })
		}
		group.Wait()
		if *fetched != 1 {
			t.Errorf("%d fetches", *fetched)
		}
	})
}

func TestTokenIsRenewedEarly(t *testing.T) {
	for life, renewed := range map[time.Duration]time.Duration{
		time.Hour:        59 * time.Minute,
		2 * time.Minute:  time.Minute,
		30 * time.Second: 15 * time.Second,
	} {
		synctest.Test(t, func(t *testing.T) {
			cache, _ := counting(life)
			get(t, cache, "1")
			time.Sleep(renewed - 1)
			get(t, cache, "1")
			time.Sleep(time.Nanosecond)
			get(t, cache, "2")
		})
	}
}

func TestTokenWithoutExpiryLivesUntilDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cache, _ := counting(0)
		get(t, cache, "1")
		time.Sleep(1000 * time.Hour)
		get(t, cache, "1")
		if cache.Drop("0") || !cache.Drop("1") || cache.Drop("1") {
			t.Error("Drop is true for another token than the held one, or twice")
		}
		get(t, cache, "2")
	})
}

func TestWaiterLeavesAndTheFetchGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		cache, fetched := counting(time.Hour)
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		start := time.Now()
		if _, err := cache.Get(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second/2 {
			t.Errorf("left with %v after %v", err, time.Since(start))
		}
		get(t, cache, "1")
		if *fetched != 1 || time.Since(start) != time.Second {
			t.Errorf("%d fetches, token after %v", *fetched, time.Since(start))
		}
		if _, err := cache.Get(ctx); err == nil {
			t.Error("an ended context got a token")
		}
	})
}

func TestFailedFetchIsNotRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		down := errors.New("down")
		results := []error{down, nil}
		cache := transport.NewTokenCache(func(context.Context) (transport.Token, error) {
			err := results[0]
			results = results[1:]
			return transport.Token{Value: "1"}, err
		})
		if token, err := cache.Get(t.Context()); !errors.Is(err, down) || token != "" {
			t.Errorf("token %q, %v", token, err)
		}
		get(t, cache, "1")
	})
}

func TestBadTokens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		if _, err := transport.NewTokenCache(fixed(transport.Token{})).Get(t.Context()); err == nil {
			t.Error("an empty token was accepted")
		}
		n := 0
		expired := transport.NewTokenCache(func(context.Context) (transport.Token, error) {
			n++
			return transport.Token{Value: "old", Expiry: time.Now().Add(-time.Second)}, nil
		})
		get(t, expired, "old")
		get(t, expired, "old")
		if n != 2 {
			t.Errorf("%d fetches of a token that is dead on arrival, want 2", n)
		}
	})
}

// TestFetchIsBounded: nobody waits any more, and still no goroutine stays for ever.
func TestFetchIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var ended time.Time
		type key struct{}
		cache := transport.NewTokenCache(func(ctx context.Context) (transport.Token, error) {
			if ctx.Value(key{}) != "value" {
				t.Error("the fetch lost the caller's values")
			}
			<-ctx.Done()
			ended = time.Now()
			return transport.Token{}, ctx.Err()
		})
		start := time.Now()
		ctx, cancel := context.WithTimeout(context.WithValue(t.Context(), key{}, "value"), time.Second)
		defer cancel()
		if _, err := cache.Get(ctx); err == nil {
			t.Error("no error")
		}
		time.Sleep(time.Hour)
		synctest.Wait()
		if got := ended.Sub(start); got != 2*time.Minute {
			t.Errorf("the fetch ended after %v, want 2m", got)
		}
	})
}
