package lsp

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/nearest"
	"github.com/candor-dev/candor/internal/pgparse"
	"github.com/candor-dev/candor/internal/suppress"
)

const (
	quickFix   = "quickfix"
	waiverDays = 90 // that a new waiver lasts unless somebody writes another day
)

// actions offers what can be done about the findings of a range: a name that was
// misspelt, row-level security for a table that is new, npm's command that keeps to
// a lock, a waiver whose reason is
// left to a person. An edit that candor can't know to be meant is not offered.
func (s *server) actions(p *documentParams) (any, error) {
	out := []codeAction{}
	d := s.files[p.TextDocument.URI]
	if d == nil || d.tree == nil {
		return out, nil
	}
	src := &sources{files: map[string][]string{d.path: lines(d.text)}}
	ls := src.lines(d.path)
	for i := range d.tree.found[d.path] {
		f := &d.tree.found[d.path][i]
		if f.at.Line > len(ls) || !s.enc.span(ls, f.at).touches(p.Range) {
			continue
		}
		diag := s.diagnostic(f, src, func(string) string { return d.uri })
		diag.Related = nil
		add := func(title string, preferred bool, e *textEdit) {
			if e != nil {
				out = append(out, codeAction{Title: title, Kind: quickFix, Diagnostics: []diagnostic{diag}, IsPreferred: preferred,
					Edit: workspaceEdit{Changes: map[string][]textEdit{d.uri: {*e}}}})
			}
		}
		if name, ok := nearest.Meant(f.hint); ok {
			add("Write "+name, true, s.rename(ls, f.at, name))
		}
		if f.result == nil {
			continue
		}
		if f.code == "rls/table-without-rls" {
			add("Switch row-level security on for "+f.result.Subject, false, s.enableRLS(d, f.result))
		}
		if f.code == "deps/lock-enforced" {
			add("Write npm ci, which keeps to the lock", true, s.npmCI(d, src, f.result))
		}
		if !strings.HasPrefix(f.code, "claims/") {
			add("Accept "+f.code+" here for a time: the reason is yours to write", false, s.waive(d, f.result))
		}
	}
	return out, nil
}

var nameForm = regexp.MustCompile(`^["']?([^\s:,\[\]{}"'#]+)`)

// rename replaces the name at a place, or the rule that a waiver in a comment
// names there.
func (s *server) rename(ls []string, at candor.Location, name string) *textEdit {
	if at.Line < 1 || at.Line > len(ls) {
		return nil
	}
	line := ls[at.Line-1]
	from := utf32Units.bytesOf(line, max(at.Col-1, 0))
	if i := strings.Index(line[from:], "candor:ignore"); i >= 0 {
		from += i + len("candor:ignore")
		from += len(line[from:]) - len(strings.TrimLeft(line[from:], " \t"))
	} else if at.Col == 0 {
		return nil
	}
	m := nameForm.FindStringSubmatchIndex(line[from:])
	if m == nil {
		return nil
	}
	return &textEdit{Range: span{
		position{at.Line - 1, s.enc.units(line[:from+m[2]])}, position{at.Line - 1, s.enc.units(line[:from+m[3]])},
	}, NewText: name}
}

// waive writes a waiver above the line of a finding and leaves out the reason,
// without which it waives nothing. It is only offered where candor would read it
// there and take it for this line.
func (s *server) waive(d *document, r *candor.Result) *textEdit {
	sign, ls := suppress.Sign(d.path), lines(d.text)
	if sign == "" || r.At.Line < 1 || r.At.Line > len(ls) {
		return nil
	}
	line := ls[r.At.Line-1]
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	until := s.Now().AddDate(0, 0, waiverDays).Format(time.DateOnly)
	comment := indent + sign + " candor:ignore " + r.Rule + " until=" + until + " "
	tried := slices.Insert(slices.Clone(ls), r.At.Line-1, comment+"reason")
	ws, _ := suppress.Scan(d.path, []byte(strings.Join(tried, "\n")), []string{r.Rule})
	if !slices.ContainsFunc(ws, func(w candor.Waiver) bool {
		return w.At.Line == r.At.Line && w.Line <= r.At.Line+1 && r.At.Line+1 <= w.EndLine
	}) {
		return nil
	}
	above := position{r.At.Line - 1, 0}
	return &textEdit{Range: span{above, above}, NewText: comment + endOfLine(d.text)}
}

var plainTable = regexp.MustCompile(`^[a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]*$`)

// enableRLS adds the statement behind the one that makes the table, in a
// migration that no commit holds yet: one that was applied must not change. The
// table then gives no rows to anybody but its owner until a policy lets them by.
func (s *server) enableRLS(d *document, r *candor.Result) *textEdit {
	if s.New == nil || !plainTable.MatchString(r.Subject) || !strings.HasSuffix(strings.ToLower(d.path), ".sql") {
		return nil
	}
	end := endOfCreate(d.text, utf32Units.offset(d.text, position{r.At.Line - 1, max(r.At.Col-1, 0)}))
	if end < 0 {
		return nil
	}
	ctx, stop := context.WithTimeout(s.ctx, 2*time.Second)
	defer stop()
	if !s.New(ctx, d.tree.root, d.path) {
		return nil
	}
	line := strings.Count(d.text[:end], "\n")
	at := position{line, s.enc.units(d.text[strings.LastIndexByte(d.text[:end], '\n')+1 : end])}
	return &textEdit{Range: span{at, at}, NewText: endOfLine(d.text) + "alter table " + r.Subject + " enable row level security;"}
}

// endOfCreate returns where the CREATE TABLE ends that begins at an offset,
// behind its semicolon; -1 where none does.
func endOfCreate(text string, from int) int {
	lex := pgparse.NewLexer(text, from)
	table := false
	for n := 0; ; n++ {
		t, ok := lex.Next()
		if !ok || t.Open {
			return -1
		}
		word := strings.ToLower(text[t.Start:t.End])
		switch {
		case n == 0 && word != "create", n == 4 && !table:
			return -1
		case word == "table":
			table = true
		case word == ";":
			if !table {
				return -1
			}
			return t.End
		}
	}
}

// endOfLine is how the lines of a text end.
func endOfLine(text string) string {
	if strings.Contains(text, "\r\n") {
		return "\r\n"
	}
	return "\n"
}
