package web

import (
	"bytes"
	"mime"
	"regexp"
	"strings"
	"time"

	"github.com/candor-dev/candor/internal/pagetable"
)

// vendorRow is one row of a list of subprocessors.
type vendorRow struct {
	ID        string
	Name      string
	Line      int
	Effective time.Time // from when on the page says that it is used; zero: it does not say
	Announced time.Time // when the page says that it was announced
	OddDate   string    // why a date that stands there can't be told
	Cells     map[string]any
}

// readVendors reads the tables of a page that look like a list of vendors: those
// with a column for names.
func readVendors(contentType string, body []byte) []vendorRow {
	path := "page.md"
	kind, _, err := mime.ParseMediaType(contentType)
	if err == nil && kind == "text/html" || err != nil && bytes.Contains(body, []byte("<table")) {
		path = "page.html"
	}
	nameColumn := regexp.MustCompile(`(?i)\b(name|vendor|sub-?processor|provider|company|entity|third part(y|ies)|service)\b`)
	from := regexp.MustCompile(`(?i)\b(effective|start(s|ing)?|in use (since|from)|active (since|from)|as of)\b`)
	said := regexp.MustCompile(`(?i)\b(announced|notified|notice|published)\b`)
	var out []vendorRow
	seen := make(map[string]bool)
	for _, t := range pagetable.Read(path, body) {
		name := -1
		for i, h := range t.Header {
			if nameColumn.MatchString(h) && !from.MatchString(h) {
				name = i
				break
			}
		}
		if name < 0 {
			continue
		}
		for _, r := range t.Rows {
			if name >= len(r.Cells) || strings.TrimSpace(r.Cells[name]) == "" {
				continue
			}
			v := vendorRow{Name: clip(r.Cells[name]), Line: r.Line, Cells: map[string]any{}}
			if v.ID = key(v.Name); seen[v.ID] {
				continue // a vendor with a row for each purpose
			}
			seen[v.ID] = true
			for i, cell := range r.Cells {
				if i >= len(t.Header) {
					break
				}
				h := t.Header[i]
				v.Cells[clip(h)] = clip(cell)
				switch {
				case i == name || cell == "":
				case from.MatchString(h):
					v.date(&v.Effective, cell)
				case said.MatchString(h):
					v.date(&v.Announced, cell)
				}
			}
			out = append(out, v)
		}
	}
	return out
}

func (v *vendorRow) date(to *time.Time, cell string) {
	t, ok := readDate(cell)
	if !ok {
		v.OddDate = clip(cell) + " is no date that can be told"
		return
	}
	*to = t
}

// readDate reads dates that can be meant in one way alone: 03/04/2026 can't.
func readDate(s string) (time.Time, bool) {
	s = strings.Join(strings.Fields(strings.NewReplacer("st,", ",", "nd,", ",", "rd,", ",", "th,", ",", "Sept ", "Sep ").Replace(s)), " ")
	for _, layout := range []string{time.DateOnly, "2006/01/02", "January 2, 2006", "January 2 2006", "2 January 2006", "Jan 2, 2006", "Jan 2 2006", "2 Jan 2006", "2. January 2006", time.RFC3339} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
