package pgdrift

import (
	"slices"
	"strconv"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/candor-dev/candor/internal/pgcat"
)

// form is the normal form of an expression, as a text that is only compared.
type form struct {
	exact string
	// loose is the form without what can't be told of some expressions: the
	// table of a column, the way that a date is written.
	loose     string
	unsure    string   // what loose leaves out; empty when nothing
	ands, ors []string // the conjuncts and the alternatives of exact
}

// maxDepth bounds the recursion into an expression.
const maxDepth = 300

// writer writes normal forms.
type writer struct {
	names  *names
	scopes []scope
	items  int // tables met so far
	loose  bool
	unsure string
	depth  int
}

// scope is the FROM of one query; the last one is the innermost.
type scope []item

type item struct {
	id, alias string
	name      pgcat.Name
	columns   []string
	all       bool // columns are all there are
}

func formOf(e *pgcat.Expr, table *pgcat.Table, own, other *index) *form {
	n := &names{path: e.Path, sides: [2]*index{own, other}}
	self := item{id: "self", alias: table.Rel, name: table.Name}
	self.columns, self.all = n.columnsOf(table.Name)
	write := func(loose bool) *writer { return &writer{names: n, scopes: []scope{{self}}, loose: loose} }
	w := write(false)
	f := &form{exact: w.expr(e.Node), unsure: w.unsure}
	f.ands, f.ors = []string{f.exact}, []string{f.exact}
	if parts, and, ok := write(false).several(e.Node); ok {
		if and {
			f.ands = parts
		} else {
			f.ors = parts
		}
	}
	l := write(true)
	f.loose = l.expr(e.Node)
	f.unsure = orElse(f.unsure, l.unsure)
	return f
}

func (w *writer) doubt(what string) {
	if w.unsure == "" {
		w.unsure = what
	}
}

// expr writes one node.
func (w *writer) expr(n *pg_query.Node) string {
	if n == nil || n.Node == nil {
		return ""
	}
	if w.depth++; w.depth > maxDepth {
		w.doubt("an expression that is nested too deeply")
		w.depth--
		return "..."
	}
	defer func() { w.depth-- }()
	switch x := n.Node.(type) {
	case *pg_query.Node_AConst:
		return w.constant(x.AConst, "")
	case *pg_query.Node_TypeCast:
		return w.cast(x.TypeCast)
	case *pg_query.Node_ColumnRef:
		return w.column(x.ColumnRef)
	case *pg_query.Node_FuncCall:
		return w.call(x.FuncCall)
	case *pg_query.Node_BoolExpr:
		return w.boolean(n)
	case *pg_query.Node_AExpr:
		return w.operator(x.AExpr)
	case *pg_query.Node_SubLink:
		return w.sublink(x.SubLink)
	case *pg_query.Node_SelectStmt:
		return w.query(x.SelectStmt, true)
	case *pg_query.Node_ResTarget:
		return w.expr(x.ResTarget.Val)
	case *pg_query.Node_CaseExpr:
		return w.cases(x.CaseExpr)
	case *pg_query.Node_RowExpr:
		return "row(" + w.list(x.RowExpr.Args) + ")"
	}
	m := n.ProtoReflect()
	fd := m.WhichOneof(m.Descriptor().Oneofs().Get(0))
	return w.message(string(fd.Name()), m.Get(fd).Message())
}

func (w *writer) list(nodes []*pg_query.Node) string {
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = w.expr(n)
	}
	return strings.Join(parts, ", ")
}

// message writes what needs no care of its own: every field but positions.
func (w *writer) message(name string, m protoreflect.Message) string {
	var b strings.Builder
	b.WriteString(name + "{")
	fields := m.Descriptor().Fields()
	for i := range fields.Len() {
		fd := fields.Get(i)
		if !m.Has(fd) || strings.HasSuffix(string(fd.Name()), "location") {
			continue
		}
		b.WriteString(string(fd.Name()) + ":")
		v := m.Get(fd)
		switch {
		case fd.IsList() && fd.Kind() == protoreflect.MessageKind:
			for j := range v.List().Len() {
				b.WriteString(w.child(v.List().Get(j).Message()) + ",")
			}
		case fd.Kind() == protoreflect.MessageKind && !fd.IsMap():
			b.WriteString(w.child(v.Message()))
		default:
			b.WriteString(v.String())
		}
		b.WriteString(";")
	}
	return b.String() + "}"
}

