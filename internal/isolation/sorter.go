package isolation

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
)

// sorter gathers what the conditions of a clause say.
type sorter struct {
	p       *prover
	row     *inst
	unknown string
	roles   []string // tests that only some callers pass
	any     []string // tests that every signed-in caller can pass
	rows    []string // conditions on the row
	nobody  []string
	tests   []hop
}

func (p *prover) unbound(c clause, row *inst) ruling {
	s := &sorter{p: p, row: row}
	k := newClasses(c)
	comp := components(k, c, row)
	own := comp[row]
	marks := make(map[int]*mark)
	at := func(i *inst) *mark {
		n := comp[i]
		if marks[n] == nil {
			marks[n] = &mark{}
		}
		return marks[n]
	}
	for _, ts := range k.terms {
		s.class(ts, at)
	}
	for _, a := range c.atoms {
		s.atom(a, at)
	}
	for _, i := range c.insts {
		m := at(i)
		if i != row {
			m.insts = append(m.insts, i)
		}
	}
	for n, m := range marks {
		s.component(m, n == own, k)
	}
	out := s.ruling()
	out.notes = c.notes
	return out
}

// mark is what is known of a group of linked rows.
type mark struct {
	insts   []*inst
	session []string // how it is tied to the session
	ident   bool
	conds   []string // conditions on its rows
}

// components groups the row variables that a shared value links.
func components(k *classes, c clause, row *inst) map[*inst]int {
	out := map[*inst]int{row: 0}
	for n, i := range c.insts {
		if _, ok := out[i]; !ok {
			out[i] = n + 1
		}
	}
	join := func(a, b *inst) {
		x, y := out[a], out[b]
		for i, n := range out {
			if n == y {
				out[i] = x
			}
		}
	}
	for _, ts := range k.terms {
		var first *inst
		for _, t := range ts {
			if t.inst == nil {
				continue
			}
			if _, ok := out[t.inst]; !ok {
				out[t.inst] = len(out) + len(c.insts) + 1
			}
			if first == nil {
				first = t.inst
			} else {
				join(first, t.inst)
			}
		}
	}
	for _, a := range c.atoms {
		for _, i := range a.deps.insts {
			if _, ok := out[i]; !ok {
				out[i] = len(out) + len(c.insts) + 1
			}
			join(a.deps.insts[0], i)
		}
	}
	return out
}

// class reads one set of equal terms.
func (s *sorter) class(ts []term, at func(*inst) *mark) {
	var row, other, session, wrote, constant []term
	soft := true
	for _, t := range ts {
		switch {
		case t.inst == s.row:
			row = append(row, t)
		case t.inst != nil:
			other = append(other, t)
		case t.kind == tWrite:
			wrote = append(wrote, t)
		case t.kind == tConst:
			constant = append(constant, t)
		default:
			session = append(session, t)
			soft = soft && !t.deps.hard
		}
	}
	text := equalText(ts)
	switch {
	case len(ts) < 2 && len(row)+len(other) > 0:
		if len(row) > 0 && row[0].kind == tCol {
			s.rows = append(s.rows, row[0].text+" IS NOT NULL")
		}
	case len(row) > 0 && len(session) > 0:
		s.unknown = orName(s.unknown, text+": "+session[0].text+" is not known to say who the caller is; declare it as an identity if it does")
	case len(wrote) > 0 && len(other) == 0:
		s.any = append(s.any, text+", and "+wrote[0].text+" is written by the caller himself")
	case len(other) > 0 && (len(session) > 0 || len(wrote) > 0):
		if len(session) > 0 && len(constant) > 0 && !soft {
			s.roles = append(s.roles, text) // one caller alone
		}
		for _, t := range other {
			m := at(t.inst)
			m.session = append(m.session, text)
			m.ident = m.ident || slices.ContainsFunc(session, func(x term) bool { return trusted(x) != nil })
			if len(session) == 0 {
				m.conds = append(m.conds, text)
			}
		}
	case len(session) > 0 && len(constant) > 0:
		if soft {
			s.any = append(s.any, text)
		} else {
			s.roles = append(s.roles, text)
		}
	case len(session) > 0:
		s.any = append(s.any, text)
	case len(row) > 0 && (len(constant) > 0 || len(row) > 1):
		s.rows = append(s.rows, text)
	case len(other) > 0 && len(constant) > 0:
		for _, t := range other {
			at(t.inst).conds = append(at(t.inst).conds, text)
		}
	}
}

func equalText(ts []term) string {
	var out []string
	for _, t := range ts {
		if !slices.Contains(out, t.text) {
			out = append(out, t.text)
		}
	}
	return strings.Join(out, " = ")
}

