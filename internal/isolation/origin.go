package isolation

import (
	"regexp"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"

	"github.com/candor-dev/candor/internal/pgcat"
)

// origin is where a value of a new row comes from.
type origin struct {
	kind oKind
	text string // of a constant
	via  hop    // of a lookup
	note string // what it assumes
}

type oKind uint8

const (
	oOther oKind = iota
	oNull
	oFresh  // it names what did not exist before
	oConst  // a literal
	oLookup // it is read from a row that the caller has a claim to
	oMeta   // the user wrote it himself when he signed up
)

var secretWord = regexp.MustCompile(`(?i)token|secret|code|nonce|key_hash|otp`)

// omitted is the value of a column that a statement does not give.
func (p *prover) omitted(t *pgcat.Table, col string) origin {
	for _, g := range t.Triggers {
		if g.Enabled && g.Timing == "BEFORE" && g.Row {
			fs := p.functionsOf(g.Function)
			if len(fs) == 0 || slices.ContainsFunc(fs, func(f *pgcat.Function) bool {
				return !f.BodyKnown || strings.Contains(strings.ToLower(f.Body), strings.ToLower(col))
			}) {
				return origin{}
			}
		}
	}
	x := t.Column(col)
	switch {
	case x == nil:
		return origin{}
	case x.Default == nil && !x.Generated:
		if strings.Contains(strings.ToLower(x.Type), "serial") {
			return origin{kind: oFresh}
		}
		return origin{kind: oNull}
	case x.Default == nil:
		return origin{}
	case p.unique(t, col):
		return origin{kind: oFresh}
	}
	return constOrigin(x.Default.Node)
}

func constOrigin(n *pg_query.Node) origin {
	for n.GetTypeCast() != nil {
		n = n.GetTypeCast().Arg
	}
	if call := n.GetFuncCall(); call != nil {
		switch _, name := dotted(call.Funcname); name {
		case "gen_random_uuid", "uuid_generate_v4", "uuid_generate_v1", "uuid_generate_v1mc", "nextval":
			return origin{kind: oFresh}
		}
		return origin{}
	}
	k := n.GetAConst()
	switch {
	case k == nil:
		return origin{}
	case k.Isnull:
		return origin{kind: oNull}
	case k.GetSval() != nil:
		return origin{kind: oConst, text: k.GetSval().Sval}
	case k.GetBoolval() != nil:
		return origin{kind: oConst, text: map[bool]string{true: "true", false: "false"}[k.GetBoolval().Boolval]}
	case k.GetIval() != nil:
		return origin{kind: oConst, text: itoa(int(k.GetIval().Ival))}
	}
	return origin{}
}

// origin traces an expression of a statement.
func (p *prover) origin(n *pg_query.Node, w way, c *code, sel *pg_query.SelectStmt, h hop, col string, depth int) origin {
	for n.GetTypeCast() != nil {
		n = n.GetTypeCast().Arg
	}
	if o := constOrigin(n); o.kind != oOther || depth > 6 {
		return o
	}
	if meta(n, w) {
		return origin{kind: oMeta}
	}
	if sub := n.GetSubLink(); sub != nil && sub.SubLinkType == pg_query.SubLinkType_EXPR_SUBLINK {
		if x := sub.Subselect.GetSelectStmt(); x != nil && len(x.TargetList) == 1 {
			return p.origin(x.TargetList[0].GetResTarget().GetVal(), w, c, x, h, col, depth+1)
		}
	}
	ref := n.GetColumnRef()
	if ref == nil {
		return origin{}
	}
	schema, name := dotted(ref.Fields)
	if strings.EqualFold(schema, "new") && w.trig != nil && len(ref.Fields) == 2 {
		users := w.on.Schema == "auth" && w.on.Rel == "users"
		switch {
		case users && name == "id":
			return origin{kind: oFresh}
		case w.only && p.unique(w.on, name) && p.refers(h.table, col, w.on, name):
			return origin{kind: oFresh}
		}
		return origin{}
	}
	if sel != nil && len(sel.FromClause) > 0 {
		if o := p.looked(sel, schema, name, w, c); o.kind != oOther {
			return o
		}
	}
	if c.loose || len(ref.Fields) != 1 || len(c.taken[name]) == 0 || slices.ContainsFunc(inputs(w.f), func(a pgcat.Arg) bool { return a.Name == name }) {
		return origin{}
	}
	var out origin
	for _, v := range c.taken[name] {
		var o origin
		if v.order != nil {
			switch {
			case v.order.node.GetInsertStmt() != nil:
				x := v.order.node.GetInsertStmt()
				t := p.relationOf(x.Relation, w.f)
				if t != nil && x.OnConflictClause == nil && v.i < len(x.ReturningList) {
					_, rc := dotted(x.ReturningList[v.i].GetResTarget().GetVal().GetColumnRef().GetFields())
					if rc != "" && p.unique(t, rc) && p.refers(h.table, col, t, rc) {
						o = origin{kind: oFresh}
					}
				}
			case v.order.node.GetSelectStmt() != nil:
				x := v.order.node.GetSelectStmt()
				if v.i < len(x.TargetList) {
					o = p.origin(x.TargetList[v.i].GetResTarget().GetVal(), w, c, x, h, col, depth+1)
				}
			}
		}
		if o.kind == oNull && len(c.taken[name]) > 1 {
			continue
		}
		if out.kind != oOther && (o.kind != out.kind || o.via != out.via) || o.kind == oOther {
			return origin{}
		}
		out = o
	}
	return out
}

