//go:build psasync_record

package testserver

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
)

// recorded writes each request that the handler gets, with what the handler answers before any fault changes it.
func recorded(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body) // from memory: serve has read it
		if err != nil {
			panic(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		a := newAnswer()
		h.ServeHTTP(a, r)
		record(newRequest(r, body), a)
		maps.Copy(w.Header(), a.header)
		w.WriteHeader(a.status)
		_, _ = w.Write(a.body.Bytes()) // into memory
	})
}

// record appends a line of JSON to a file of this process in the folder PSASYNC_RECORD: a request as it arrived, and
// again with the answer if the handler got it. A record that can't be written must not get lost unseen.
func record(r Request, a *answer) {
	dir := os.Getenv("PSASYNC_RECORD")
	if dir == "" {
		return
	}
	line := struct {
		Request Request
		Answer  *recordedAnswer `json:",omitempty"`
	}{Request: r}
	if a != nil {
		line.Answer = &recordedAnswer{a.status, a.header, a.body.Bytes()}
	}
	if err := appendLine(filepath.Join(dir, fmt.Sprintf("%d.jsonl", os.Getpid())), line); err != nil {
		panic(err)
	}
}

type recordedAnswer struct {
	Status int
	Header http.Header
	Body   []byte
}

func appendLine(file string, v any) error {
	text, err := json.Marshal(v)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.Write(append(text, '\n')); err != nil {
		_ = f.Close()
		return err
	}
	return f.Close()
}
