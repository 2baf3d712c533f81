package itest

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/psasync/psasync/usagesync"
	"github.com/psasync/psasync/usagesync/sqlstore"
)

const (
	childDriver  = "ITEST_DRIVER"
	childDSN     = "ITEST_DSN"
	childDialect = "ITEST_DIALECT"
	childCount   = "ITEST_COUNT"
)

// process is a child of the test that commits pairs and says so, one number a line, as soon as each is acknowledged.
type process struct {
	cmd   *exec.Cmd
	lines *bufio.Scanner
	last  int // commit that it said was acknowledged
	errs  strings.Builder
}

// start runs the test binary as another process on the same database. It ends after so many commits.
func (p place) start(t *testing.T, name string, commits int) *process {
	t.Helper()
	c := &process{cmd: exec.CommandContext(t.Context(), os.Args[0])}
	c.cmd.Env = append(os.Environ(), childRole+"="+name, childDriver+"="+p.driver, childDSN+"="+p.dsn,
		childDialect+"="+string(p.dialect), childCount+"="+strconv.Itoa(commits))
	c.cmd.Stderr = &c.errs
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	c.lines = bufio.NewScanner(out)
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return c
}

// acknowledged waits for at most n more acknowledgements and returns the last one.
func (c *process) acknowledged(n int) int {
	for range n {
		if !c.lines.Scan() {
			break
		}
		if n, err := strconv.Atoi(c.lines.Text()); err == nil { // the last line may be cut off
			c.last = n
		}
	}
	return c.last
}

// child is what such a process does: it takes the lane of its name and, under its fence, commits pairs of a journal
// entry and the number of it in one counter, so that a torn commit shows.
func child(name string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	count, err := strconv.Atoi(os.Getenv(childCount))
	if err != nil {
		return err
	}
	db, err := sql.Open(os.Getenv(childDriver), os.Getenv(childDSN))
	if err != nil {
		return err
	}
	defer db.Close()
	s, err := sqlstore.Open(ctx, db, sqlstore.Dialect(os.Getenv(childDialect)), sqlstore.Options{})
	if err != nil {
		return err
	}
	l, err := s.Acquire(ctx, name, name, time.Hour)
	if err != nil {
		return err
	}
	for n := 1; n <= count; n++ {
		if err := s.Commit(ctx, name, l.Fence(), pair(n)...); err != nil {
			return err
		}
		fmt.Println(n)
	}
	return nil
}

func pair(n int) []usagesync.Write {
	return []usagesync.Write{
		{Kind: usagesync.KindJournal, Key: fmt.Sprintf("%08d", n), IfRev: usagesync.IfNew, Data: fmt.Appendf(nil, `{"n":%d}`, n)},
		{Kind: usagesync.KindLine, Key: "counter", IfRev: usagesync.IfAny, Data: fmt.Appendf(nil, `%d`, n)},
	}
}
