package render

import (
	"io"

	"github.com/psasync/psasync/usagesync/plan"
)

// Document is something about plans that can be shown as a plan can: an [Explanation], a [Comparison] or
// [SettingsChanges]. It is a value that does not change; the zero Document shows nothing.
type Document struct {
	name     string
	sections []section  // for people
	rows     [][]string // for spreadsheets
	value    any        // for programs
}

// Text writes d for a terminal, under the same rules as the function Text. Options.All has no effect. An error is that
// of w.
func (d Document) Text(w io.Writer, opts Options) error {
	return writeText(w, d.name, d.sections, opts)
}

// Markdown writes d as GitHub-flavoured Markdown, under the same rules as the function Markdown. An error is that of w.
func (d Document) Markdown(w io.Writer) error {
	return write(w, d.name+" as Markdown", markdown(d.sections))
}

// CSV writes d under a header that is always there; its names don't change, and new ones come last. An error is that of
// w.
func (d Document) CSV(w io.Writer) error { return writeCSV(w, d.name, d.rows) }

// JSON writes the value that d was made of, indented and with a final newline, under the same rules as the function JSON.
// An error is that of w, or of settings that are no JSON.
func (d Document) JSON(w io.Writer) error { return writeJSON(w, d.name, d.value) }

// Explanation shows how the quantity of one line came about: the usage rows, what they come to for each source, the
// rules of the line one after the other, and what the step makes of it, with its invoice; then the rules that were set
// for it, the rows of the same customers that reach no line, and the further items that the same usage is billed on.
func Explanation(e plan.Explanation) Document {
	return Document{name: "explanation", sections: proof(e), rows: explanationRows(e), value: explanationValue(e)}
}

// Comparison shows what changed from a first plan to a second one: the lines, the findings, the account of units and the
// money.
func Comparison(c plan.Comparison) Document {
	return Document{name: "comparison", sections: comparison(c), rows: comparisonRows(c), value: comparisonValue(c)}
}

// SettingsChanges shows what [plan.DiffSettings] found between two settings documents.
func SettingsChanges(changes []plan.SettingsChange) Document {
	return Document{name: "settings", sections: settings(changes), rows: settingsRows(changes), value: list(changes)}
}
