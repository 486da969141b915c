package isolation

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

// AdminTest says whether every row that an access reaches stands behind a test
// that administrators alone pass.
type AdminTest struct {
	State string // "always", "none" or "unknown"; "" where no row is reached
	Text  string // the tests, or why there is none, or what can't be told
	At    pgcat.Place
}

// The states of an AdminTest.
const (
	adminAlways  = "always"
	adminNone    = "none"
	adminUnknown = "unknown"
)

// worseAdmin joins the tests of several ways to a row: one way without is enough.
func worseAdmin(a, b AdminTest) AdminTest {
	order := []string{"", adminAlways, adminUnknown, adminNone}
	if a.State == adminAlways && b.State == adminAlways && !strings.Contains(a.Text, b.Text) {
		a.Text += "; or " + b.Text
	}
	if slices.Index(order, b.State) > slices.Index(order, a.State) {
		return b
	}
	return a
}

// admin judges the test that stands before the rows of one access.
func (p *prover) admin(d *draft, a *Access) AdminTest {
	switch {
	case a.Verdict == Denied || a.Verdict == Unreachable:
		return AdminTest{}
	case d.done && d.verdict == Unknown:
		return AdminTest{adminUnknown, d.why, d.at}
	case d.done:
		return AdminTest{adminNone, d.why, d.at}
	}
	var use, check AdminTest
	if d.command != "INSERT" {
		use = p.adminOf(d, false)
	}
	if d.command == "INSERT" {
		return p.adminOf(d, true)
	}
	if d.command == "UPDATE" && use.State != adminAlways {
		if check = p.adminOf(d, true); check.State == adminAlways {
			return check // a row has to pass both
		}
	}
	return use
}

func (p *prover) adminOf(d *draft, check bool) AdminTest {
	out := AdminTest{}
	narrowed := ""
	exprOf := func(q *pgcat.Policy) *pgcat.Expr {
		if check {
			return checked(q)
		}
		return q.Using
	}
	for _, q := range d.t.Policies {
		if x := exprOf(q); !q.Permissive && covers(q, d.command) && d.r.bound(q) && x != nil {
			narrowed = orName(narrowed, p.saidAdmin(x.Node, x.Path, d.r))
		}
	}
	for _, x := range p.parts(d.t, d.r, d.command, check, p.rowOf(d.t)) {
		said := narrowed
		if e := exprOf(x.policy); e != nil {
			said = orName(said, p.saidAdmin(e.Node, e.Path, d.r))
		}
		if said != "" {
			out = worseAdmin(out, AdminTest{adminAlways, said + " (declared)", x.policy.At})
			continue
		}
		for _, c := range x.f {
			t := p.adminClause(c, d.r, p.rowOf(d.t))
			t.At = x.policy.At
			if t.State == adminNone {
				t.Text = "policy " + x.policy.Name + ": " + t.Text
			}
			out = worseAdmin(out, t)
		}
	}
	return out
}

// saidAdmin gives the declared test without which an expression is not true; ""
// when there is none.
func (p *prover) saidAdmin(n *pg_query.Node, path []string, r *role) string {
	if n == nil || len(p.admins) == 0 {
		return ""
	}
	if b := n.GetBoolExpr(); b != nil && b.Boolop != pg_query.BoolExprType_NOT_EXPR {
		first := ""
		for _, x := range b.Args {
			s := p.saidAdmin(x, path, r)
			if s != "" && b.Boolop == pg_query.BoolExprType_AND_EXPR {
				return s
			}
			if s == "" && b.Boolop == pg_query.BoolExprType_OR_EXPR {
				return ""
			}
			first = orName(first, s)
		}
		return first
	}
	if s := n.GetSubLink(); s.GetSubLinkType() == pg_query.SubLinkType_EXPR_SUBLINK {
		q := s.GetSubselect().GetSelectStmt()
		if len(q.GetTargetList()) == 1 && len(q.FromClause) == 0 && q.Op == pg_query.SetOperation_SETOP_NONE {
			return p.saidAdmin(q.TargetList[0].GetResTarget().GetVal(), path, r)
		}
	}
	if text, ok := p.admins[p.adminKey(n, path, r)]; ok {
		return text
	}
	return ""
}

// adminKey names a test: a function by its name, whatever it is called with, and
// anything else by its text.
func (p *prover) adminKey(n *pg_query.Node, path []string, r *role) string {
	if call := n.GetFuncCall(); call != nil {
		schema, name := dotted(call.Funcname)
		e := &eval{p: p, role: r}
		if fs := e.lookup(schema, name, len(call.Args), &env{path: path}); len(fs) > 0 {
			return "fn:" + fs[0].Name.String()
		}
	}
	return show(n)
}

// declareAdmins reads the tests of the options.
func (p *prover) declareAdmins() {
	for _, s := range p.o.Admins {
		list, err := p.parse("SELECT " + s)
		if err != nil || len(list) != 1 || len(list[0].GetSelectStmt().GetTargetList()) != 1 {
			p.report.Problems = append(p.report.Problems, "administrator's test "+s+" is not an expression")
			continue
		}
		n := list[0].GetSelectStmt().TargetList[0].GetResTarget().GetVal()
		if n.GetColumnRef() != nil { // a function by its bare name
			p.report.Problems = append(p.report.Problems, "administrator's test "+s+" is no call and no condition: write it as "+s+"()")
			continue
		}
		schema, name := dotted(n.GetFuncCall().GetFuncname())
		found := false
		for f := range p.functions {
			if name != "" && f.Rel == name && (schema == "" || f.Schema == schema) {
				p.admins["fn:"+f.String()], found = s, true
			}
		}
		if !found {
			p.admins[show(n)] = s
		}
	}
}

