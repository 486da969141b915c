package isolation

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
)

// hop is a row of another table that ties a value of the caller to a value of
// the row: who may write such rows decides whether the tie is worth anything.
type hop struct {
	table    *pgcat.Table
	from, to string // columns; to is "" for a test of the caller alone
	conds    string // columns of the row that the policy compares with literals: "status=active,..."
}

// binding ties a column of a row to the caller.
type binding struct {
	col   string
	id    *ident
	hops  []hop
	notes []Step
}

func (b binding) user() bool { return b.id.user && len(b.hops) == 0 }

// classes are the terms that a clause says to be equal.
type classes struct {
	of    map[string]int // key -> class
	terms [][]term
}

func newClasses(c clause) *classes {
	k := &classes{of: make(map[string]int, 2*len(c.eqs))}
	for _, q := range c.eqs {
		a, b := k.add(q.a), k.add(q.b)
		if a == b {
			continue
		}
		for _, t := range k.terms[b] {
			k.of[t.key] = a
		}
		k.terms[a] = append(k.terms[a], k.terms[b]...)
		k.terms[b] = nil
	}
	return k
}

func (k *classes) add(t term) int {
	if i, ok := k.of[t.key]; ok {
		return i
	}
	k.of[t.key] = len(k.terms)
	k.terms = append(k.terms, []term{t})
	return len(k.terms) - 1
}

// column is the name by which a proof speaks of a term of a row.
func (t term) column() string {
	if t.kind == tElem && t.of != nil {
		return t.of.column()
	}
	if t.kind == tCol || t.kind == tDerived {
		return t.col
	}
	return t.text
}

// baseColumn is the column that a term is read from, "" for a computed one.
func (t term) baseColumn() string {
	if t.kind == tElem && t.of != nil {
		return t.of.baseColumn()
	}
	if t.kind == tCol {
		return t.col
	}
	return ""
}

func trusted(t term) *ident {
	switch {
	case t.lossy:
		return nil
	case t.kind == tIdent:
		return t.ident
	case t.kind == tElem && t.of != nil && t.of.kind == tIdent:
		return t.of.ident
	}
	return nil
}

// maxHops bounds the tables between the caller and the row.
const maxHops = 5

// bindings lists the ways in which a clause ties the row to the caller.
func (p *prover) bindings(c clause, row *inst) []binding {
	if len(c.eqs) == 0 {
		return nil
	}
	k := newClasses(c)
	type way struct {
		id   *ident
		hops []hop
	}
	held := make(map[int][]way)
	type turn struct{ class, way int }
	var queue []turn
	give := func(class int, w way) {
		ws := held[class]
		if len(ws) >= 4 || len(w.hops) > maxHops {
			return
		}
		for _, o := range ws {
			if o.id == w.id && slices.Equal(o.hops, w.hops) || subset(o.hops, w.hops) {
				return
			}
		}
		held[class] = append(ws, w)
		queue = append(queue, turn{class, len(ws)})
	}
	for i, ts := range k.terms {
		for _, t := range ts {
			if id := trusted(t); id != nil {
				give(i, way{id: id})
			}
		}
	}
	for len(queue) > 0 {
		from, w := queue[0].class, held[queue[0].class][queue[0].way]
		queue = queue[1:]
		for _, t := range k.terms[from] {
			if t.inst == nil || t.inst == row || t.inst.table == nil {
				continue
			}
			for to, ts := range k.terms {
				if to == from || slices.ContainsFunc(ts, func(x term) bool { return trusted(x) != nil || x.kind == tConst || x.lossy }) || !p.linking(ts, t.inst, row) {
					continue
				}
				for _, u := range ts {
					if u.inst != t.inst {
						continue
					}
					h := hop{t.inst.table, t.column(), u.column(), condsOf(k, t.inst)}
					if !slices.Contains(w.hops, h) {
						give(to, way{w.id, append(slices.Clip(w.hops), h)})
					}
				}
			}
		}
	}
	var out []binding
	for i, ts := range k.terms {
		if len(held[i]) == 0 {
			continue
		}
		for _, t := range ts {
			if t.inst != row || t.lossy || truthValue(t) {
				continue
			}
			free := t.kind == tCol && p.named(t.col).lookup && !p.tenantColumn(row.table, t.col) && !p.anchored(row.table, t.col)
			for _, w := range held[i] {
				if free && len(w.hops) == 0 && strings.Contains(w.id.text, "phone") {
					continue // a title may be the number of anybody
				}
				out = append(out, binding{col: t.column(), id: w.id, hops: w.hops, notes: c.notes})
			}
		}
	}
	return out
}