func (s *sorter) atom(a atom, at func(*inst) *mark) {
	switch a.kind {
	case aUnknown:
		s.unknown = orName(s.unknown, orName(a.deps.bad, a.text))
	case aRole:
		s.roles = append(s.roles, a.text)
	case aSoft:
		s.any = append(s.any, a.text)
	case aNobody:
		s.nobody = append(s.nobody, a.text)
	case aWritten:
		s.any = append(s.any, a.text+", which the caller writes himself")
	case aRow:
		inner := slices.DeleteFunc(slices.Clone(a.deps.insts), func(i *inst) bool { return i == s.row })
		if len(inner) == 0 {
			s.rows = append(s.rows, a.text)
		}
		for _, i := range inner {
			at(i).conds = append(at(i).conds, a.text)
		}
	}
}

// component judges a group of linked rows.
func (s *sorter) component(m *mark, own bool, k *classes) {
	if len(m.insts) == 0 {
		return
	}
	var names []string
	tenant := ""
	for _, i := range m.insts {
		names = append(names, relName(i))
		if i.table != nil {
			tenant = orName(s.p.tenantOf(i.table), tenant)
		}
	}
	slices.Sort(names)
	where := strings.Join(slices.Compact(names), ", ")
	switch {
	case own && len(m.session) > 0:
		s.unknown = orName(s.unknown, "the row is linked to "+where+" by values that are not known to belong to one tenant ("+strings.Join(m.session, ", ")+")")
	case own:
		if len(m.conds) > 0 {
			s.rows = append(s.rows, "a row of "+where+" has "+strings.Join(sorted(m.conds), " and "))
		} else if !s.p.alwaysThere(m, s.row, k) {
			s.rows = append(s.rows, "it has a row in "+where)
		}
	case len(m.session) > 0 && tenant != "" && !slices.ContainsFunc(m.conds, global):
		s.any = append(s.any, "the caller has a row in "+where+" ("+strings.Join(sorted(append(m.session, m.conds...)), ", ")+
			"), of whatever tenant: the subquery does not compare "+tenant+" with the row")
	case len(m.session) > 0 && len(m.conds) == 0 && !adminish(where):
		s.any = append(s.any, "the caller has a row in "+where)
	case len(m.session) > 0:
		s.roles = append(s.roles, "the caller has a row in "+where+" with "+strings.Join(sorted(append(m.session, m.conds...)), " and "))
		if m.ident {
			s.tests = append(s.tests, testHops(m, k)...)
		}
	default:
		s.rows = append(s.rows, "there is a row in "+where+condText(m.conds))
	}
}

// global reports whether a condition speaks of the operator of the whole, not of
// the admin of one tenant.
func global(cond string) bool {
	return anyWord(strings.NewReplacer("'", " ", "=", " ", ".", " ").Replace(cond), "super", "superadmin", "superuser", "platform", "global", "system", "sysadmin", "staff", "internal", "operator", "god", "root")
}

func adminish(where string) bool {
	return anyWord(where, "admin", "staff", "superuser", "operator", "moderator", "support", "owner")
}

func condText(conds []string) string {
	if len(conds) == 0 {
		return ""
	}
	return " with " + strings.Join(sorted(conds), " and ")
}

func sorted(s []string) []string {
	s = slices.Clone(s)
	slices.Sort(s)
	return slices.Compact(s)
}

func relName(i *inst) string {
	if i.table != nil {
		return i.table.Name.String()
	}
	return i.name
}

// testHops are the rows that a test of the caller stands in.
func testHops(m *mark, k *classes) []hop {
	var out []hop
	for _, ts := range k.terms {
		ident := slices.ContainsFunc(ts, func(t term) bool { return trusted(t) != nil })
		for _, t := range ts {
			if ident && t.inst != nil && t.inst.table != nil && slices.Contains(m.insts, t.inst) {
				out = append(out, hop{table: t.inst.table, from: t.column(), conds: condsOf(k, t.inst)})
			}
		}
	}
	return out
}

// alwaysThere reports whether the rows that the row is linked to certainly
// exist: a foreign key says so.
func (p *prover) alwaysThere(m *mark, row *inst, k *classes) bool {
	if len(m.insts) != 1 || m.insts[0].table == nil || row.table == nil {
		return false
	}
	links := 0
	for _, ts := range k.terms {
		for _, t := range ts {
			if t.inst != row {
				continue
			}
			for _, u := range ts {
				if u.inst != m.insts[0] {
					continue
				}
				links++
				if t.kind != tCol || u.kind != tCol || !notNull(t) || !p.refers(row.table, t.col, m.insts[0].table, u.col) {
					return false
				}
			}
		}
	}
	return links == 1
}

// refers reports whether a column is a foreign key to a column of a table.
func (p *prover) refers(t *pgcat.Table, col string, to *pgcat.Table, toCol string) bool {
	return slices.ContainsFunc(t.ForeignKeys, func(f pgcat.ForeignKey) bool {
		if len(f.Columns) != 1 || f.Columns[0] != col || f.Table != to.Name {
			return false
		}
		if len(f.Refs) == 1 {
			return f.Refs[0] == toCol
		}
		return slices.ContainsFunc(to.Keys, func(k pgcat.Key) bool { return k.Primary && len(k.Columns) == 1 && k.Columns[0] == toCol })
	})
}
