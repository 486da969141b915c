package effects

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// WriteCSV writes the whole population of doors, a line each: what auditors
// ask for beside the findings. A cell that a spreadsheet would take for a
// formula begins with an apostrophe.
func WriteCSV(w io.Writer, vs []DoorVerdict) error {
	c := csv.NewWriter(w)
	head := []string{"kind", "methods", "path", "router", "handler", "registered at", "in scope", "verdict", "durability", "audited by",
		"models", "writes", "write path", "audit path", "guards", "unresolved", "reasons", "exempt until", "exempt owner"}
	if err := c.Write(head); err != nil {
		return fmt.Errorf("doors as CSV: %w", err)
	}
	for i := range vs {
		v := &vs[i]
		d := &v.Door
		row := []string{string(d.Kind), strings.Join(d.Methods, " "), d.Path, d.Router, Short(d.Handler), lineOf(d.Pos),
			yes(v.Scope), string(v.Verdict), string(v.Durability), v.By,
			strings.Join(v.Models(), " "), strconv.Itoa(len(v.Writes) + v.More), Trace(v.Path), Trace(v.AuditPath),
			guardCell(v.Guards), holeCell(v.Holes), strings.Join(v.Reasons, "; "), "", ""}
		if v.Exemption != nil {
			row[len(row)-2], row[len(row)-1] = "no end", v.Exemption.Owner
			if !v.Exemption.Until.IsZero() {
				row[len(row)-2] = v.Exemption.Until.Format("2006-01-02")
			}
		}
		for k := range row {
			row[k] = cell(row[k])
		}
		if err := c.Write(row); err != nil {
			return fmt.Errorf("doors as CSV: %w", err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("doors as CSV: %w", err)
	}
	return nil
}

func cell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func lineOf(p Pos) string {
	if p.File == "" {
		return ""
	}
	return p.File + ":" + strconv.Itoa(p.Line)
}

func guardCell(gs []GuardUse) string {
	var out []string
	for _, g := range gs {
		s := g.What
		switch {
		case g.Weak != "":
			s += " (" + g.Weak + ")"
		case g.Maybe != "":
			s += " (" + g.Maybe + ")"
		case g.Guess:
			s += " (by its name)"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

func holeCell(hs []Hole) string {
	var out []string
	for i := range hs {
		if i == 3 {
			out = append(out, fmt.Sprintf("and %d more", len(hs)-i))
			break
		}
		out = append(out, hs[i].Reason)
	}
	return strings.Join(out, "; ")
}