func (w *writer) child(m protoreflect.Message) string {
	switch x := m.Interface().(type) {
	case *pg_query.Node:
		return w.expr(x)
	case *pg_query.SelectStmt:
		return w.query(x, true)
	}
	if w.depth++; w.depth > maxDepth {
		w.depth--
		return "..."
	}
	defer func() { w.depth-- }()
	return w.message(string(m.Descriptor().Name()), m)
}

// several takes an expression apart that stands for several conditions, joined
// by AND or by OR: AND and OR themselves, BETWEEN, a list of values.
func (w *writer) several(n *pg_query.Node) (parts []string, and, ok bool) {
	if b := n.GetBoolExpr(); b != nil && b.Boolop != pg_query.BoolExprType_NOT_EXPR {
		and = b.Boolop == pg_query.BoolExprType_AND_EXPR
		for _, a := range b.Args {
			parts = append(parts, w.within(a, and)...)
		}
		return parts, and, true
	}
	return w.members(n.GetAExpr())
}

// within writes an operand of AND or OR: its own parts where it is of the same kind.
func (w *writer) within(n *pg_query.Node, and bool) []string {
	if w.depth++; w.depth < maxDepth {
		defer func() { w.depth-- }()
		if in := n.GetBoolExpr(); in == nil || (in.Boolop == pg_query.BoolExprType_AND_EXPR) == and {
			if parts, same, ok := w.several(n); ok && same == and {
				return parts
			}
		}
		return []string{w.expr(n)}
	}
	w.depth--
	return []string{w.expr(n)}
}

func (w *writer) boolean(n *pg_query.Node) string {
	if parts, and, ok := w.several(n); ok {
		return join(and, parts)
	}
	return "not(" + w.list(n.GetBoolExpr().GetArgs()) + ")"
}

func join(and bool, parts []string) string {
	slices.Sort(parts)
	parts = slices.Compact(parts)
	if len(parts) == 1 {
		return parts[0]
	}
	if and {
		return "and(" + strings.Join(parts, ", ") + ")"
	}
	return "or(" + strings.Join(parts, ", ") + ")"
}

func (w *writer) cases(c *pg_query.CaseExpr) string {
	s := "case(" + w.expr(c.Arg)
	for _, a := range c.Args {
		s += " when " + w.expr(a.GetCaseWhen().GetExpr()) + " then " + w.expr(a.GetCaseWhen().GetResult())
	}
	if e := w.expr(c.Defresult); e != "" && e != "NULL" { // no ELSE is ELSE NULL
		s += " else " + e
	}
	return s + ")"
}

// column writes a column with the table that it is of.
func (w *writer) column(c *pg_query.ColumnRef) string {
	var parts []string
	for _, f := range c.Fields {
		if f.GetAStar() != nil {
			parts = append(parts, "*")
			continue
		}
		parts = append(parts, f.GetString_().GetSval())
	}
	last := parts[len(parts)-1]
	if w.loose {
		return last
	}
	for i := len(w.scopes) - 1; i >= 0; i-- {
		for _, it := range w.scopes[i] {
			switch len(parts) {
			case 1:
				switch {
				case slices.Contains(it.columns, last):
					return it.id + "." + last
				case !it.all:
					w.doubt("the table that column " + last + " is of")
					return "?." + last
				}
			case 2:
				if it.alias == parts[0] {
					return it.id + "." + last
				}
			case 3:
				if it.name == (pgcat.Name{Schema: parts[0], Rel: parts[1]}) {
					return it.id + "." + last
				}
			}
		}
	}
	if len(parts) == 1 {
		for i := len(w.scopes) - 1; i >= 0; i-- {
			for _, it := range w.scopes[i] {
				if it.alias == last {
					return it.id + ".*"
				}
			}
		}
	}
	return "?." + strings.Join(parts, ".")
}

