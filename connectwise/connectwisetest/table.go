package connectwisetest

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"time"
)

// table holds the records of one kind. Stored records are never changed in place, so that copies of them may be
// read without the lock. Callers hold Server.mu.
type table[T any] struct {
	title    string // in messages: "Agreement 7 not found"
	resource string // in validation errors: "addition"
	schema   *schema
	keys     func(*T) (*int, *Info)
	render   func(T) T // fills in what is computed at reading
	rows     map[int]T
	ids      []int // ascending
	last     int
}

func newTable[T any](title, resource string, keys func(*T) (*int, *Info), render func(T) T) *table[T] {
	return &table[T]{
		title: title, resource: resource, schema: newSchema(reflect.TypeFor[T]()),
		keys: keys, render: render, rows: map[int]T{},
	}
}

// add stores a record under its id, or under the next one when it has none or a record of that id is there.
func (t *table[T]) add(record T, by string, now time.Time) T {
	record = copyOf(record)
	id, info := t.keys(&record)
	if _, known := t.rows[*id]; known || *id == 0 {
		*id = t.last + 1
	}
	t.last = max(t.last, *id)
	info.DateEntered = cmp.Or(info.DateEntered, at(now))
	info.EnteredBy = cmp.Or(info.EnteredBy, by)
	info.LastUpdated = cmp.Or(info.LastUpdated, at(now))
	info.UpdatedBy = cmp.Or(info.UpdatedBy, by)
	t.rows[*id] = record
	i, _ := slices.BinarySearch(t.ids, *id)
	t.ids = slices.Insert(t.ids, i, *id)
	return copyOf(t.render(record))
}

func (t *table[T]) remove(id int) error {
	i, known := slices.BinarySearch(t.ids, id)
	if !known {
		return fmt.Errorf("connectwisetest: %s %d not found", t.title, id)
	}
	t.ids = slices.Delete(t.ids, i, i+1)
	delete(t.rows, id)
	return nil
}

// replace stores a changed record.
func (t *table[T]) replace(record T, by string, now time.Time) T {
	record = copyOf(record)
	id, info := t.keys(&record)
	info.LastUpdated, info.UpdatedBy = at(now), by
	t.rows[*id] = record
	return copyOf(t.render(record))
}

func (t *table[T]) edit(id int, by string, now time.Time, change func(*T)) error {
	record, ok := t.rows[id]
	if !ok {
		return fmt.Errorf("connectwisetest: %s %d not found", t.title, id)
	}
	record = copyOf(record)
	change(&record)
	if got, _ := t.keys(&record); *got != id {
		return fmt.Errorf("connectwisetest: the id of %s %d can't be edited", t.title, id)
	}
	t.replace(record, by, now)
	return nil
}

func (t *table[T]) get(id int) (T, bool) {
	record, ok := t.rows[id]
	if !ok {
		return record, false
	}
	return t.render(record), true
}

// count is the number of rows that where returns, without rendering them.
func (t *table[T]) count(belongs func(T) bool) (n int) {
	for _, row := range t.rows {
		if belongs(row) {
			n++
		}
	}
	return n
}

// where returns the rendered records that belong, in ascending order of their ids; nil means all.
func (t *table[T]) where(belongs func(T) bool) []T {
	out := make([]T, 0, len(t.ids))
	for _, id := range t.ids {
		if row := t.rows[id]; belongs == nil || belongs(row) {
			out = append(out, t.render(row))
		}
	}
	return out
}
