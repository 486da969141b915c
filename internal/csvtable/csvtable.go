// Package csvtable writes tables that a spreadsheet can open without harm.
package csvtable

import (
	"bytes"
	"encoding/csv"
	"strings"

	"github.com/candor-dev/candor/internal/term"
)

// Write writes rows, each of its cells safe. It changes the rows.
func Write(rows [][]string) ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	for _, row := range rows {
		for i, c := range row {
			row[i] = Cell(c)
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// Cell makes a text safe in a table that a spreadsheet opens: on one line, and
// with an apostrophe before what it would take for a formula.
func Cell(s string) string {
	s = term.Sanitize(s)
	if t := strings.TrimLeft(s, " "); t != "" && strings.ContainsRune("=+-@", rune(t[0])) {
		return "'" + s
	}
	return s
}
