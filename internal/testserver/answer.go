package testserver

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"strconv"
	"time"
)

// answer is a buffered response.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newAnswer() *answer { return &answer{header: http.Header{}, status: http.StatusOK} }

func (a *answer) Header() http.Header         { return a.header }
func (a *answer) WriteHeader(status int)      { a.status = status }
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

// copied shares the body's bytes, which nobody changes.
func (a *answer) copied() *answer {
	return &answer{header: a.header.Clone(), status: a.status, body: *bytes.NewBuffer(a.body.Bytes())}
}

// send writes the answer as the fault wants it. Errors mean that the client has left.
func (a *answer) send(w http.ResponseWriter, f Fault, wait func(time.Duration) bool) {
	body := a.body.Bytes()
	switch {
	case f.CutBody || f.LengthOff != 0:
		a.sendRaw(w, f)
		return
	case f.Bomb > 0:
		a.header.Set("Content-Encoding", "gzip")
	case a.status != http.StatusNoContent && a.status != http.StatusNotModified:
		a.header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	maps.Copy(w.Header(), a.header)
	w.WriteHeader(a.status)
	switch {
	case f.Bomb > 0:
		_ = explode(w, f.Bomb, body)
	case f.SlowBody > 0:
		drip(w, body, f.SlowBody, wait)
	default:
		_, _ = w.Write(body)
	}
}

// sendRaw writes an answer whose length is a lie, which net/http's server would not let through, and ends the connection.
func (a *answer) sendRaw(w http.ResponseWriter, f Fault) {
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return
	}
	defer end(conn, f.Reset)
	body := a.body.Bytes()
	a.header.Set("Content-Length", strconv.Itoa(len(body)+f.LengthOff))
	a.header.Set("Connection", "close")
	if f.CutBody {
		body = body[:len(body)/2]
	}
	_, _ = fmt.Fprintf(buffered, "HTTP/1.1 %d %s\r\n", a.status, http.StatusText(a.status))
	_ = a.header.Write(buffered)
	_, _ = buffered.WriteString("\r\n")
	_, _ = buffered.Write(body)
	_ = buffered.Flush()
}

// explode writes spaces, which any JSON document may begin with, and then body. It stops when the client leaves. The spaces
// are one compressed block over and over: a gzip file may have many members.
func explode(w io.Writer, spaces int64, body []byte) error {
	const block = 1 << 20
	whole := compress(bytes.Repeat([]byte{' '}, int(min(spaces, block))))
	for ; spaces >= block; spaces -= block {
		if _, err := w.Write(whole); err != nil {
			return err
		}
	}
	_, err := w.Write(compress(append(bytes.Repeat([]byte{' '}, int(spaces)), body...)))
	return err
}

func compress(b []byte) []byte {
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write(b) // a buffer takes everything
	_ = z.Close()
	return out.Bytes()
}

// drip sends the header and then body in about 20 pieces, the last of them when the time is over.
func drip(w http.ResponseWriter, body []byte, over time.Duration, wait func(time.Duration) bool) {
	begun, sent := time.Now(), 0
	flush := http.NewResponseController(w).Flush
	for flush() == nil && sent < len(body) {
		next := min(sent+max(1, len(body)/20), len(body))
		if !wait(time.Until(begun.Add(over * time.Duration(next) / time.Duration(len(body))))) {
			return
		}
		if _, err := w.Write(body[sent:next]); err != nil {
			return
		}
		sent = next
	}
}

// drop ends the connection without an answer.
func drop(w http.ResponseWriter, reset bool) {
	if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
		end(conn, reset)
	}
}

// end closes a connection, or resets it: what the client then reads is ECONNRESET instead of EOF.
func end(conn net.Conn, reset bool) {
	if reset {
		switch c := conn.(type) {
		case *net.TCPConn:
			_ = c.SetLinger(0)
		case *pipeConn:
			c.reset.Store(true)
		}
	}
	_ = conn.Close()
}