func subset(short, long []hop) bool {
	for _, h := range short {
		if !slices.Contains(long, h) {
			return false
		}
	}
	return len(short) > 0 && len(short) < len(long)
}

// condsOf lists the literals that the columns of a row must have.
func condsOf(k *classes, i *inst) string {
	var out []string
	for _, ts := range k.terms {
		for _, t := range ts {
			if t.kind != tConst {
				continue
			}
			for _, u := range ts {
				if u.inst == i && u.kind == tCol {
					out = append(out, u.col+"="+strings.TrimPrefix(t.key, "c:"))
				}
			}
		}
	}
	slices.Sort(out)
	return strings.Join(slices.Compact(out), "\x00")
}

// linking reports whether equal values of these terms belong to one tenant: a
// shared role, plan or country does not make two rows kin.
func (p *prover) linking(ts []term, from, row *inst) bool {
	key, weak, own := false, false, false
	for _, t := range ts {
		if t.inst == nil {
			continue
		}
		own = own || t.inst == row && row != nil
		if truthValue(t) {
			return false
		}
		col := t.baseColumn()
		if col == "" || t.inst.table == nil {
			continue
		}
		if p.tenantColumn(t.inst.table, col) {
			return true
		}
		if p.named(col).lookup {
			return false
		}
		for _, fk := range t.inst.table.ForeignKeys {
			if len(fk.Columns) == 1 && fk.Columns[0] == col {
				if r := p.tables[fk.Table]; r != nil && p.lookupTable(r) {
					return false
				}
				key = true
			}
		}
		if p.unique(t.inst.table, col) || p.named(col).tenant || p.named(col).user {
			key = true
		}
		weak = weak || p.named(col).key
		if c := t.inst.table.Column(col); c != nil && strings.HasPrefix(c.Type, "uuid") {
			weak = true
		}
	}
	if weak && !key && own && row.table != nil {
		// An id that refers to nothing known says little of a row that has a tenant of its own.
		return !slices.ContainsFunc(row.table.Columns, func(c pgcat.Column) bool {
			return p.named(c.Name).tenant && p.named(c.Name).id || p.tenantColumn(row.table, c.Name)
		})
	}
	return key || weak
}

// truthValue reports whether a column has but two values.
func truthValue(t term) bool {
	if t.kind != tCol || t.inst == nil || t.inst.table == nil {
		return false
	}
	c := t.inst.table.Column(t.col)
	return c != nil && baseType(c.Type) == "bool"
}

// tenantColumn reports whether the user declared the column to name the tenant.
func (p *prover) tenantColumn(t *pgcat.Table, col string) bool {
	return slices.ContainsFunc(p.o.Tenants, func(c TenantColumn) bool {
		return c.Column == col && (c.Table == "" || c.Table == t.Name.String() || c.Table == t.Rel)
	})
}

// unique reports whether a column alone is a key.
func (p *prover) unique(t *pgcat.Table, col string) bool {
	return slices.ContainsFunc(t.Keys, func(k pgcat.Key) bool { return len(k.Columns) == 1 && k.Columns[0] == col })
}

