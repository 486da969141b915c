package workbook

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// openCSV reads a CSV file as a workbook of one sheet, with the place of every
// field. The separator is the one of comma, semicolon and tab that the first
// line holds most.
func openCSV(name string, raw []byte) (*Book, error) {
	if bytes.HasPrefix(raw, []byte("\xff\xfe")) || bytes.HasPrefix(raw, []byte("\xfe\xff")) {
		return nil, errors.New("it is UTF-16 text: save it as \"CSV UTF-8\"")
	}
	if !utf8.Valid(raw) {
		return nil, errors.New("it is not UTF-8 text: save it as \"CSV UTF-8\"")
	}
	b := &Book{raw: raw}
	s := &Sheet{Name: strings.TrimSuffix(path.Base(name), path.Ext(name)), book: b, load: true}
	s.src, s.cells, s.comma = raw, make(map[Ref]*Cell), separator(raw)
	b.sheets = []*Sheet{s}
	return b, s.scanCSV()
}

// separator looks at the first line, outside of quotes.
func separator(raw []byte) rune {
	n := make(map[byte]int)
	quoted := false
	for _, c := range raw {
		if c == '"' {
			quoted = !quoted
		}
		if c == '\n' && !quoted {
			break
		}
		if !quoted {
			n[c]++
		}
	}
	best := ','
	for _, c := range ";\t" {
		if n[byte(c)] > n[byte(best)] {
			best = c
		}
	}
	return best
}

func (s *Sheet) scanCSV() error {
	at := 0
	if bytes.HasPrefix(s.src, []byte("\xef\xbb\xbf")) {
		at = 3
	}
	comma := byte(s.comma)
	for n := 1; at < len(s.src); n++ {
		r := row{n: n, all: span{from: int64(at)}}
		for col := 1; ; col++ {
			text, end, err := field(s.src, at, comma)
			if err != nil {
				return fmt.Errorf("row %d: %w", n, err)
			}
			c := &Cell{Ref: Ref{col, n}, Kind: Text, Text: text, at: span{int64(at), int64(end)}}
			if text == "" {
				c.Kind = Empty
			}
			if len(s.cells) >= maxCells {
				return fmt.Errorf("it has more than %d fields", maxCells)
			}
			s.cells[c.Ref] = c
			r.cells = append(r.cells, c)
			s.last = Ref{max(s.last.Col, col), n}
			at = end
			if at >= len(s.src) || s.src[at] != comma {
				break
			}
			at++
		}
		r.end = int64(at)
		if at < len(s.src) && s.src[at] == '\r' {
			at++
		}
		if at < len(s.src) && s.src[at] == '\n' {
			at++
		}
		r.all.to = int64(at)
		s.rows = append(s.rows, r)
	}
	return nil
}

// field reads the field that begins at, and where it ends.
func field(src []byte, at int, comma byte) (text string, end int, err error) {
	if at >= len(src) || src[at] != '"' {
		end = at
		for end < len(src) && src[end] != comma && src[end] != '\n' && src[end] != '\r' {
			end++
		}
		return string(src[at:end]), end, nil
	}
	var b strings.Builder
	for i := at + 1; i < len(src); i++ {
		if src[i] != '"' {
			b.WriteByte(src[i])
			continue
		}
		if i+1 < len(src) && src[i+1] == '"' {
			b.WriteByte('"')
			i++
			continue
		}
		i++
		if i < len(src) && src[i] != comma && src[i] != '\n' && src[i] != '\r' {
			return "", 0, errors.New("text follows a closing quote")
		}
		return lines(b.String()), i, nil
	}
	return "", 0, errors.New("a quote is never closed")
}

// patchedCSV is the file with its changes; every other field keeps its bytes.
func (s *Sheet) patchedCSV() ([]byte, error) {
	var sp []splice
	grown := make(map[int]int) // row -> fields that it has by now
	for _, ref := range slices.SortedFunc(maps.Keys(s.edits), Ref.Compare) {
		text := s.csvField(s.edits[ref])
		if c := s.cells[ref]; c != nil {
			sp = append(sp, splice{c.at, text})
			continue
		}
		i, ok := s.row(ref.Row)
		if !ok {
			return nil, fmt.Errorf("%s lies below the last line", ref)
		}
		r := &s.rows[i]
		have := max(grown[ref.Row], len(r.cells))
		sp = append(sp, splice{span{r.end, r.end}, strings.Repeat(string(s.comma), ref.Col-have) + text})
		grown[ref.Row] = ref.Col
	}
	return apply(s.src, sp)
}

// csvField writes a text as a field. What a spreadsheet would take for a
// formula gets an apostrophe before it.
func (s *Sheet) csvField(text string) string {
	text = GuardCSV(text)
	if strings.ContainsAny(text, "\"\n\r,;\t") || strings.TrimSpace(text) != text {
		return `"` + strings.ReplaceAll(text, `"`, `""`) + `"`
	}
	return text
}

// GuardCSV puts an apostrophe before a text that a spreadsheet would run as a
// formula when it opens a CSV file.
func GuardCSV(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
