package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/psasync/psasync/connectwise"
)

func main() {
	if err := run(os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "reduce:", err)
		os.Exit(1)
	}
}

func run(args []string, usage io.Writer) error {
	flags := flag.NewFlagSet("reduce", flag.ContinueOnError)
	flags.SetOutput(usage)
	from := flags.String("from", "", "the full document, as JSON")
	to := flags.String("to", "", "the file to write")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *from == "" || *to == "" || flags.NArg() > 0 {
		return errors.New("want -from FILE -to FILE")
	}
	full, err := os.ReadFile(*from)
	if err != nil {
		return err
	}
	var needed []string
	for _, o := range connectwise.Operations() {
		needed = append(needed, o.Method+" "+o.Path)
	}
	reduced, err := reduce(full, needed)
	if err != nil {
		return fmt.Errorf("%s: %w", *from, err)
	}
	return os.WriteFile(*to, reduced, 0o644)
}

// reduce keeps the needed operations, each as "METHOD path", where the names in braces don't matter.
func reduce(full []byte, needed []string) ([]byte, error) {
	var doc object
	d := json.NewDecoder(bytes.NewReader(full))
	d.UseNumber()
	if err := d.Decode(&doc); err != nil {
		return nil, err
	}
	w := work{schemas: at(doc, "components", "schemas"), needed: map[string]bool{}, parameters: object{}, kept: object{}}
	for _, operation := range needed {
		w.needed[shape(operation)] = true
	}
	out, err := w.document(doc)
	if err != nil {
		return nil, err
	}
	text, err := layout(out, 0)
	return append(text, '\n'), err
}
