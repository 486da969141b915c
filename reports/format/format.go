// Package format is what a report format is, and the words, the order and the
// sums that all formats share, so that no two of them tell a different story.
package format

import (
	"io"

	"github.com/candor-dev/candor"
)

// Options shape a report for its readers. Formats for machines (json, sarif)
// are always whole: of these options they heed AllSuppressed alone.
type Options struct {
	Color bool
	Links bool // OSC 8 hyperlinks
	Width int  // of the terminal in cells; 0 means unknown
	// Source returns one line of a scanned file, 1-based, without its end; nil
	// shows no source. Secrets in it are masked before it is shown.
	Source func(path string, line int) (string, bool)
	// MaxPerRule folds the findings of one rule beyond that number; 0 shows all.
	MaxPerRule int
	// Rule shows the results of this rule only, all of them.
	Rule string
	// AllSuppressed shows waived failures one by one, too.
	AllSuppressed bool
	Verbose       bool
	// Pages: published pages alone were looked at, so a word on missing claims
	// would be beside the point.
	Pages bool
	// Command is what made the report, for the word on how to see what is folded;
	// "" stands for "candor check".
	Command string
}

// Format is one way to write a report. It is a plain value; reports.Formats lists them.
type Format struct {
	Name  string
	Doc   string // one sentence: for whom it is
	Write func(w io.Writer, r *candor.Report, o Options) error
	// Binary: it is for a file and no text.
	Binary bool
	// Examples: it shows the examples of the rules.
	Examples bool
}

// Again is the command that shows all findings of one rule.
func (o *Options) Again(rule string) string {
	command := o.Command
	if command == "" {
		command = "candor check"
	}
	return command + " --rule " + rule
}