// adminClause judges one conjunction.
func (p *prover) adminClause(c clause, r *role, row *inst) AdminTest {
	k := newClasses(c)
	var unsureText, none, ordinary string
	for _, ts := range k.terms {
		words := constWords(ts)
		for _, t := range ts {
			switch {
			case t.kind == tClaim && t.deps.hard && t.deps.bad == "" && !t.deps.written && len(words) > 0:
				last := t.key[strings.LastIndexAny(t.key, ":./")+1:]
				switch {
				case strings.HasPrefix(t.key, "jwt:") && p.claimsSetBy() != "":
					unsureText = "the caller may set the claims of his token by calling " + p.claimsSetBy()
				case adminValue(last, words):
					return AdminTest{State: adminAlways, Text: equalText(ts)}
				case roleColumn(last) && !plain(words):
					unsureText = equalText(ts)
				}
			case t.inst != nil && t.inst != row && t.inst.table != nil && !t.lossy && len(words) > 0 && (t.kind == tCol || t.kind == tDerived && fromApp(t)):
				col := t.col
				if t.kind == tDerived {
					col = "role"
					if adminName(t.text) {
						col = "admin"
					}
				}
				if !adminValue(col, words) {
					if roleColumn(col) && !plain(words) {
						unsureText = orName(unsureText, relName(t.inst)+"."+equalText(ts))
					} else if roleColumn(col) {
						ordinary = orName(ordinary, equalText(ts)+" is no administrator's")
					}
					continue
				}
				state := p.adminRow(k, t.inst, row)
				if state.State == adminAlways {
					return state
				}
				if state.State == adminUnknown {
					unsureText = orName(unsureText, state.Text)
				} else {
					none = orName(none, state.Text)
				}
			}
		}
		for _, t := range ts { // a table of administrators
			if t.inst == nil || t.inst == row || t.inst.table == nil || !adminTable(t.inst.table.Rel) {
				continue
			}
			switch state := p.adminRow(k, t.inst, row); state.State {
			case adminAlways:
				return state
			case adminUnknown:
				unsureText = orName(unsureText, state.Text)
			case adminNone:
				none = orName(none, state.Text)
			}
		}
	}
	for _, a := range c.atoms {
		if a.kind == aRole && adminName(a.claim[strings.LastIndexAny(a.claim, ":./")+1:]) && !(strings.HasPrefix(a.claim, "jwt:") && p.claimsSetBy() != "") {
			return AdminTest{State: adminAlways, Text: a.text}
		}
	}
	if none != "" {
		return AdminTest{State: adminNone, Text: none}
	}
	if doubt := c.doubt(); doubt != "" {
		return AdminTest{State: adminUnknown, Text: doubt}
	}
	if unsureText != "" {
		return AdminTest{State: adminUnknown, Text: "whether this is an administrator's test can't be told: " + unsureText}
	}
	if ordinary != "" {
		return AdminTest{State: adminNone, Text: ordinary}
	}
	for _, ru := range p.rule(c, r, row) {
		if ru.kind == kUnknown || ru.kind == kRole || len(ru.roles) > 0 {
			return AdminTest{State: adminUnknown, Text: "whether this is an administrator's test can't be told: " + orName(strings.Join(sorted(ru.roles), " and "), ru.text)}
		}
	}
	return AdminTest{State: adminNone, Text: "no administrator's test stands before the rows"}
}

// adminRow judges a test that the caller has a row that makes him an
// administrator: the row must be his, and he must not be able to write it.
func (p *prover) adminRow(k *classes, i, row *inst) AdminTest {
	from, tied := "", false
	for _, ts := range k.terms {
		mine := slices.ContainsFunc(ts, func(t term) bool { id := trusted(t); return id != nil && id.user })
		own := slices.ContainsFunc(ts, func(t term) bool { return t.inst == row })
		for _, t := range ts {
			if t.inst == i && t.kind == tCol && !t.lossy {
				if mine {
					from = t.col
				}
				tied = tied || own
			}
		}
	}
	if from == "" {
		return AdminTest{State: adminUnknown, Text: "the row of " + relName(i) + " is not compared with the caller"}
	}
	h := hop{table: i.table, from: from, conds: condsOf(k, i)}
	s := p.appointed(h)
	text := "the caller has a row in " + relName(i)
	if h.conds != "" {
		text += " with " + strings.ReplaceAll(strings.ReplaceAll(h.conds, "\x00", " and "), "=", " = ")
	}
	switch {
	case s.safety == safe && !tied && p.tenantOf(i.table) != "" && !p.unique(i.table, from):
		return AdminTest{State: adminUnknown, Text: text + ", of whatever tenant"}
	case s.safety == safe:
		return AdminTest{State: adminAlways, Text: text}
	case s.safety == escalatable && !tied:
		return AdminTest{State: adminNone, Text: text + ", and " + s.reason}
	}
	return AdminTest{State: adminUnknown, Text: text + ", and " + s.reason}
}

// constWords are the literals of a class.
func constWords(ts []term) []string {
	var out []string
	for _, t := range ts {
		if t.kind == tConst {
			out = append(out, strings.TrimPrefix(t.key, "c:"))
		}
	}
	return out
}
