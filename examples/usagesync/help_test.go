package main

import (
	"os"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// The examples in the help of every command are commands that the program takes.
func TestEveryExampleParses(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.WriteFile("october.json", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	parser, err := newParser(&cli{})
	if err != nil {
		t.Fatal(err)
	}
	for _, leaf := range parser.Model.Leaves(true) {
		if leaf.Type != kong.CommandNode {
			continue
		}
		path := strings.TrimPrefix(leaf.FullPath(), "usagesync ")
		t.Run(path, func(t *testing.T) {
			own := 0
			_, examples, _ := strings.Cut(leaf.Detail, "Example:")
			for line := range strings.Lines(examples) {
				_, command, ok := strings.Cut(line, "usagesync ")
				if !ok {
					continue
				}
				command, _, _ = strings.Cut(command, " >")                    // in a table of cron
				command = strings.TrimSuffix(strings.TrimSpace(command), ")") // within another command
				if strings.HasPrefix(command, path) {
					own++
				}
				if _, err := parser.Parse(words(command)); err != nil {
					t.Errorf("usagesync %s: %v", command, err)
				}
			}
			if own == 0 {
				t.Error("its help has no example of it")
			}
		})
	}
}

// words splits a command as a shell does that knows double quotes.
func words(command string) []string {
	var list []string
	for i, part := range strings.Split(strings.TrimSpace(command), `"`) {
		if i%2 == 1 {
			list = append(list, part)
		} else {
			list = append(list, strings.Fields(part)...)
		}
	}
	return list
}
