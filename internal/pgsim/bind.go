package pgsim

import (
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// bound is a piece of syntax whose names are resolved.
type bound struct {
	deps    []dep
	links   []link
	foreign []name   // functions that no file has made
	types   []string // types that no file has made
}

// link ties a name in a syntax tree to what it stood for when it was read, so
// that a later rename can be followed.
type link struct {
	at    int32 // location in the statement
	ref   *pg_query.ColumnRef
	rng   *pg_query.RangeVar
	call  *pg_query.FuncCall
	rel   *relation // of rng, or of the qualifier of ref
	col   *column   // of ref
	fn    *function // of call
	alias bool      // the qualifier of ref is an alias
	star  []starred // what * stood for
	// inner are the relations that would take the bare name of ref to themselves
	// if they had such a column; qualifier is what keeps it apart then.
	inner     []*relation
	qualifier string
	out       *pg_query.ResTarget // of which ref is all, without a name
	was       string              // the name of col that was written, once it is renamed
}

// starred is one column that * stood for.
type starred struct {
	alias string
	out   outcol
}

// binder resolves the names of an expression or a query by the scopes of SQL.
type binder struct {
	p       *player
	out     bound
	refused bool // a name is certainly not there
	loose   bool // a relation whose columns are not known is in play
	columns map[*pg_query.ColumnRef]*column
	root    *scope // of an expression that must not give a set
	depth   int
}

func (p *player) binder() *binder {
	return &binder{p: p, columns: make(map[*pg_query.ColumnRef]*column)}
}

// source is one item of a FROM clause.
type source struct {
	alias  string
	schema string // of a relation that is named without an alias
	rel    *relation
	plain  bool // named by its own name, not by an alias
	cols   []outcol
	known  bool // cols are all there are
}

type outcol struct {
	name string
	col  *column // where it is the column of a relation
	typ  string
}

type scope struct {
	sources []*source
	ctes    map[string]*source
	names   []string // of the outputs, which ORDER BY and GROUP BY may use
	outer   *scope
}

func (s *scope) cte(n string) *source {
	for ; s != nil; s = s.outer {
		if c := s.ctes[n]; c != nil {
			return c
		}
	}
	return nil
}

// relationSource is a relation under a name.
func relationSource(r *relation, alias string) *source {
	s := &source{alias: alias, rel: r, known: r.created && r.allColumns}
	if alias == "" {
		s.alias, s.schema, s.plain = r.Rel, r.Schema, true
	}
	for _, c := range r.columns {
		s.cols = append(s.cols, outcol{c.name, c, c.canon})
	}
	return s
}

// visit resolves the names below a piece of syntax.
func (b *binder) visit(m proto.Message, s *scope) {
	if b.depth > 4*maxDepth {
		b.loose = true
		return
	}
	b.depth++
	defer func() { b.depth-- }()
	switch m := m.(type) {
	case *pg_query.ColumnRef:
		b.column(m, s)
		return
	case *pg_query.SelectStmt:
		b.query(m, s)
		return
	case *pg_query.FuncCall:
		b.children(m.ProtoReflect(), s)
		b.call(m, s)
		return
	case *pg_query.TypeName:
		b.typeName(m)
		return
	case *pg_query.RangeVar:
		b.relation(m, s)
		return
	case *pg_query.SubLink:
		b.link(m, s)
		return
	case *pg_query.A_Expr:
		b.children(m.ProtoReflect(), s)
		b.operator(m)
		return
	}
	b.children(m.ProtoReflect(), s)
}

// link resolves a subquery in an expression.
func (b *binder) link(l *pg_query.SubLink, s *scope) {
	b.node(l.Testexpr, s)
	q := l.GetSubselect().GetSelectStmt()
	if q == nil {
		b.node(l.Subselect, s)
		return
	}
	cols, known := b.query(q, s)
	if known && len(cols) == 1 && l.SubLinkType == pg_query.SubLinkType_ANY_SUBLINK && len(l.OperName) == 0 && b.unlike(b.typeOf(l.Testexpr, 0), cols[0].typ) {
		b.refused = true
	}
}

// operator refuses a comparison of types that Postgres has no operator for.
func (b *binder) operator(e *pg_query.A_Expr) {
	if e.Kind != pg_query.A_Expr_Kind_AEXPR_OP || e.Lexpr == nil {
		return
	}
	switch nameOf(e.Name).Rel {
	case "=", "<>", "<", ">", "<=", ">=":
		if b.unlike(b.typeOf(e.Lexpr, 0), b.typeOf(e.Rexpr, 0)) {
			b.refused = true
		}
	}
}

// unlike tells two types that are known not to be comparable.
func (b *binder) unlike(x, y string) bool {
	f, _ := ranks(x)
	g, _ := ranks(y)
	return f != "" && g != "" && x != y && (f != g || f == "other")
}

func (b *binder) children(m protoreflect.Message, s *scope) {
	m.Range(func(f protoreflect.FieldDescriptor, v protoreflect.Value) bool {
		switch {
		case f.IsList() && f.Message() != nil:
			for i := range v.List().Len() {
				b.visit(v.List().Get(i).Message().Interface(), s)
			}
		case f.Message() != nil:
			b.visit(v.Message().Interface(), s)
		}
		return true
	})
}

// node resolves the names of an expression.
func (b *binder) node(n *pg_query.Node, s *scope) {
	if n != nil {
		b.visit(n, s)
	}
}

func (b *binder) lean(d dep) {
	if d.on != nil && !slices.Contains(b.out.deps, d) {
		b.out.deps = append(b.out.deps, d)
	}
}

// relation resolves a relation in a FROM clause.
func (b *binder) relation(v *pg_query.RangeVar, s *scope) *source {
	alias := v.GetAlias().GetAliasname()
	n := rangeName(v)
	if n.Schema == "" {
		if c := s.cte(n.Rel); c != nil {
			out := *c
			if out.alias = n.Rel; alias != "" {
				out.alias = alias
			}
			return renamed(&out, v.GetAlias().GetColnames())
		}
	}
	r := b.p.find(n)
	if r == nil {
		if !isSystem(n) && b.p.absent(classRelation, n) {
			b.refused = true
		}
		if alias == "" {
			alias = n.Rel
		}
		return &source{alias: alias}
	}
	if r.kind == index || r.kind == composite {
		b.refused = true
	}
	b.lean(dep{on: r})
	b.out.links = append(b.out.links, link{at: v.Location, rng: v, rel: r})
	return renamed(relationSource(r, alias), v.GetAlias().GetColnames())
}

// isSystem reports whether a name may be one of the system catalogs.
func isSystem(n name) bool {
	return n.Schema == "pg_catalog" || n.Schema == "information_schema" || n.Schema == "" && len(n.Rel) > 3 && n.Rel[:3] == "pg_"
}

// renamed applies the column names of an alias.
func renamed(s *source, names []*pg_query.Node) *source {
	if len(names) == 0 {
		return s
	}
	s.cols = slices.Clone(s.cols)
	for i, n := range names {
		if i < len(s.cols) {
			s.cols[i].name = n.GetString_().GetSval()
		} else {
			s.cols = append(s.cols, outcol{name: n.GetString_().GetSval()})
		}
	}
	return s
}

func (b *binder) typeName(t *pg_query.TypeName) {
	n := nameOf(t.Names)
	if u := b.p.findType(n); u != nil {
		b.lean(dep{on: u})
		return
	}
	if r := b.p.find(n); r != nil && r.kind != index && r.kind != sequence {
		b.lean(dep{on: r})
		return
	}
	if n.Schema != "pg_catalog" {
		b.out.types = append(b.out.types, n.Rel)
		if b.p.cat.gone[object{classType, n}] || n.Schema == "" && b.p.absentSince(classType, n) {
			b.refused = true
		}
	}
}

// absentSince tells that the sources have taken an object away, whatever else
// lies outside of them.
func (p *player) absentSince(c class, n name) bool {
	if n.Schema != "" {
		return p.cat.gone[object{c, n}]
	}
	for _, s := range p.path {
		if p.cat.gone[object{c, name{Schema: s, Rel: n.Rel}}] {
			return true
		}
	}
	return false
}

// call resolves a function by its name and arguments.
func (b *binder) call(f *pg_query.FuncCall, s *scope) {
	n := nameOf(f.Funcname)
	var types []string
	for _, a := range f.Args {
		types = append(types, b.typeOf(a, 0))
	}
	fns, sure := b.p.resolve(n, types)
	switch {
	case len(fns) == 1 && fns[0].Set && s != nil && s == b.root:
		b.refused = true
	case len(fns) == 1:
		b.lean(dep{on: fns[0]})
		b.out.links = append(b.out.links, link{at: f.Location, call: f, fn: fns[0]})
	case len(fns) > 1:
		for _, x := range fns {
			b.lean(dep{on: x, maybe: true})
		}
	case sure:
		b.refused = true
	default:
		b.out.foreign = append(b.out.foreign, n)
	}
}
