package pgparse

import (
	"context"
	"errors"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// Stmt is one statement that Postgres understands.
type Stmt struct {
	Node *pg_query.Node
	Span     // in the whole script
	Base int // what to add to a location inside Node to get an offset into the script
}

// Broken is one statement that Postgres refuses.
type Broken struct {
	Span
	Offset  int // where Postgres stopped, in the whole script
	Message string
}

// dataStatement is the length from which an INSERT is taken for data and not
// parsed: seeds of many megabytes say nothing about tables.
const dataStatement = 16 << 10

// Statements parses a script. Where it does not parse as a whole, the
// statements are read one by one, so that a broken one hides nothing but itself.
func (p *Parser) Statements(ctx context.Context, s *Script) ([]Stmt, []Broken, error) {
	text := s.Text
	var data []Span
	for _, sp := range s.Stmts {
		if sp.End-sp.Start >= dataStatement && isInsert(text[sp.Start:sp.End]) {
			data = append(data, sp)
		}
	}
	if len(data) > 0 {
		text = Blank(text, data...)
	}
	tree, err := p.Parse(ctx, text)
	if err == nil {
		return whole(text, tree), nil, nil
	}
	var syntax *Error
	if !errors.As(err, &syntax) {
		return nil, nil, err
	}
	return p.oneByOne(ctx, text, s.Stmts)
}

func whole(text string, tree *pg_query.ParseResult) []Stmt {
	out := make([]Stmt, 0, len(tree.Stmts))
	for _, raw := range tree.Stmts {
		end := len(text)
		if raw.StmtLen > 0 {
			end = int(raw.StmtLocation + raw.StmtLen)
		}
		out = append(out, Stmt{Node: raw.Stmt, Span: Span{firstToken(text, int(raw.StmtLocation)), end}})
	}
	return out
}

func (p *Parser) oneByOne(ctx context.Context, text string, spans []Span) ([]Stmt, []Broken, error) {
	var out []Stmt
	var broken []Broken
	for _, sp := range spans {
		tree, err := p.Parse(ctx, text[sp.Start:sp.End])
		var syntax *Error
		switch {
		case errors.As(err, &syntax):
			broken = append(broken, Broken{Span: sp, Offset: sp.Start + max(0, syntax.Offset), Message: syntax.Message})
			continue
		case err != nil:
			return nil, nil, err
		}
		for _, st := range whole(text[sp.Start:sp.End], tree) {
			st.Start, st.End, st.Base = st.Start+sp.Start, st.End+sp.Start, sp.Start
			out = append(out, st)
		}
	}
	return out, broken, nil
}

// firstToken is the offset of the first token at or after from.
func firstToken(text string, from int) int {
	if t, ok := NewLexer(text, from).Next(); ok {
		return t.Start
	}
	return from
}

func isInsert(s string) bool { return len(s) > 6 && strings.EqualFold(s[:6], "insert") }
