// Package pagetable reads the tables of a published page, Markdown or HTML,
// with the line of every row.
package pagetable

import (
	"bytes"
	"html"
	"regexp"
	"strings"
)

// Table is one table of a page. Markup within a cell is left out.
type Table struct {
	Header []string
	Rows   []Row
}

// Row is one row below the header.
type Row struct {
	Line  int // from 1
	Cells []string
}

// maxCells bounds what is kept of one page.
const maxCells = 200_000

// Read returns the tables of a page, in order. The path tells the language:
// .html and .htm are HTML; everything else is Markdown, which may hold HTML.
func Read(path string, src []byte) []Table {
	low := strings.ToLower(path)
	if strings.HasSuffix(low, ".html") || strings.HasSuffix(low, ".htm") {
		return readHTML(src)
	}
	src = regexp.MustCompile(`(?s)<!--.*?-->`).ReplaceAllFunc(src, func(c []byte) []byte { return bytes.Repeat([]byte{'\n'}, bytes.Count(c, []byte{'\n'})) })
	out := readMarkdown(string(src))
	if bytes.Contains(src, []byte("<table")) {
		out = append(out, readHTML(src)...)
	}
	return out
}

// readMarkdown reads tables of pipes: a header, a line of dashes, rows.
func readMarkdown(src string) []Table {
	clean := newCleaner()
	var out []Table
	var open *Table
	before, cells := "", 0
	fence := ""
	n := 0
	for line := range strings.SplitSeq(src, "\n") {
		n++
		line = strings.TrimRight(line, "\r")
		trim := strings.TrimSpace(line)
		if fence != "" || strings.HasPrefix(trim, "```") || strings.HasPrefix(trim, "~~~") {
			if fence == "" {
				fence = trim[:3]
			} else if strings.HasPrefix(trim, fence) {
				fence = ""
			}
			open, before = nil, ""
			continue
		}
		switch {
		case open != nil && strings.Contains(line, "|"):
			if row := clean.split(line); cells < maxCells {
				open.Rows = append(open.Rows, Row{Line: n, Cells: row})
				cells += len(row)
			}
			continue
		case open == nil && strings.Contains(before, "|") && dashes(trim):
			if header := clean.split(before); len(header) == columns(trim) {
				out = append(out, Table{Header: header})
				open = &out[len(out)-1]
				before = ""
				continue
			}
		}
		open, before = nil, line
	}
	return out
}

// dashes reports the line between header and rows: |---|:--:|.
func dashes(s string) bool {
	return strings.Contains(s, "-") && strings.Contains(s, "|") && strings.Trim(s, "|:- \t") == ""
}

func columns(s string) int { return strings.Count(strings.Trim(s, "| \t"), "|") + 1 }

// cleaner takes the markup out of cells.
type cleaner struct{ tag, link, image *regexp.Regexp }

func newCleaner() *cleaner {
	return &cleaner{
		tag:   regexp.MustCompile(`</?[A-Za-z][^>]*>`),
		image: regexp.MustCompile(`!\[[^\]]*\]\([^)]*\)`),
		link:  regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`),
	}
}

// split takes a row apart at the pipes that are not escaped.
func (c *cleaner) split(line string) []string {
	line = strings.TrimSpace(line)
	line = strings.TrimPrefix(line, "|")
	var out []string
	var cell strings.Builder
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && i+1 < len(line) && line[i+1] == '|':
			cell.WriteByte('|')
			i++
		case line[i] == '|':
			out = append(out, c.text(cell.String()))
			cell.Reset()
		default:
			cell.WriteByte(line[i])
		}
	}
	if strings.TrimSpace(cell.String()) != "" {
		out = append(out, c.text(cell.String()))
	}
	return out
}

func (c *cleaner) text(s string) string {
	s = c.image.ReplaceAllString(s, " ")
	s = c.link.ReplaceAllString(s, "$1")
	s = c.tag.ReplaceAllString(s, " ")
	s = strings.NewReplacer("**", "", "__", "", "`", "", "~~", "").Replace(s)
	s = strings.Trim(strings.TrimSpace(s), "*")
	return strings.Join(strings.Fields(html.UnescapeString(s)), " ")
}
