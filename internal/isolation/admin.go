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

// appointed judges who can bring about a row that makes somebody an
// administrator. Those who are administrators already may.
func (p *prover) appointed(h hop) *hopState {
	if s := p.appoints[h]; s != nil {
		return s // around a circle: it holds before the first such row is written
	}
	s := &hopState{}
	p.appoints[h] = s
	t := h.table
	if h.table.Platform {
		return s // the platform's own rows; clients write none of them
	}
	p.byOthers(h, s)
	if slices.ContainsFunc(p.cat.Tables, func(x *pgcat.Table) bool {
		return x.PartitionOf != nil && *x.PartitionOf == t.Name || slices.Contains(x.Inherits, t.Name)
	}) {
		s.worse(unsure, "INSERT", "", "its partitions and children are not followed", t.At)
	}
	for _, r := range p.roles {
		for _, event := range []string{"INSERT", "UPDATE"} {
			x := p.reaches(t, r, event)
			switch {
			case !x.ok && x.sure:
				continue
			case !x.ok:
				s.worse(unsure, event, r.name, x.why, t.At)
				continue
			}
			if event == "UPDATE" && !x.canWrite(h.from) && !slices.ContainsFunc(condColumns(h.conds), x.canWrite) {
				continue
			}
			if !p.guardsAppointing(h, r, event, event != "INSERT", s) && event == "UPDATE" {
				before := *s
				if p.guardsAppointing(h, r, event, false, &hopState{}) {
					*s = before
				}
			}
		}
	}
	return s
}

// guardsAppointing reports whether the clauses of a command let administrators
// alone write such rows, and notes in s what lets others.
func (p *prover) guardsAppointing(h hop, r *role, event string, check bool, s *hopState) bool {
	t, ok := h.table, true
	list, unknown := p.clauses(t, r, event, check || event == "INSERT")
	if unknown != "" {
		s.worse(unsure, event, r.name, unknown, t.At)
		return false
	}
	for _, c := range list {
		row := p.rowOf(t)
		if (check || event == "INSERT") && contradicts(c.c, row, h.conds) {
			continue
		}
		test := p.adminClause(c.c, r, row)
		if test.State == adminAlways {
			continue
		}
		ok = false
		reason := "role " + r.name + " may " + event + " such rows of " + t.Name.String() + " (" + c.name() + ")"
		switch why := p.stoppedBy(t, event, append(condColumns(h.conds), h.from)); {
		case test.State == adminUnknown:
			s.worse(unsure, event, r.name, reason+", unless this stops it: "+test.Text, c.at(t))
		case why != "":
			s.worse(unsure, event, r.name, reason+", unless "+why, c.at(t))
		case linkedConds(c.c, row, h.conds):
			s.worse(unsure, event, r.name, reason+", unless what its condition compares with stops it", c.at(t))
		default:
			s.worse(escalatable, event, r.name, reason, c.at(t))
		}
	}
	return ok
}

// linkedConds reports whether a clause compares the columns that make somebody
// an administrator with something else than a literal.
func linkedConds(c clause, row *inst, conds string) bool {
	cols := condColumns(conds)
	for _, ts := range newClasses(c).terms {
		if len(ts) > 1 && slices.ContainsFunc(ts, func(t term) bool { return t.inst == row && slices.Contains(cols, t.col) }) {
			return true
		}
	}
	return slices.ContainsFunc(c.atoms, func(a atom) bool { return slices.Contains(a.deps.insts, row) })
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

// adminValue reports whether a column or claim with one of these values speaks
// of an administrator: role = 'admin', is_admin = true.
func adminValue(col string, values []string) bool {
	return slices.ContainsFunc(values, func(v string) bool {
		if truth, ok := truthOf(v); ok {
			return truth && adminName(col)
		}
		return adminName(v) && roleColumn(col)
	})
}

func adminName(s string) bool {
	w := words(strings.ToLower(s))
	if len(w) == 0 || slices.ContainsFunc(w, func(x string) bool {
		return slices.Contains([]string{"non", "not", "no", "never", "former", "was", "pending", "ex", "wants", "can", "request", "requested"}, x)
	}) {
		return false
	}
	return slices.Contains([]string{"admin", "administrator", "superadmin", "superuser", "owner", "sysadmin"}, w[len(w)-1])
}

// roleColumn reports whether a name speaks of what its holder is.
func roleColumn(s string) bool {
	return adminName(s) || slices.ContainsFunc(words(strings.ToLower(s)), func(x string) bool {
		return slices.Contains([]string{"role", "roles", "level", "rank", "type", "kind", "permission", "access", "position"}, x)
	})
}

// plain reports whether one of the literals speaks of ordinary users.
func plain(values []string) bool {
	return slices.ContainsFunc(values, func(v string) bool {
		return slices.Contains([]string{"member", "user", "viewer", "guest", "reader", "authenticated", "anon", "customer", "employee"}, strings.ToLower(v))
	})
}

func adminTable(s string) bool {
	w := words(strings.ToLower(s))
	last := w[len(w)-1]
	return slices.Contains([]string{"admins", "administrators", "superadmins", "superusers"}, last) ||
		len(w) > 1 && last == "users" && slices.Contains([]string{"admin", "superadmin"}, w[len(w)-2])
}

// fromApp reports whether a computed value comes from what the platform's
// administrators alone write about a user.
func fromApp(t term) bool {
	return t.inst.table.Platform && strings.Contains(t.text, "raw_app_meta_data") && !strings.Contains(t.text, "raw_user_meta_data")
}
