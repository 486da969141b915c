package pgsim

import (
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// relationsIn lists the relations that a piece of syntax names, at any depth.
func relationsIn(n *pg_query.Node) []name {
	var out []name
	walk(n.ProtoReflect(), 0, func(m proto.Message) {
		if v, ok := m.(*pg_query.RangeVar); ok {
			out = append(out, name{Schema: v.Schemaname, Rel: v.Relname})
		}
	})
	return out
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
		n.Schema, n.Rel = n.Rel, p.GetString_().GetSval()
	}
	return n
}

// typeName writes a type as one would in SQL.
func typeName(t *pg_query.TypeName) string {
	n := nameOf(t.GetNames())
	s := n.Rel
	if n.Schema != "" && n.Schema != "pg_catalog" {
		s = n.String()
	}
	return s + strings.Repeat("[]", len(t.GetArrayBounds()))
}
