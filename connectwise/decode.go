package connectwise

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
)

// read gathers a whole body in a buffer that is used again, and gives it to parse, which must not keep it.
func (c *Client) read(body io.Reader, parse func(text []byte) error) error {
	buffer, _ := c.buffers.Get().(*bytes.Buffer)
	if buffer == nil {
		buffer = new(bytes.Buffer)
	}
	defer c.buffers.Put(buffer)
	buffer.Reset()
	if _, err := buffer.ReadFrom(body); err != nil {
		return err
	}
	return parse(buffer.Bytes())
}

// decode reads a body that is one JSON value.
func (c *Client) decode(body io.Reader, into any) error {
	return c.read(body, func(text []byte) error { return unmarshal(text, into) })
}

// unmarshal reads one JSON value. Members that aren't modelled are no error, since new ones appear without notice
// [official docs]. A text that ends too early is one that was cut off, which io's errors say.
func unmarshal(text []byte, into any) error {
	err := json.Unmarshal(text, into)
	if e, ok := errors.AsType[*json.SyntaxError](err); ok && e.Offset >= int64(len(text)) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// decodeRows reads a list of records into rows, whose memory is used again. Nothing but the id of a record can make
// the whole list fail, as long as it is a list of objects.
func decodeRows[T Record](text []byte, rows []T) ([]T, error) {
	clear(rows[:cap(rows)])
	rows = rows[:0]
	err := unmarshal(text, &rows)
	if err != nil {
		rows, err = decodeEach[T](text, err)
	}
	switch {
	case err != nil:
		return nil, err
	case rows == nil:
		return nil, errors.New("null instead of a list")
	}
	for _, row := range rows {
		if row.recordID() <= 0 {
			return nil, errNoID
		}
	}
	return rows, nil
}

var errNoID = errors.New("no id in the answer")

// decodeEach reads a list that can't be read at once, record by record.
func decodeEach[T Record](text []byte, err error) ([]T, error) {
	var each []json.RawMessage
	if json.Unmarshal(text, &each) != nil {
		return nil, err
	}
	rows := make([]T, len(each))
	for i, record := range each {
		if err := decodeRecord(record, &rows[i]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// decodeRecord reads one record. A member that isn't of its documented type is left out and named in the record's Doubts.
// Callers refuse records without an id.
func decodeRecord[T Record](text []byte, record *T) error {
	err := unmarshal(text, record)
	if err == nil {
		return nil
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(text, &members) != nil {
		return err
	}
	*record = *new(T)
	var doubts []string
	v := reflect.ValueOf(record).Elem()
	for field, value := range v.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		member, given := members[name]
		if !given || name == "-" || json.Unmarshal(member, value.Addr().Interface()) == nil {
			continue
		}
		value.SetZero()
		doubts = append(doubts, name)
	}
	v.FieldByName("Doubts").Set(reflect.ValueOf(doubts))
	return nil
}
