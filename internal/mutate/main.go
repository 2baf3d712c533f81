package main

import (
	"context"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], ".", os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program, for the repository at root. It returns the exit code.
func run(ctx context.Context, args []string, root string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("mutate", flag.ContinueOnError)
	flags.SetOutput(stderr)
	only := flags.String("run", "", "only mutations whose name matches this `regexp`")
	share := flags.Uint("share", 1, "try one in so many, chosen by -seed; which ones they are differs from seed to seed")
	seed := flags.String("seed", "", "what -share chooses by, such as a commit's `hash`")
	jobs := flags.Int("j", 2, "mutations tried at the same time")
	timeout := flags.Duration("timeout", 90*time.Second, "of the tests of one mutation")
	table := flags.String("table", "internal/mutate/mutations.txt", "`file` with the mutations, from the root")
	if flags.Parse(args) != nil {
		return 2
	}
	all, err := load(filepath.Join(root, *table), *only)
	if err == nil && (*jobs < 1 || *share < 1 || flags.NArg() > 0) {
		err = fmt.Errorf("want -j and -share of at least 1 and no arguments")
	}
	if err != nil {
		fmt.Fprintln(stderr, "mutate:", err)
		return 2
	}
	if root, err = filepath.Abs(root); err != nil {
		fmt.Fprintln(stderr, "mutate:", err)
		return 2
	}

	total := len(all)
	all = slices.DeleteFunc(all, func(m Mutation) bool { return !chosen(m.Name, *seed, *share) })
	caught := 0
	err = Runner{Root: root, Jobs: *jobs, Timeout: *timeout}.Run(ctx, all, func(r Result) {
		if r.Verdict == Caught {
			caught++
		}
		fmt.Fprintf(stdout, "%-8s %5.1fs  %s  (%s)\n", r.Verdict, r.Took.Seconds(), r.Name, r.Detail)
	})
	if len(all) < total {
		fmt.Fprintf(stdout, "mutate: one in %d of %d mutations\n", *share, total)
	}
	fmt.Fprintf(stdout, "mutate: %d of %d caught\n", caught, len(all))
	if err != nil {
		fmt.Fprintln(stderr, "mutate:", err)
		return 1
	}
	if caught < len(all) {
		return 1
	}
	return 0
}

// chosen reports whether a mutation is in the share of a seed.
func chosen(name, seed string, share uint) bool {
	h := fnv.New32a()
	h.Write([]byte(seed + "\x00" + name))
	return h.Sum32()%uint32(share) == 0
}

// load reads the table and keeps the mutations whose name matches only.
func load(path, only string) ([]Mutation, error) {
	match, err := regexp.Compile(only)
	if err != nil {
		return nil, fmt.Errorf("-run: %w", err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	all, err := parseTable(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s:\n%w", path, err)
	}
	all = slices.DeleteFunc(all, func(m Mutation) bool { return !match.MatchString(m.Name) })
	if len(all) == 0 {
		return nil, fmt.Errorf("no mutation's name matches %q", only)
	}
	return all, nil
}
