package pgsim

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgparse"
)

// expression is a condition or a default, as written and with its names resolved.
type expression struct {
	raw  string // its source, with comments
	base int    // offset of raw in the text to which locations in node count
	node *pg_query.Node
	path []string // search_path when it was made
	bound
}

// boundQuery is the query of a view.
type boundQuery struct {
	expression
	columns []string // as given in front of the query
}

// source is a piece of the text of a statement, by offsets into it.
type span struct{ from, to int }

// bindIn resolves an expression on the row of a table; false when Postgres
// refuses it because a name is certainly not there.
func (p *player) bindIn(u *unit, at span, n *pg_query.Node, r *relation) (*expression, bool) {
	if n == nil {
		return nil, true
	}
	b := p.binder()
	s := &scope{}
	if r != nil {
		s.sources = []*source{relationSource(r, "")}
	}
	b.root = s
	b.node(n, s)
	return &expression{
		raw: strings.Clone(u.text[at.from:at.to]), base: at.from - u.base, node: n,
		path: slices.Clone(p.path), bound: b.out,
	}, !b.refused
}

// clause is where the text in the parentheses that follow the words stands; an
// empty span when the statement has no such clause.
func clause(text string, words ...string) span {
	lex := pgparse.NewLexer(text, 0)
	depth, matched, from := 0, 0, -1
	for {
		t, ok := lex.Next()
		if !ok {
			return span{}
		}
		tok := text[t.Start:t.End]
		switch {
		case tok == "(":
			depth++
			if depth == 1 && matched == len(words) {
				from = t.End
			}
		case tok == ")":
			depth--
			if depth == 0 && from >= 0 {
				return span{from, t.Start}
			}
		}
		if depth == 0 && matched < len(words) {
			if t.Kind == pgparse.Word && strings.EqualFold(tok, words[matched]) {
				matched++
			} else {
				matched = 0
			}
		}
	}
}

// afterAs is where the query of a CREATE VIEW stands.
func afterAs(text string) span {
	lex := pgparse.NewLexer(text, 0)
	depth := 0
	for {
		t, ok := lex.Next()
		if !ok {
			return span{}
		}
		switch tok := text[t.Start:t.End]; {
		case tok == "(":
			depth++
		case tok == ")":
			depth--
		case depth == 0 && t.Kind == pgparse.Word && strings.EqualFold(tok, "as"):
			return span{t.End, len(text)}
		}
	}
}

// defaultAt is where the text of a DEFAULT stands that begins at an offset.
func defaultAt(text string, from int) span {
	if from < 0 || from >= len(text) {
		return span{}
	}
	lex := pgparse.NewLexer(text, from)
	depth, start, end := 0, -1, from
	for {
		t, ok := lex.Next()
		if !ok {
			break
		}
		tok := text[t.Start:t.End]
		if start < 0 {
			if t.Kind == pgparse.Word && strings.EqualFold(tok, "default") {
				start = t.End
				end = t.End
			} else {
				return span{}
			}
			continue
		}
		switch {
		case tok == "(" || tok == "[":
			depth++
		case depth == 0 && (tok == ")" || tok == "," || tok == ";"):
			return trimmed(text, span{start, end})
		case tok == ")" || tok == "]":
			depth--
		case depth == 0 && t.Kind == pgparse.Word && end > start && endsDefault(tok):
			return trimmed(text, span{start, end})
		}
		end = t.End
	}
	return trimmed(text, span{start, end})
}

func trimmed(text string, s span) span {
	if s.from < 0 {
		return span{}
	}
	for s.from < s.to && strings.ContainsRune(" \t\r\n", rune(text[s.from])) {
		s.from++
	}
	return s
}

// endsDefault reports whether a word begins the next constraint of a column.
func endsDefault(word string) bool {
	switch strings.ToLower(word) {
	case "not", "null", "constraint", "primary", "unique", "check", "references", "generated", "collate", "deferrable", "initially":
		return true
	}
	return false
}

// oneLine writes an expression on one line, without comments.
func oneLine(text string) string {
	var b strings.Builder
	lex := pgparse.NewLexer(text, 0)
	end := 0
	for {
		t, ok := lex.Next()
		if !ok {
			return b.String()
		}
		if b.Len() > 0 && t.Start > end {
			b.WriteByte(' ')
		}
		b.WriteString(text[t.Start:t.End])
		end = t.End
	}
}
