package isolation

import (
	"maps"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
)

// reachKind is which rows one clause lets through.
type reachKind uint8

const (
	kBound reachKind = iota // rows that are tied to the caller
	kRow                    // rows that meet a condition, whoever asks
	kRole                   // all rows, for callers that pass a test
	kAny                    // all rows, for every signed-in caller
	kOpen                   // all rows
	kUnknown
)

// ruling is what one clause comes to.
type ruling struct {
	kind  reachKind
	binds []binding
	text  string // the exception, the test or the reason
	tests []hop  // the rows that the caller's test stands in
	why   string // for kAny: how every caller passes
	more  string // a further condition that is not understood; "" when there is none
	// Further conditions, which remain when a tie or a test turns out worthless.
	roles, rows []string
	policy      *pgcat.Policy
	notes       []Step
}

// rule judges a clause for a row. The clause may split up when the row-level
// security of inner tables has to be looked at.
func (p *prover) rule(c clause, r *role, row *inst) []ruling {
	grown := p.grow(c, r, 0)
	if b := p.bindings(c, row); len(b) > 0 && (len(grown) > 16 || slices.ContainsFunc(grown, func(g clause) bool { return len(p.bindings(g, row)) == 0 })) {
		return []ruling{p.bound(c, b, row)}
	}
	out := make([]ruling, 0, len(grown))
	for _, g := range grown {
		if b := p.bindings(g, row); len(b) > 0 {
			out = append(out, p.bound(g, b, row))
			continue
		}
		out = append(out, p.unbound(g, row))
	}
	return out
}

// bound is the ruling on a clause that ties the row to the caller.
func (p *prover) bound(c clause, b []binding, row *inst) ruling {
	s := &sorter{p: p, row: row}
	at := func(*inst) *mark { return &mark{} }
	for _, ts := range newClasses(c).terms {
		if !slices.ContainsFunc(ts, func(t term) bool { return trusted(t) != nil || t.inst != nil && t.inst != row }) {
			s.class(ts, at)
		}
	}
	for _, a := range c.atoms {
		if a.kind != aUnknown {
			s.atom(a, at)
		}
	}
	if by := p.claimsSetBy(); by != "" && !slices.ContainsFunc(b, func(x binding) bool { return !strings.HasPrefix(x.id.key, "jwt:") }) {
		return ruling{kind: kUnknown, text: "the caller may set the claims of his token by calling " + by, notes: c.notes}
	}
	kept := slices.DeleteFunc(slices.Clone(b), func(x binding) bool { return p.stray(row.table, x) != "" })
	if len(kept) == 0 {
		return ruling{kind: kUnknown, text: b[0].col + " is compared with " + b[0].id.text + ", and nothing says that it names the tenant as " + p.stray(row.table, b[0]) + " does", notes: c.notes}
	}
	return ruling{kind: kBound, binds: kept, notes: c.notes, more: c.doubt(), roles: s.roles, rows: s.rows}
}

// stray gives the column that names the tenant of a row, where a tie compares
// another one, which does not, with the caller's tenant; "" where all is well.
func (p *prover) stray(t *pgcat.Table, b binding) string {
	if len(b.hops) > 0 {
		// A column that nothing says to name a tenant, found among the tenants of the caller.
		if last := b.hops[len(b.hops)-1].to; !p.named(last).tenant || !p.named(last).id {
			return ""
		}
	} else if b.id.user {
		return ""
	}
	if t == nil || t.Column(b.col) == nil || p.named(b.col).tenant || p.tenantColumn(t, b.col) || p.unique(t, b.col) ||
		slices.ContainsFunc(t.ForeignKeys, func(f pgcat.ForeignKey) bool { return slices.Contains(f.Columns, b.col) }) {
		return ""
	}
	for _, c := range t.Columns {
		if c.Name != b.col && c.NotNull && p.named(c.Name).tenant && p.named(c.Name).id && !p.named(c.Name).user {
			return c.Name
		}
	}
	return ""
}

// claimsSetBy names a function by which a caller writes over the claims of his
// token; "" for none.
func (p *prover) claimsSetBy() string {
	for _, name := range slices.Sorted(maps.Keys(p.settable)) {
		if strings.HasPrefix(name, "request.jwt") {
			return p.settable[name]
		}
	}
	return ""
}

// doubt is the first condition of a clause that can't be told, "" for none.
func (c clause) doubt() string {
	for _, a := range c.atoms {
		if a.kind == aUnknown {
			return orName(a.deps.bad, a.text)
		}
	}
	return ""
}

func (s *sorter) ruling() ruling {
	rows := strings.Join(sorted(s.rows), " and ")
	switch {
	case s.unknown != "":
		return ruling{kind: kUnknown, text: s.unknown}
	case len(s.roles) > 0:
		text := strings.Join(sorted(append(s.roles, s.any...)), " and ")
		if rows != "" {
			text += ", for rows where " + rows
		}
		return ruling{kind: kRole, text: text, tests: s.tests, roles: s.roles, rows: s.rows}
	case rows != "":
		if len(s.any) > 0 {
			rows += " (for callers where " + strings.Join(sorted(s.any), " and ") + ")"
		}
		return ruling{kind: kRow, text: rows}
	case len(s.any) > 0:
		return ruling{kind: kAny, why: strings.Join(sorted(s.any), " and ")}
	case len(s.nobody) > 0:
		return ruling{kind: kOpen, text: "a session that says nothing of who it is passes: " + strings.Join(s.nobody, " and ")}
	}
	return ruling{kind: kOpen}
}

// rulings judges all clauses of the parts of an effective predicate.
func (p *prover) rulings(parts []part, r *role, row *inst) []ruling {
	var out []ruling
	for _, x := range parts {
		for _, c := range x.f {
			for _, ru := range p.rule(c, r, row) {
				ru.policy = x.policy
				out = append(out, ru)
			}
		}
	}
	return out
}
