// Package json writes the report for programs: "candor.report/v1". Fields may
// be added to it; none is renamed or removed within the version. Lists are
// never null, lines and columns are 1-based, and a zero means "not known".
package json

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
)

// Schema names the version of the contract.
const Schema = "candor.report/v1"

// Write writes the report. Results go out as they are encoded, so that a
// large report is not held in memory a second time.
func Write(w io.Writer, r *candor.Report, o format.Options) error {
	e := newEncoder(w)
	e.field("schema", Schema)
	e.field("tool", tool{r.Tool.Version, r.Tool.Commit})
	e.field("company", r.Company)
	e.field("root", r.Root)
	e.field("prefix", r.Prefix)
	e.field("commit", r.Commit)
	e.field("generated_at", stamp(r.At))
	e.field("links", r.Links)
	e.field("config", configFile{r.Config.Path, r.Config.Digest})
	e.field("fail_on", r.FailOn)
	list(e, "collectors", r.Runs, newCollector)
	e.results(r.Results)
	list(e, "claims", r.Claims, newClaim)
	ids := frameworkIDs(r)
	list(e, "controls", r.Controls, func(c *candor.ControlVerdict) any { return newControl(c, ids) })
	list(e, "instruments", r.Instruments, func(in *candor.Instrument) any { return newInstrument(r, in) })
	list(e, "answers", r.Answers, newAnswer)
	list(e, "rules", r.Rules, newRule)
	list(e, "unread", r.Unread, func(u *candor.Unread) any { return u })
	list(e, "notices", r.Notices, newNotice)
	list(e, "waivers", r.Waivers, func(x *candor.Waiver) any { return newWaiver(x) })
	e.field("incomplete", strings(r.Incomplete))
	e.field("summary", newSummary(r))
	if r.Since != nil {
		e.field("since", newSince(r))
	}
	return e.close()
}

// encoder writes one JSON object, field by field.
type encoder struct {
	w     *bufio.Writer
	buf   bytes.Buffer
	err   error
	begun bool
}

func newEncoder(w io.Writer) *encoder { return &encoder{w: bufio.NewWriterSize(w, 64<<10)} }

// encode returns v with the given indent on every line but the first.
func (e *encoder) encode(v any, prefix string) []byte {
	e.buf.Reset()
	enc := json.NewEncoder(&e.buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent(prefix, "  ")
	if err := enc.Encode(v); err != nil && e.err == nil {
		e.err = err
	}
	return bytes.TrimRight(e.buf.Bytes(), "\n")
}

func (e *encoder) key(name string) {
	if e.begun {
		e.w.WriteString(",\n")
	} else {
		e.w.WriteString("{\n")
	}
	e.begun = true
	e.w.WriteString(`  "` + name + `": `)
}

func (e *encoder) field(name string, v any) {
	e.key(name)
	e.w.Write(e.encode(v, "  "))
}

func list[T any](e *encoder, name string, items []T, view func(*T) any) {
	e.key(name)
	if len(items) == 0 {
		e.w.WriteString("[]")
		return
	}
	for i := range items {
		sep := ",\n    "
		if i == 0 {
			sep = "[\n    "
		}
		e.w.WriteString(sep)
		e.w.Write(e.encode(view(&items[i]), "    "))
	}
	e.w.WriteString("\n  ]")
}

func (e *encoder) close() error {
	e.w.WriteString("\n}\n")
	if err := e.w.Flush(); err != nil && e.err == nil {
		e.err = err
	}
	if e.err != nil {
		return fmt.Errorf("write the JSON report: %w", e.err)
	}
	return nil
}