// meta reports whether a value is taken from what a user writes himself.
func meta(n *pg_query.Node, w way) bool {
	if w.on == nil || w.on.Schema != "auth" || n == nil {
		return false
	}
	found := false
	walk(n.ProtoReflect(), 0, func(m proto.Message) {
		if x, ok := m.(*pg_query.ColumnRef); ok {
			s, name := dotted(x.Fields)
			found = found || strings.EqualFold(s, "new") && name == "raw_user_meta_data"
		}
	})
	return found
}

// looked traces a column that a query reads: from a row that is the caller's,
// or for which he shows a secret.
func (p *prover) looked(sel *pg_query.SelectStmt, qual, name string, w way, c *code) origin {
	if len(sel.FromClause) != 1 || sel.WithClause != nil || sel.Op != pg_query.SetOperation_SETOP_NONE || sel.WhereClause == nil {
		return origin{}
	}
	r := joined(sel.FromClause[0], qual)
	if r == nil {
		return origin{}
	}
	if qual == "" && sel.FromClause[0].GetJoinExpr() != nil {
		return origin{}
	}
	bare := sel.FromClause[0].GetRangeVar() != nil // columns need no qualifier
	t := p.relationOf(r, w.f)
	if t == nil || t.Column(name) == nil || qual != "" && qual != r.Relname && qual != r.Alias.GetAliasname() {
		return origin{}
	}
	terms := []*pg_query.Node{sel.WhereClause}
	if b := sel.WhereClause.GetBoolExpr(); b != nil && b.Boolop == pg_query.BoolExprType_AND_EXPR {
		terms = b.Args
	}
	for _, x := range terms {
		a := x.GetAExpr()
		if a == nil || a.Kind != pg_query.A_Expr_Kind_AEXPR_OP || len(a.Name) != 1 || a.Name[0].GetString_().GetSval() != "=" {
			continue
		}
		for _, pair := range [][2]*pg_query.Node{{a.Lexpr, a.Rexpr}, {a.Rexpr, a.Lexpr}} {
			ref := pair[0].GetColumnRef()
			if ref == nil {
				continue
			}
			q, col := dotted(ref.Fields)
			if t.Column(col) == nil || q == "" && !bare || q != "" && q != r.Relname && q != r.Alias.GetAliasname() || c.taken[col] != nil ||
				q == "" && slices.ContainsFunc(inputs(w.f), func(a pgcat.Arg) bool { return a.Name == col }) {
				continue
			}
			if call := pair[1].GetFuncCall(); call != nil {
				if s, fn := dotted(call.Funcname); s == "auth" && (fn == "uid" || fn == "email") {
					return origin{kind: oLookup, via: hop{table: t, from: col, to: name}}
				}
			}
			if secretWord.MatchString(col) && !secretWord.MatchString(name) && p.kept(t) {
				return origin{kind: oLookup, via: hop{table: t, from: col, to: name}, note: "nobody comes by the " + col + " of a row of " + t.Name.String() + " that is not meant for him: " + w.what + " takes it as proof"}
			}
		}
	}
	return origin{}
}

// joined finds a table among inner joins by its alias.
func joined(n *pg_query.Node, qual string) *pg_query.RangeVar {
	if r := n.GetRangeVar(); r != nil {
		if alias := orName(r.Alias.GetAliasname(), r.Relname); qual == "" || qual == alias {
			return r
		}
		return nil
	}
	if j := n.GetJoinExpr(); j != nil && j.Jointype == pg_query.JoinType_JOIN_INNER && j.Alias == nil {
		if r := joined(j.Larg, qual); r != nil {
			return r
		}
		return joined(j.Rarg, qual)
	}
	return nil
}

// kept reports whether callers see the rows of a table only where they are tied
// to them.
func (p *prover) kept(t *pgcat.Table) bool {
	for _, r := range p.roles {
		x := p.reaches(t, r, "SELECT")
		if !x.ok && x.sure {
			continue
		}
		list, unknown := p.clauses(t, r, "SELECT", false)
		if unknown != "" || !x.ok {
			return false
		}
		for _, c := range list {
			if slices.ContainsFunc(p.rule(c.c, r, p.rowOf(t)), func(ru ruling) bool { return ru.kind != kBound }) {
				return false
			}
		}
	}
	return true
}
