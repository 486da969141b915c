package isolation

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"

	"github.com/candor-dev/candor/internal/pgcat"
)

// required lists sets of columns by which other callers see the rows of a
// table: a new row has to be tied by one of each, or it can be planted in a
// foreign tenant.
func (p *prover) required(t *pgcat.Table) [][]string {
	if r, ok := p.needs[t]; ok {
		return r
	}
	var sets [][]string
	add := func(cols []string) {
		slices.Sort(cols)
		cols = slices.Compact(cols)
		if len(cols) > 0 && !slices.ContainsFunc(sets, func(s []string) bool { return slices.Equal(s, cols) }) {
			sets = append(sets, cols)
		}
	}
	for _, r := range p.roles {
		if !p.reaches(t, r, "SELECT").ok {
			continue
		}
		if on, _, unknown := p.guarded(t, r); !on || unknown != "" || p.recursion(t, r, "SELECT") != "" {
			continue
		}
		row := p.rowOf(t)
		for _, ru := range p.rulings(p.parts(t, r, "SELECT", false, row), r, row) {
			if ru.kind != kBound || slices.ContainsFunc(ru.binds, binding.user) {
				continue
			}
			var cols []string
			for _, b := range ru.binds {
				cols = append(cols, p.seenBy(t, b))
			}
			add(cols)
		}
	}
	for _, c := range t.Columns {
		if p.tenantColumn(t, c.Name) {
			add([]string{c.Name})
		}
	}
	// Where a column that names the tenant is among them, the others follow it.
	if named := slices.DeleteFunc(slices.Clone(sets), func(s []string) bool {
		return !slices.ContainsFunc(s, func(c string) bool { return p.named(c).tenant })
	}); len(named) > 0 {
		sets = named
	} else if len(sets) > 1 {
		var all []string
		for _, s := range sets {
			all = append(all, s...)
		}
		slices.Sort(all)
		p.parents[t] = sets
		sets = [][]string{slices.Compact(all)}
	}
	p.needs[t] = sets
	return sets
}

// itself reports whether a tie leads through the very row that is judged: a
// helper that is given the key of the row and looks the row up.
func (p *prover) itself(t *pgcat.Table, b binding) bool {
	return len(b.hops) > 0 && b.hops[len(b.hops)-1].table == t && b.hops[len(b.hops)-1].to == b.col && p.unique(t, b.col)
}

// seenBy is the column of a row by which a tie lets it be seen.
func (p *prover) seenBy(t *pgcat.Table, b binding) string {
	if p.itself(t, b) {
		return b.hops[len(b.hops)-1].from
	}
	return b.col
}

// otherParent is a column by which other callers see the rows of a table as well
// as by those that tie a new row, and that a caller fills as he likes; "" for none.
func (p *prover) otherParent(d *draft) string {
	p.required(d.t)
	for _, set := range p.parents[d.t] {
		if !slices.ContainsFunc(set, func(c string) bool { return p.filled(d, c) && !p.unique(d.t, c) }) {
			continue
		}
		for _, ru := range d.checks {
			if ru.kind == kBound && !slices.ContainsFunc(ru.binds, func(b binding) bool { return slices.Contains(set, b.col) }) {
				return strings.Join(set, ", ")
			}
		}
	}
	return ""
}

// filled reports whether a caller has a say in the value of a column of the rows
// that he writes: directly, by what it is generated from, or by its default.
func (p *prover) filled(d *draft, col string) bool {
	x := d.t.Column(col)
	if x == nil || !x.Generated {
		return d.grant.canWrite(col) || d.command == "INSERT" && x != nil && p.steered(x.Default)
	}
	if x.From == nil || x.From.Node == nil {
		return true
	}
	found := false
	walk(x.From.Node.ProtoReflect(), 0, func(m proto.Message) {
		if ref, ok := m.(*pg_query.ColumnRef); ok {
			_, name := dotted(ref.Fields)
			found = found || d.grant.canWrite(name)
		}
	})
	return found
}

// steered reports whether a caller may have a say in a default: it is anything
// but a literal, a fresh key or a moment.
func (p *prover) steered(x *pgcat.Expr) bool {
	if x == nil {
		return false
	}
	if x.Node == nil {
		return true
	}
	if o := constOrigin(x.Node); o.kind != oOther {
		return false
	}
	e := &eval{p: p, role: p.roles[len(p.roles)-1]}
	v := &env{path: x.Path}
	for _, a := range e.scalar(x.Node, v) {
		if trusted(a.t) == nil {
			return true
		}
	}
	return false
}

