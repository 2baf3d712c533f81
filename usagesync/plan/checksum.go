package plan

import (
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"hash"
)

// checksum is a SHA-512/256 sum. Where a processor has no instructions for SHA-256, as many servers don't, it is the
// faster of the two.
type checksum [sha512.Size256]byte

// encoder writes values unambiguously, one after the other: texts with their length, numbers as varints. What
// is hashed is written field by field, because encoding/json costs more than all of planning.
type encoder struct{ buf []byte }

func (e *encoder) reset() { e.buf = e.buf[:0] }

func (e *encoder) text(texts ...string) {
	for _, s := range texts {
		e.buf = binary.AppendUvarint(e.buf, uint64(len(s)))
		e.buf = append(e.buf, s...)
	}
}

func (e *encoder) num(numbers ...int64) {
	for _, n := range numbers {
		e.buf = binary.AppendVarint(e.buf, n)
	}
}

func (e *encoder) quantity(list ...Quantity) {
	for _, q := range list {
		e.num(q.micros)
	}
}

func (e *encoder) date(list ...Date) {
	for _, d := range list {
		e.buf = append(e.buf, byte(d.year>>8), byte(d.year), byte(d.month), byte(d.day))
	}
}

func (e *encoder) period(p Period) { e.date(Date{p.year, p.month, 0}) }

func (e *encoder) flag(list ...bool) {
	for _, b := range list {
		if b {
			e.buf = append(e.buf, 1)
		} else {
			e.buf = append(e.buf, 0)
		}
	}
}

func (e *encoder) list(n int) { e.buf = binary.AppendUvarint(e.buf, uint64(n)) }

func (e *encoder) checksum(list ...checksum) {
	for _, c := range list {
		e.buf = append(e.buf, c[:]...)
	}
}

func (e *encoder) sum() checksum { return sha512.Sum512_256(e.buf) }

// stream is an encoder of more than should be held at once. A text that comes again is written as its number.
type stream struct {
	encoder
	hash  hash.Hash
	known map[string]int64
}

// streamBuffer is how much is encoded before it is hashed.
const streamBuffer = 8 << 10

func newStream() *stream {
	return &stream{encoder{make([]byte, 0, streamBuffer+streamBuffer/4)}, sha512.New512_256(), map[string]int64{"": 0}}
}

// again writes texts that are likely to come again.
func (s *stream) again(texts ...string) {
	for _, t := range texts {
		n, ok := s.known[t]
		if !ok {
			n = int64(len(s.known))
			s.known[t] = n
			s.num(n)
			s.text(t)
			continue
		}
		s.num(n)
	}
}

// flush hashes what was written, once it is enough.
func (s *stream) flush() {
	if len(s.buf) >= streamBuffer {
		s.hash.Write(s.buf)
		s.reset()
	}
}

func (s *stream) end() string {
	s.hash.Write(s.buf)
	return hex.EncodeToString(s.hash.Sum(nil))
}

// short returns half of the sum as text: 128 bits are enough to tell whether something changed.
func (c checksum) short() string { return hex.EncodeToString(c[:len(c)/2]) }
