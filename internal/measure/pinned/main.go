// Command pinned measures candor's rules on pinned dependencies against labels
// that other people's tests and fixtures give.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

const help = `usage: pinned --labels FILE --repos DIR [--all]

FILE is a CSV with the columns repo, commit, path, line, ecosystem, what,
expected (pinned or unpinned), level and label_source. DIR holds the
repositories: OWNER+NAME or OWNER/NAME, each a work tree, a git directory, or a
folder with a git directory "repo" in it; a git directory is asked for the file
at the commit.

Each label is judged alone, by the collectors and rules of a scan:

  - a label in a test source (*_test.go, *.test.js) stands for the text of the
    column what, put where it would stand: an action in a step, an install
    command in a step, the address of a download piped into a shell;
  - any other file is put into an empty tree under the name that candor reads it
    by. With a line, the results of that line and of the lines that
    label_source names ("lines 7-9") count, and of them those of the label's
    ecosystem; without a line, every result of the file. A lock gets a
    package.json that fits it, if it came alone.

A label of level "version-or-lock" counts an exact version as pinned; one of
level "hash" only what the rules pass. A result that is unknown is neither: it
lowers recall, never precision, and is listed. disputed.csv names labels that
were read by eye and found to ask for something else, each with the reason; a
second total leaves them out.
`

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "pinned:", err)
		os.Exit(2)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	fs := flag.NewFlagSet("pinned", flag.ContinueOnError)
	fs.Usage = func() { fmt.Fprint(fs.Output(), help) }
	labels := fs.String("labels", "", "the CSV of labels")
	repos := fs.String("repos", "", "the folder of repositories")
	all := fs.Bool("all", false, "list the labels that agree as well")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if *labels == "" || *repos == "" {
		fs.Usage()
		return fmt.Errorf("--labels and --repos are required")
	}
	rows, err := readLabels(*labels)
	if err != nil {
		return err
	}
	disputed, err := disputes(strings.NewReader(disputedRows))
	if err != nil {
		return err
	}
	var judged []judgement
	for _, l := range rows {
		j := judge(ctx, *repos, l)
		j.disputed = disputed[placeOf(l.repo, l.path, l.from)]
		judged = append(judged, j)
	}
	print(out, judged, *all)
	return nil
}
