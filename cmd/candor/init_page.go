package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/candor-dev/candor/collectors/pages"
	"github.com/candor-dev/candor/internal/draft"
)

// maxPage is the most that is read of a page, in bytes; config reads no more.
const maxPage = 2 << 20

// readPage reads a page and drafts its claims.
func readPage(fsys fs.FS, name string) (*draft.Page, error) {
	st, err := fs.Stat(fsys, name)
	if err != nil {
		var pe *fs.PathError
		if errors.As(err, &pe) {
			err = pe.Err
		}
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	switch {
	case st.IsDir():
		return nil, fmt.Errorf("%s is a folder; name the file of the page", name)
	case st.Size() > maxPage:
		return nil, fmt.Errorf("%s is too large for a page: %d KiB, the limit is %d KiB", name, st.Size()>>10, maxPage>>10)
	}
	src, err := fs.ReadFile(fsys, name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if bytes.IndexByte(src, 0) >= 0 || !utf8.Valid(src) {
		return nil, fmt.Errorf("%s is no text in UTF-8; give the page as Markdown, HTML or text", name)
	}
	doc := pages.Read(name, string(src))
	p := &draft.Page{Path: name, Statements: len(doc.Statements) + len(doc.Rows)}
	var list []draft.Statement
	for _, s := range doc.Statements {
		list = append(list, draft.Statement{Text: s.Text, Section: s.Section, Badge: s.Badge, Heading: s.Shape == "heading", Item: s.Shape == "item", Line: s.Line, EndLine: s.EndLine})
	}
	sep := " | "
	if ext := strings.ToLower(path.Ext(name)); ext == ".html" || ext == ".htm" {
		sep = " "
	}
	for _, r := range doc.Rows {
		if vendorTable(r.Head) {
			p.Vendors = true
			continue
		}
		list = append(list, draft.Statement{Text: strings.Join(r.Cells, sep), Section: r.Section, Row: true, Line: r.Line})
	}
	p.Claims = draft.Claims(list)
	return p, nil
}

var (
	vendorHead = regexp.MustCompile(`(?i)vendor|sub-?processor|provider|company|service`)
	otherHead  = regexp.MustCompile(`(?i)purpose|what for|region|where|location|data`)
)

// vendorTable tells the list of subprocessors by its head.
func vendorTable(head []string) bool {
	return len(head) > 1 && vendorHead.MatchString(head[0]) && otherHead.MatchString(strings.Join(head[1:], " "))
}