// from adds the tables of a FROM to a scope and writes them.
func (w *writer) from(n *pg_query.Node, s *scope) string {
	w.items++
	id := "t" + strconv.Itoa(w.items)
	switch {
	case n.GetRangeVar() != nil:
		v := n.GetRangeVar()
		m := pgcat.Name{Schema: v.Schemaname, Rel: v.Relname}
		if m.Schema == "" {
			var ok bool
			if m, ok = w.names.relation(v.Relname); !ok {
				w.doubt("the schema of table " + v.Relname)
			}
		}
		it := item{id: id, alias: orElse(v.Alias.GetAliasname(), v.Relname), name: m}
		it.columns, it.all = w.names.columnsOf(m)
		*s = append(*s, it)
		if w.loose {
			return m.Rel
		}
		return m.String() + " " + id
	case n.GetRangeSubselect() != nil:
		v := n.GetRangeSubselect()
		it := item{id: id, alias: v.Alias.GetAliasname(), all: true}
		for _, t := range v.Subquery.GetSelectStmt().GetTargetList() {
			name := orElse(t.GetResTarget().GetName(), lastField(t.GetResTarget().GetVal()))
			it.columns = append(it.columns, name)
			it.all = it.all && name != "" && name != "*"
		}
		out := "(" + w.expr(v.Subquery) + ") " + id
		*s = append(*s, it)
		return out
	case n.GetJoinExpr() != nil:
		j := n.GetJoinExpr()
		out := "join(" + j.Jointype.String() + " " + w.from(j.Larg, s) + " with " + w.from(j.Rarg, s)
		w.scopes = append(w.scopes, *s)
		out += " on " + w.expr(j.Quals) + " using " + w.list(j.UsingClause)
		w.scopes = w.scopes[:len(w.scopes)-1]
		return out + ")"
	case n.GetRangeFunction() != nil:
		f := n.GetRangeFunction()
		it := item{id: id, alias: f.Alias.GetAliasname()}
		for _, c := range f.Alias.GetColnames() {
			it.columns = append(it.columns, c.GetString_().GetSval())
		}
		if it.columns == nil && it.alias != "" { // a scalar function's column has the name of the alias
			it.columns = []string{it.alias}
		}
		out := w.list(f.Functions) + " " + id
		*s = append(*s, it)
		return out
	}
	return w.expr(n)
}

func lastField(n *pg_query.Node) string {
	fields := n.GetColumnRef().GetFields()
	if len(fields) == 0 {
		return ""
	}
	if fields[len(fields)-1].GetAStar() != nil {
		return "*"
	}
	return fields[len(fields)-1].GetString_().GetSval()
}

// query writes a SELECT. Names that only the reader sees (of its columns, of
// its tables) are left out.
func (w *writer) query(q *pg_query.SelectStmt, targets bool) string {
	if q == nil {
		return ""
	}
	if q.Op != pg_query.SetOperation_SETOP_NONE {
		return "set(" + q.Op.String() + strconv.FormatBool(q.All) + " " + w.query(q.Larg, true) + ", " + w.query(q.Rarg, true) + ")"
	}
	var s scope
	for _, c := range q.GetWithClause().GetCtes() {
		cte := c.GetCommonTableExpr()
		w.doubt("the columns of WITH " + cte.GetCtename())
	}
	var from []string
	for _, f := range q.FromClause {
		from = append(from, w.from(f, &s))
	}
	w.scopes = append(w.scopes, s)
	defer func() { w.scopes = w.scopes[:len(w.scopes)-1] }()
	out := "select("
	if q.WithClause != nil {
		out += w.message("with", q.WithClause.ProtoReflect())
	}
	if targets {
		out += w.list(q.TargetList)
	}
	out += " from " + strings.Join(from, ", ") + " where " + w.expr(q.WhereClause)
	for _, rest := range []string{
		w.list(q.DistinctClause), w.list(q.GroupClause), w.expr(q.HavingClause), w.list(q.ValuesLists),
		w.list(q.SortClause), w.expr(q.LimitOffset), w.expr(q.LimitCount),
	} {
		out += "; " + rest
	}
	return out + ")"
}
