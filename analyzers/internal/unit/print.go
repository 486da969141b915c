package unit

import (
	"cmp"
	"encoding/json"
	"fmt"
	"go/token"
	"io"
)

// Text writes a line for each finding, and one below it for each place that
// belongs to it.
func (r *Report) Text(w io.Writer) error {
	for i := range r.order {
		d := &r.order[i]
		if _, err := fmt.Fprintf(w, "%s: %s\n", r.fset.Position(d.Pos), d.Message); err != nil {
			return err
		}
		for _, x := range d.Related {
			if _, err := fmt.Fprintf(w, "%s: \t%s\n", r.fset.Position(x.Pos), x.Message); err != nil {
				return err
			}
		}
	}
	return nil
}

// The shape in which the go command takes findings: package, analyzer, list.
type (
	jsonFinding struct {
		Category string        `json:"category,omitempty"`
		Posn     string        `json:"posn"`
		End      string        `json:"end"`
		Message  string        `json:"message"`
		Fixes    []jsonFix     `json:"suggested_fixes,omitempty"`
		Related  []jsonRelated `json:"related,omitempty"`
	}
	jsonFix struct {
		Message string     `json:"message"`
		Edits   []jsonEdit `json:"edits"`
	}
	jsonEdit struct {
		Filename string `json:"filename"`
		Start    int    `json:"start"`
		End      int    `json:"end"`
		New      string `json:"new"`
	}
	jsonRelated struct {
		Posn    string `json:"posn"`
		End     string `json:"end"`
		Message string `json:"message"`
	}
)

// JSON writes the findings as one object.
func (r *Report) JSON(w io.Writer) error {
	all := make(map[string][]jsonFinding)
	at := func(p token.Pos) string { return r.fset.Position(p).String() }
	for i := range r.order {
		d := &r.order[i]
		j := jsonFinding{Category: d.Category, Posn: at(d.Pos), End: at(cmp.Or(d.End, d.Pos)), Message: d.Message}
		for _, x := range d.Related {
			j.Related = append(j.Related, jsonRelated{at(x.Pos), at(cmp.Or(x.End, x.Pos)), x.Message})
		}
		for _, f := range d.SuggestedFixes {
			fix := jsonFix{Message: f.Message}
			for _, e := range f.TextEdits {
				from, to := r.fset.Position(e.Pos), r.fset.Position(cmp.Or(e.End, e.Pos))
				fix.Edits = append(fix.Edits, jsonEdit{from.Filename, from.Offset, to.Offset, string(e.NewText)})
			}
			j.Fixes = append(j.Fixes, fix)
		}
		all[d.analyzer] = append(all[d.analyzer], j)
	}
	tree := make(map[string]map[string][]jsonFinding)
	if len(all) > 0 {
		tree[r.id] = all
	}
	b, err := json.MarshalIndent(tree, "", "\t")
	if err != nil {
		return err
	}
	_, err = w.Write(append(b, '\n'))
	return err
}
