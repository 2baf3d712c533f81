package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// completeCmd prints a completion script.
type completeCmd struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"bash, zsh or fish."`
}

func (completeCmd) Help() string {
	return `Example:

    usagesync completion bash > /etc/bash_completion.d/usagesync
    usagesync completion zsh > ~/.zfunc/_usagesync
    usagesync completion fish > ~/.config/fish/completions/usagesync.fish`
}

func (c *completeCmd) Run(a *app) error {
	parser, err := newParser(&cli{})
	if err != nil {
		return err
	}
	places := placesOf(parser.Model.Node)
	script := map[string]func([]place) string{"bash": bash, "zsh": zsh, "fish": fish}[c.Shell](places)
	return a.print(map[string]string{"shell": c.Shell, "script": script}, func(w io.Writer) error {
		_, err := io.WriteString(w, script)
		return err
	})
}

// place is where on the command line a word is to be completed: behind a command, with what may stand there.
type place struct {
	path  string // such as " products map"; "" is behind the program's name
	words []word
}

type word struct {
	text, help string
	value      bool // of a flag: a value follows
}

// placesOf walks the commands, the parent's flags included.
func placesOf(n *kong.Node) []place {
	here := place{path: strings.TrimPrefix(n.FullPath(), "usagesync")}
	for _, child := range n.Children {
		here.words = append(here.words, word{text: child.Name, help: child.Help})
	}
	for _, p := range n.Positional {
		for _, value := range slices.Sorted(maps.Keys(p.EnumMap())) {
			if value != "" {
				here.words = append(here.words, word{text: value, help: p.Help})
			}
		}
	}
	if !n.Passthrough {
		for _, group := range n.AllFlags(true) {
			for _, f := range group {
				here.words = append(here.words, word{text: "--" + f.Name, help: f.Help, value: !f.IsBool()})
			}
		}
	}
	places := []place{here}
	for _, child := range n.Children {
		places = append(places, placesOf(child)...)
	}
	return places
}

// walk is the heart of every script: it goes over the words before the cursor to where they lead. What stands behind
// "demo" is a command like any other.
func walk(places []place) string {
	var paths []string
	for _, p := range places {
		if p.path != "" && p.path != " demo" {
			paths = append(paths, quoted(p.path))
		}
	}
	return strings.Join(paths, "|")
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

func bash(places []place) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# bash completion of usagesync
_usagesync() {
	local at="" i words=""
	for ((i = 1; i < COMP_CWORD; i++)); do
		case "$at ${COMP_WORDS[i]}" in
		%s) at="$at ${COMP_WORDS[i]}" ;;
		esac
	done
	case "$at" in
`, walk(places))
	for _, p := range places {
		var words []string
		for _, w := range p.words {
			words = append(words, w.text)
		}
		fmt.Fprintf(&b, "\t%s) words=%s ;;\n", quoted(p.path), quoted(strings.Join(words, " ")))
	}
	b.WriteString(`	esac
	COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _usagesync usagesync
`)
	return b.String()
}

func zsh(places []place) string {
	var b strings.Builder
	fmt.Fprintf(&b, `#compdef usagesync
# zsh completion of usagesync
_usagesync() {
	local at="" w
	local -a list
	for w in "${(@)words[2,CURRENT-1]}"; do
		case "$at $w" in
		%s) at="$at $w" ;;
		esac
	done
	case "$at" in
`, walk(places))
	for _, p := range places {
		fmt.Fprintf(&b, "\t%s) list=(", quoted(p.path))
		for _, w := range p.words {
			b.WriteString("\n\t\t" + quoted(strings.ReplaceAll(w.text, ":", `\:`)+":"+w.help))
		}
		b.WriteString(") ;;\n")
	}
	b.WriteString(`	esac
	_describe usagesync list || _files
}
if [ "$funcstack[1]" = _usagesync ]; then _usagesync "$@"; else compdef _usagesync usagesync; fi
`)
	return b.String()
}

func fish(places []place) string {
	var b strings.Builder
	fmt.Fprintf(&b, `# fish completion of usagesync.
function __usagesync_at
	set -l at ""
	for w in (commandline -opc)[2..-1]
		switch "$at $w"
			case %s
				set at "$at $w"
		end
	end
	test "$at" = "$argv[1]"
end
`, strings.ReplaceAll(walk(places), "|", " "))
	for _, p := range places {
		for _, w := range p.words {
			fmt.Fprintf(&b, "complete -c usagesync -n %s", fishQuoted("__usagesync_at "+fishQuoted(p.path)))
			if flag, ok := strings.CutPrefix(w.text, "--"); ok {
				b.WriteString(" -l " + flag)
				if w.value {
					b.WriteString(" -r")
				}
			} else {
				b.WriteString(" -a " + fishQuoted(w.text))
			}
			fmt.Fprintf(&b, " -d %s\n", fishQuoted(w.help))
		}
	}
	return b.String()
}

// fishQuoted quotes for fish, which knows \' within quotes, and no other way.
func fishQuoted(text string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(text) + "'"
}
