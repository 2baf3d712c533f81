package memstore

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/psasync/psasync/usagesync"
)

type shelfID struct {
	partner string
	kind    usagesync.Kind
}

// shelf holds the records of one partner and kind, sorted by the bytes of their keys. A record on it never changes.
type shelf []*usagesync.Record

func (s shelf) find(key string) (int, bool) {
	return slices.BinarySearchFunc(s, key, func(r *usagesync.Record, key string) int { return cmp.Compare(r.Key, key) })
}

func (s shelf) get(key string) (*usagesync.Record, bool) {
	i, ok := s.find(key)
	if !ok {
		return nil, false
	}
	return s[i], true
}

// page returns copies of at most limit records behind a key.
func (s shelf) page(after string, limit int) []usagesync.Record {
	i, ok := s.find(after)
	if ok {
		i++
	}
	rest := s[i:]
	page := make([]usagesync.Record, 0, min(len(rest), max(limit, 0)))
	for _, r := range rest[:cap(page)] {
		page = append(page, clone(r))
	}
	return page
}

// with returns the shelf with r in the place of key, or without the key when r is nil.
func (s shelf) with(key string, r *usagesync.Record) shelf {
	i, ok := s.find(key)
	switch {
	case r == nil && ok:
		return slices.Delete(s, i, i+1)
	case r == nil:
		return s
	case ok:
		s[i] = r
		return s
	default:
		return slices.Insert(s, i, r)
	}
}

func clone(r *usagesync.Record) usagesync.Record {
	c := *r
	c.Data = bytes.Clone(r.Data)
	return c
}
