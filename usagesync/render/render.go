package render

import (
	"cmp"
	"fmt"
	"io"

	"github.com/psasync/psasync/usagesync/plan"
)

// The widths of Text, in columns of a terminal.
const (
	DefaultWidth = 80
	MinWidth     = 40 // what any number with its label needs
)

// Options say how much is shown, and how wide. The zero Options are the usual ones.
type Options struct {
	Width int  // columns of Text: 0 is DefaultWidth, and less than MinWidth is MinWidth; the other formats have no width
	All   bool // also the steps with nothing to do
}

func (o Options) width() int { return max(MinWidth, cmp.Or(o.Width, DefaultWidth)) }

// Text writes p for a terminal: plain, without colour, no line wider than the width. Names that don't fit their column
// are cut with an ellipsis; numbers, dates, the digest and sentences never are. An error is that of w.
func Text(w io.Writer, p plan.Plan, opts Options) error {
	return writeText(w, "plan", report(p, opts.All), opts)
}

// Markdown writes p as GitHub-flavoured Markdown, for tickets and chats. Everything is in tables, and nothing of the
// plan is read as Markdown. An error is that of w.
func Markdown(w io.Writer, p plan.Plan, opts Options) error {
	return write(w, "plan as Markdown", markdown(report(p, opts.All)))
}

func writeText(w io.Writer, what string, sections []section, opts Options) error {
	l := layout{width: opts.width()}
	for _, s := range sections {
		l.section(s.with(clean))
	}
	return write(w, what+" as text", l.out.String())
}

func write(w io.Writer, what, s string) error {
	if _, err := io.WriteString(w, s); err != nil {
		return fmt.Errorf("render: write the %s: %w", what, err)
	}
	return nil
}
