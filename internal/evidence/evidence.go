// Package evidence is the facts file: everything that a scan read, as JSON
// lines with provenance, so that the same scan can be judged again offline.
//
// Each line is one record with a "type". The first is the header. Records of
// an unknown type are refused: a file of a newer version is not half understood.
package evidence

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

// Schema names the version of the format. Fields may be added within a version.
const Schema = "candor.evidence/v1"

// File is the content of a facts file.
type File struct {
	Header  Header
	Runs    []candor.Run
	Facts   []candor.Fact
	Results []candor.Result // of Go checks, whose subject is code and not a fact
	Rules   []string        // Go checks that ran
	Unread  []candor.Unread
	Waivers []candor.Waiver // found in comments
	Notices []candor.Notice // about those comments
	Lines   []Line          // source lines that the results point at, redacted
	// More gives those of Lines that nobody gathers before the file is written:
	// few runs write one. nil: there are no more.
	More func() []Line
	// Items are the calls to live sources that gave the facts; a manifest sums
	// up those to one account or host, and its absence says that the run was cut off.
	Items     []live.Item
	Manifests []live.Manifest
}

// Header says who wrote the file and about what.
type Header struct {
	Schema string    `json:"schema"`
	Tool   string    `json:"tool"` // version of candor
	Root   string    `json:"root"`
	Prefix string    `json:"prefix,omitempty"` // where Root stands in its repository
	Commit string    `json:"commit,omitempty"`
	Links  string    `json:"links,omitempty"` // address of a line at the code host, with holes
	At     time.Time `json:"at"`
	// Tree is true when the file holds a whole tree: it is then not read again.
	Tree bool `json:"tree"`
	// DayGiven says that At was given by hand, and by no clock.
	DayGiven bool `json:"day_given,omitempty"`
}

// Line is one source line, for the frames of the text report.
type Line struct {
	Path string `json:"path"`
	Line int    `json:"line"`
	Text string `json:"text"`
}

// record is one line of the file; exactly one of the pointers is set.
type record struct {
	Type   string         `json:"type"`
	Header *Header        `json:"header,omitempty"`
	Run    *candor.Run    `json:"run,omitempty"`
	Fact   *candor.Fact   `json:"fact,omitempty"`
	Result *candor.Result `json:"result,omitempty"`
	Rule   string         `json:"rule,omitempty"`
	Unread *candor.Unread `json:"unread,omitempty"`
	Waiver *waiver        `json:"waiver,omitempty"`
	Notice *notice        `json:"notice,omitempty"`
	Line   *Line          `json:"line,omitempty"`

	Item     *live.Item     `json:"item,omitempty"`
	Manifest *live.Manifest `json:"manifest,omitempty"`
}

// waiver carries the lines of code that a comment speaks to, too.
type waiver struct {
	candor.Waiver
	From int `json:"from"`
	To   int `json:"to"`
}

type notice struct {
	Severity candor.Severity `json:"severity"`
	Message  string          `json:"message"`
	Hint     string          `json:"hint,omitempty"`
	At       candor.Location `json:"at"`
}

// Write writes the file.
func (f *File) Write(w io.Writer) error {
	bw := bufio.NewWriter(w)
	enc := json.NewEncoder(bw)
	enc.SetEscapeHTML(false)
	var err error
	put := func(r record) {
		if err == nil {
			err = enc.Encode(r)
		}
	}
	f.Header.Schema = Schema
	put(record{Type: "header", Header: &f.Header})
	for i := range f.Runs {
		put(record{Type: "run", Run: &f.Runs[i]})
	}
	for _, id := range f.Rules {
		put(record{Type: "rule", Rule: id})
	}
	for i := range f.Unread {
		put(record{Type: "unread", Unread: &f.Unread[i]})
	}
	for i := range f.Facts {
		put(record{Type: "fact", Fact: &f.Facts[i]})
	}
	for i := range f.Results {
		put(record{Type: "result", Result: &f.Results[i]})
	}
	for _, x := range f.Waivers {
		put(record{Type: "waiver", Waiver: &waiver{Waiver: x, From: x.Line, To: x.EndLine}})
	}
	for _, n := range f.Notices {
		put(record{Type: "notice", Notice: &notice{n.Severity, n.Message, n.Hint, n.At}})
	}
	lines := f.Lines
	if f.More != nil {
		lines = append(slices.Clip(lines), f.More()...)
	}
	for i := range lines {
		put(record{Type: "line", Line: &lines[i]})
	}
	for i := range f.Items {
		put(record{Type: "item", Item: &f.Items[i]})
	}
	for i := range f.Manifests {
		put(record{Type: "manifest", Manifest: &f.Manifests[i]})
	}
	if err != nil {
		return fmt.Errorf("write the facts file: %w", err)
	}
	return bw.Flush()
}

// maxRecord bounds one line of a facts file, in bytes.
const maxRecord = 16 << 20

// Read reads a file. An error names the line.
func Read(r io.Reader) (*File, error) {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 64<<10), maxRecord)
	f := &File{}
	n := 0
	for sc.Scan() {
		n++
		if len(sc.Bytes()) == 0 {
			continue
		}
		if err := f.add(sc.Bytes(), n == 1); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", n+1, err)
	}
	if n == 0 {
		return nil, errors.New("empty: no header; make the file with `candor check --evidence-out FILE`")
	}
	return f, nil
}
