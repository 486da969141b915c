package sql

import (
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/candor-dev/candor/internal/pgparse"
)

// refs is what an expression leans on.
type refs struct {
	rels      []name // the schema is empty when it is not written
	functions []name
	columns   []string
	types     []string
	subquery  bool
}

// refsOf gathers what an expression names, at any depth.
func refsOf(n *pg_query.Node) refs {
	var r refs
	walk(n.ProtoReflect(), 0, func(m proto.Message) {
		switch m := m.(type) {
		case *pg_query.RangeVar:
			r.rels = append(r.rels, name{m.Schemaname, m.Relname})
		case *pg_query.FuncCall:
			r.functions = append(r.functions, nameOf(m.Funcname))
		case *pg_query.ColumnRef:
			for _, f := range m.Fields {
				if s := f.GetString_(); s != nil {
					r.columns = append(r.columns, s.Sval)
				}
			}
		case *pg_query.TypeName:
			r.types = append(r.types, nameOf(m.Names).rel)
		case *pg_query.SubLink:
			r.subquery = true
		}
	})
	return r
}

// walk visits a syntax tree.
func walk(m protoreflect.Message, depth int, visit func(proto.Message)) {
	if depth > 4*maxDepth {
		return
	}
	visit(m.Interface())
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.IsList() && f.Message() != nil:
			for i := range v.List().Len() {
				walk(v.List().Get(i).Message(), depth+1, visit)
			}
		case f.Message() != nil:
			walk(v.Message(), depth+1, visit)
		}
		return true
	})
}

// nameOf reads a dotted name; what stands before the schema is dropped.
func nameOf(parts []*pg_query.Node) name {
	var n name
	for _, p := range parts {
		n.schema, n.rel = n.rel, p.GetString_().GetSval()
	}
	return n
}

// typeName writes a type as one would in SQL.
func typeName(t *pg_query.TypeName) string {
	n := nameOf(t.GetNames())
	s := n.rel
	if n.schema != "" && n.schema != "pg_catalog" {
		s = n.String()
	}
	return s + strings.Repeat("[]", len(t.GetArrayBounds()))
}

// clause returns the text in the parentheses that follow the words, "" when the
// statement has no such clause.
func clause(text string, words ...string) string {
	lex := pgparse.NewLexer(text, 0)
	depth, matched, from := 0, 0, -1
	for {
		t, ok := lex.Next()
		if !ok {
			return ""
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
				return oneLine(text[from:t.Start])
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
