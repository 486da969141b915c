package pgfacts

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/candor-dev/candor/internal/pgcat"
)

// userMetadata lists the parts of the caller's token that a policy reads and
// that the caller writes himself: raw_user_meta_data of Supabase, which reaches
// the token as user_metadata. It looks at the syntax tree: a text that only
// mentions the name is none.
func userMetadata(q *pgcat.Policy) []string {
	var out []string
	add := func(s string) {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, e := range []*pgcat.Expr{q.Using, q.Check} {
		if e == nil || e.Node == nil {
			continue
		}
		walk(e.Node.ProtoReflect(), 0, func(m proto.Message) {
			switch x := m.(type) {
			case *pg_query.A_Expr:
				if len(x.Name) != 1 || !strings.HasPrefix(x.Name[0].GetString_().GetSval(), "->") && !strings.HasPrefix(x.Name[0].GetString_().GetSval(), "#>") {
					return
				}
				if key := literal(x.Rexpr); key == "user_metadata" || key == "raw_user_meta_data" || strings.HasPrefix(key, "{user_metadata") {
					add("user_metadata")
				}
			case *pg_query.A_Indirection:
				for _, i := range x.Indirection {
					if literal(i.GetAIndices().GetUidx()) == "user_metadata" {
						add("user_metadata")
					}
				}
			case *pg_query.FuncCall:
				// jsonb_extract_path_text(auth.jwt(), 'user_metadata', ...)
				if fn := x.Funcname; len(fn) > 0 && strings.HasPrefix(fn[len(fn)-1].GetString_().GetSval(), "json") {
					for _, a := range x.Args {
						if literal(a) == "user_metadata" {
							add("user_metadata")
						}
					}
				}
			case *pg_query.ColumnRef:
				if n := len(x.Fields); n > 0 && x.Fields[n-1].GetString_().GetSval() == "raw_user_meta_data" {
					add("raw_user_meta_data")
				}
			}
		})
	}
	return out
}

// literal is the text of a constant, through casts.
func literal(n *pg_query.Node) string {
	for range 5 {
		c := n.GetTypeCast()
		if c == nil {
			break
		}
		n = c.Arg
	}
	return n.GetAConst().GetSval().GetSval()
}

const deepest = 400

// walk visits every message of a syntax tree.
func walk(m protoreflect.Message, depth int, visit func(proto.Message)) {
	if depth > deepest {
		return
	}
	visit(m.Interface())
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.IsList() && f.Message() != nil:
			for i := range v.List().Len() {
				walk(v.List().Get(i).Message(), depth+1, visit)
			}
		case !f.IsList() && !f.IsMap() && f.Message() != nil:
			walk(v.Message(), depth+1, visit)
		}
		return true
	})
}
