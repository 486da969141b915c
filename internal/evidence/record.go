package evidence

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

var errNoHeader = errors.New("not a facts file of candor: the first line is no header; make one with `candor check --evidence-out FILE`")

// add takes one line of the file.
func (f *File) add(line []byte, first bool) error {
	var r record
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.UseNumber()
	if err := dec.Decode(&r); err != nil {
		if first {
			return errNoHeader
		}
		return fmt.Errorf("not JSON: %w", err)
	}
	if first != (r.Type == "header") {
		if first {
			return errNoHeader
		}
		return errors.New("a second header; give each facts file on its own: --evidence A --evidence B")
	}
	ok := true
	switch r.Type {
	case "header":
		if ok = r.Header != nil; ok {
			if r.Header.Schema != Schema {
				return fmt.Errorf("schema %q: this version of candor reads %s", r.Header.Schema, Schema)
			}
			f.Header = *r.Header
		}
	case "run":
		if ok = r.Run != nil; ok {
			f.Runs = append(f.Runs, *r.Run)
		}
	case "rule":
		if ok = r.Rule != ""; ok {
			f.Rules = append(f.Rules, r.Rule)
		}
	case "unread":
		if ok = r.Unread != nil; ok {
			f.Unread = append(f.Unread, *r.Unread)
		}
	case "fact":
		if ok = r.Fact != nil && r.Fact.Kind != ""; ok {
			f.Facts = append(f.Facts, *r.Fact)
		}
	case "result":
		if ok = r.Result != nil && r.Result.Rule != ""; ok {
			f.Results = append(f.Results, *r.Result)
		}
	case "waiver":
		if ok = r.Waiver != nil; ok {
			w := r.Waiver.Waiver
			w.Line, w.EndLine = r.Waiver.From, r.Waiver.To
			f.Waivers = append(f.Waivers, w)
		}
	case "notice":
		if ok = r.Notice != nil; ok {
			f.addNotice(r.Notice)
		}
	case "line":
		if ok = r.Line != nil; ok {
			f.Lines = append(f.Lines, *r.Line)
		}
	case "item":
		if ok = r.Item != nil && r.Item.Spec != ""; ok {
			f.Items = append(f.Items, *r.Item)
		}
	case "manifest":
		if ok = r.Manifest != nil; ok {
			if r.Manifest.Schema != live.ManifestSchema {
				return fmt.Errorf("manifest of schema %q: this version of candor reads %s", r.Manifest.Schema, live.ManifestSchema)
			}
			f.Manifests = append(f.Manifests, *r.Manifest)
		}
	default:
		return fmt.Errorf("record of unknown type %q: the file may come from a newer candor", r.Type)
	}
	if !ok {
		return fmt.Errorf("record of type %s: it has no content", r.Type)
	}
	return nil
}

func (f *File) addNotice(n *notice) {
	f.Notices = append(f.Notices, candor.Notice{Severity: n.Severity, Message: n.Message, Hint: n.Hint, At: n.At})
}