// lookupTable reports whether a table holds what all tenants share: every
// caller reads it, and none of them writes it.
func (p *prover) lookupTable(t *pgcat.Table) bool {
	if l, ok := p.lookups[t]; ok {
		return l
	}
	p.lookups[t] = false // while it is being found out
	l := !p.named(t.Rel).tenant
	read := false
	for _, r := range p.roles {
		if p.reaches(t, r, "INSERT").ok {
			if on, _, _ := p.guarded(t, r); !on || slices.ContainsFunc(t.Policies, func(q *pgcat.Policy) bool {
				return q.Permissive && covers(q, "INSERT") && r.bound(q) && checked(q) != nil
			}) {
				l = false
			}
		}
		if l && p.reaches(t, r, "SELECT").ok {
			on, _, _ := p.guarded(t, r)
			read = read || !on || slices.ContainsFunc(p.parts(t, r, "SELECT", false, p.rowOf(t)), func(x part) bool {
				return slices.ContainsFunc(x.f, func(c clause) bool {
					return len(c.eqs) == 0 && len(c.insts) == 0 && !slices.ContainsFunc(c.atoms, func(a atom) bool { return a.kind != aSoft })
				})
			})
		}
	}
	p.lookups[t] = l && read
	return p.lookups[t]
}

// rowOf is the row variable of a table when it is the one that is judged.
func (p *prover) rowOf(t *pgcat.Table) *inst {
	if p.rows[t] == nil {
		p.rows[t] = &inst{table: t, name: t.Rel}
	}
	return p.rows[t]
}

// grow adds what the row-level security of inner tables demands of the rows
// that a subquery of the caller sees.
func (p *prover) grow(c clause, r *role, depth int) dnf {
	if depth > 3 {
		return dnf{c}
	}
	for _, i := range c.insts {
		if !i.invoker || i.grown || i.table == nil || i.table.Platform && len(i.table.Policies) == 0 {
			continue
		}
		on, _, unknown := p.guarded(i.table, r)
		if !on && unknown == "" {
			continue
		}
		j := *i
		j.grown = true
		c = c.replace(i, &j)
		if unknown != "" || i.table.PolicyDoubt != "" {
			why := orName(unknown, "the policies of "+i.table.Name.String()+" can't be told: "+i.table.PolicyDoubt)
			return p.grow(c.and(clause{atoms: []atom{{kind: aUnknown, text: i.table.Name.String(), deps: deps{bad: why}}}}), r, depth+1)
		}
		if p.growing[i.table] {
			return p.grow(c, r, depth+1)
		}
		p.growing[i.table] = true
		var f dnf
		for _, x := range p.parts(i.table, r, "SELECT", false, &j) {
			f = f.or(x.f)
		}
		var out dnf
		for _, d := range (dnf{c}).and(f) {
			out = out.or(p.grow(d, r, depth+1))
		}
		delete(p.growing, i.table)
		return out
	}
	return dnf{c}
}

// replace puts another row variable in the place of one.
func (c clause) replace(old, with *inst) clause {
	out := c
	out.insts = slices.Clone(c.insts)
	for n, i := range out.insts {
		if i == old {
			out.insts[n] = with
		}
	}
	swap := func(d deps) deps {
		if n := slices.Index(d.insts, old); n >= 0 {
			d.insts = slices.Clone(d.insts)
			d.insts[n] = with
		}
		return d
	}
	sub := func(t term) term {
		if t.inst == old {
			t.inst = with
		}
		if t.of != nil && t.of.inst == old {
			of := *t.of
			of.inst = with
			of.deps = swap(of.deps)
			t.of = &of
		}
		t.deps = swap(t.deps)
		return t
	}
	out.eqs = make([]eq, len(c.eqs))
	for n, q := range c.eqs {
		out.eqs[n] = eq{sub(q.a), sub(q.b)}
	}
	out.atoms = slices.Clone(c.atoms)
	for n := range out.atoms {
		out.atoms[n].deps = swap(out.atoms[n].deps)
	}
	return out
}
