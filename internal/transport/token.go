package transport

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"
)

const (
	// renewMargin is how long before its end a token is renewed, as Sophos's clients do it.
	renewMargin = 60 * time.Second
	// fetchTimeout bounds a fetch whose waiters may all have left.
	fetchTimeout = 2 * time.Minute
)

// Token is a bearer token with its end of life; a zero Expiry means that it lives until it is dropped. It prints as
// [redacted].
type Token struct {
	Value  string
	Expiry time.Time
}

// Format writes [redacted] for every verb.
func (t Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, hidden) }

// LogValue returns [redacted].
func (t Token) LogValue() slog.Value { return slog.StringValue(hidden) }

// MarshalText returns [redacted], for JSON and XML alike.
func (t Token) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// TokenCache holds one token and fetches it at most once at a time. A waiter leaves when its context ends; the fetch
// itself is not tied to any single waiter's context: it may finish after the last one left, within two minutes, and
// the next Get finds its token. A failed fetch is not remembered. It is safe for concurrent use.
type TokenCache struct {
	fetch func(context.Context) (Token, error)

	mu      sync.Mutex
	held    *held // nil: none
	pending *flight
}

// held is a cached token.
type held struct {
	value   sealed
	renewAt time.Time // zero: never
}

// flight is one fetch under way; value and err are set before done is closed.
type flight struct {
	done  chan struct{}
	value sealed
	err   error
}

// NewTokenCache makes a cache over fetch, which gets a context with the values of the caller that set it off, but with a
// timeout of its own.
func NewTokenCache(fetch func(context.Context) (Token, error)) *TokenCache {
	return &TokenCache{fetch: fetch}
}

// Get returns a live token, renewed a minute before its end (after half of its life, if that is shorter). Its error is
// fetch's, or the context's.
func (t *TokenCache) Get(ctx context.Context) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	value, f := t.look(ctx)
	if f == nil {
		return value, nil
	}
	select {
	case <-f.done:
		if f.err != nil {
			return "", f.err
		}
		return f.value(), nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// Drop forgets the token if it still is the given one, and reports whether it was. False means that another call already
// replaced it: a repeat is worthwhile either way.
func (t *TokenCache) Drop(token string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.held == nil || t.held.value() != token {
		return false
	}
	t.held = nil
	return true
}

// look returns the live token, or the fetch to wait for.
func (t *TokenCache) look(ctx context.Context) (string, *flight) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if h := t.held; h != nil && (h.renewAt.IsZero() || time.Now().Before(h.renewAt)) {
		return h.value(), nil
	}
	if t.pending == nil {
		t.pending = &flight{done: make(chan struct{})}
		go t.run(context.WithoutCancel(ctx), t.pending)
	}
	return "", t.pending
}

func (t *TokenCache) run(ctx context.Context, f *flight) {
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	token, err := t.fetch(ctx)
	if err == nil && token.Value == "" {
		err = errors.New("the token is empty")
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if err == nil {
		f.value = seal(token.Value)
		t.held = hold(token, time.Now())
	}
	f.err = err
	t.pending = nil
	close(f.done)
}

func hold(token Token, now time.Time) *held {
	h := &held{value: seal(token.Value)}
	if !token.Expiry.IsZero() {
		h.renewAt = token.Expiry.Add(-min(renewMargin, token.Expiry.Sub(now)/2))
	}
	return h
}