// copied is the column that a generated column repeats; the column itself when it
// is no such one.
func copied(t *pgcat.Table, col string) string {
	x := t.Column(col)
	if x == nil || !x.Generated || x.From == nil || x.From.Node == nil {
		return col
	}
	n := x.From.Node
	for n.GetTypeCast() != nil {
		n = n.GetTypeCast().Arg
	}
	if ref := n.GetColumnRef(); ref != nil {
		if _, name := dotted(ref.Fields); name != "" {
			return name
		}
	}
	return col
}

// planted looks whether the new rows that a check ties to the caller are tied
// by the columns that count.
func (p *prover) planted(d *draft, f finding) finding {
	if f.verdict != Isolated && f.verdict != IsolatedExcept {
		return f
	}
	if g := p.loose(d); g != nil {
		g.apply(&f, "a new row can be given to any tenant")
	} else if s := p.selfMade(d, "INSERT"); s != nil {
		f.verdict, f.reason, f.escalation, f.exceptions = AnyUser, s.reason, s.reason, nil
	} else {
		p.untied(d, &f)
	}
	return f
}

// untied takes back a verdict on new rows of which a column that may place them
// in another tenant is the caller's choice.
func (p *prover) untied(d *draft, f *finding) {
	var why string
	if col := p.chosen(d); col != "" {
		why = "nothing ties the new " + col + ", which names the tenant, to the caller: it can't be told who sees the row by it"
	} else if col := p.otherParent(d); col != "" {
		why = "other callers see rows by " + col + ", and nothing ties the new " + col + " to the caller"
	} else {
		return
	}
	f.verdict, f.exceptions, f.reason = Unknown, nil, why
	f.steps = append(slices.Clip(f.steps), Step{why, f.at})
}

// chosen is a column that policies know for the tenant's and that a caller fills
// as he likes in a new row, "" for none.
func (p *prover) chosen(d *draft) string {
	for _, c := range d.t.Columns {
		if !p.anchorAt[d.t.Name.String()+"."+c.Name] && !p.tenantColumn(d.t, c.Name) && !(p.anchors[c.Name] && p.named(c.Name).tenant) || !p.filled(d, c.Name) {
			continue
		}
		for _, ru := range d.checks {
			if ru.kind == kBound && !slices.ContainsFunc(ru.binds, func(b binding) bool { return b.col == c.Name || b.col == copied(d.t, c.Name) || !b.user() }) {
				return c.Name
			}
		}
	}
	return ""
}

// gap is a clause by which a new row can be given to another tenant.
type gap struct {
	columns string // that other callers see the row by and that the caller chooses
	more    string // a condition that may stop it
	roles   string // a test that the caller has to pass
	at      pgcat.Place
}

// loose finds the widest gap in the checks of a draft; nil when there is none.
func (p *prover) loose(d *draft) *gap {
	var out *gap
	for _, set := range p.required(d.t) {
		if slices.ContainsFunc(set, func(c string) bool { return !p.filled(d, c) || p.unique(d.t, c) }) {
			continue // a key that is there can't be taken again
		}
		for _, ru := range d.checks {
			if ru.kind != kBound || slices.ContainsFunc(ru.binds, func(b binding) bool {
				if d.command == "INSERT" && p.itself(d.t, b) {
					return true // a new row is not there yet, and no other has its key
				}
				return slices.ContainsFunc(set, func(c string) bool { return b.col == c || b.col == copied(d.t, c) })
			}) {
				continue
			}
			g := &gap{strings.Join(set, ", "), ru.more, strings.Join(sorted(ru.roles), " and "), place(&ru)}
			if g.more == "" && g.roles == "" {
				return g
			}
			if out == nil || out.more != "" {
				out = g
			}
		}
	}
	return out
}

// apply makes a gap the verdict.
func (g *gap) apply(f *finding, what string) {
	f.verdict, f.exceptions, f.at = Open, nil, orPlace(g.at, f.at)
	f.reason = what + ": nothing ties its new " + g.columns + " to the caller"
	switch {
	case g.more != "":
		f.verdict, f.reason = Unknown, f.reason+", unless the rest of the condition does: "+g.more
	case g.roles != "":
		f.verdict, f.reason = GlobalRole, f.reason+", for callers where "+g.roles
	}
	f.steps = append(slices.Clip(f.steps), Step{f.reason, g.at})
}

// selfMade finds a hop through this very table that the command breaks.
func (p *prover) selfMade(d *draft, event string) *hopState {
	for _, h := range p.order {
		if s := p.hops[h]; h.table == d.t && s.safety == escalatable && s.event == event && s.role == d.r.name && s.direct && p.relied[h] {
			return s
		}
	}
	return nil
}
