package isolation

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
)

// role is a role whose reach is judged.
type role struct {
	name    string
	cat     *pgcat.Role
	holds   map[string]bool // the roles whose privileges it has: itself, those it inherits, public
	sets    []string        // roles that it can become by SET ROLE and does not inherit
	super   bool
	bypass  bool
	assumed bool // the sources name no role; the owner of the tables stands for it
}

func (p *prover) newRole(name string) *role {
	r := &role{name: name, cat: p.roleByName[name], holds: map[string]bool{name: true, pgcat.Public: true}}
	if r.cat != nil {
		r.super, r.bypass = r.cat.Super, r.cat.BypassRLS // attributes are never inherited
	}
	var sets []string
	for todo := []string{name}; len(todo) > 0; todo = todo[1:] {
		c := p.roleByName[todo[0]]
		if c == nil {
			continue
		}
		for _, m := range c.MemberOf {
			switch {
			case r.holds[m.Role]:
			case m.Inherit:
				r.holds[m.Role] = true
				todo = append(todo, m.Role)
			case m.Set:
				sets = append(sets, m.Role)
			}
		}
	}
	for _, s := range sets {
		if !r.holds[s] && !slices.Contains(r.sets, s) {
			r.sets = append(r.sets, s)
		}
	}
	return r
}

// reach is what grants let a role do with a table.
type reach struct {
	ok      bool
	columns []string // nil: all
	why     string   // why not, or why it can't be told
	sure    bool
}

// reaches looks at the grants alone.
func (p *prover) reaches(t *pgcat.Table, r *role, command string) reach {
	if why := p.hidden(t.Schema, r); why != "" {
		return reach{why: why, sure: true}
	}
	owner := t.Owner != "" && r.holds[t.Owner]
	if r.super && !r.assumed || owner {
		return reach{ok: true, sure: true}
	}
	if command == "SELECT" && r.holds["pg_read_all_data"] || command != "SELECT" && command != "TRUNCATE" && r.holds["pg_write_all_data"] {
		return reach{ok: true, sure: true}
	}
	if !p.usage(t.Schema, r) {
		return reach{why: "no USAGE on schema " + t.Schema, sure: t.GrantDoubt == ""}
	}
	var cols []string
	for _, g := range t.Grants {
		if g.Privilege != command || !r.holds[g.Role] {
			continue
		}
		if g.Columns == nil {
			return reach{ok: true, sure: true}
		}
		cols = append(cols, g.Columns...)
	}
	if len(cols) > 0 && command != "DELETE" && command != "TRUNCATE" {
		return reach{ok: true, columns: append(cols, p.triggerSets(t, command)...), sure: true}
	}
	if t.GrantDoubt != "" {
		return reach{why: "the grants can't be told: " + t.GrantDoubt}
	}
	return reach{why: "no " + command + " grant", sure: true}
}

// triggerSets lists the columns that triggers may give a value which the caller
// has a say in, though he may not write them himself.
func (p *prover) triggerSets(t *pgcat.Table, command string) []string {
	var out []string
	for _, g := range t.Triggers {
		f := p.function(g.Function)
		if !g.Enabled || g.Timing != "BEFORE" || !slices.Contains(g.Events, command) || f == nil || !f.BodyKnown {
			continue
		}
		low := strings.Join(strings.Fields(strings.ToLower(f.Body)), "")
		for _, c := range t.Columns {
			n := "new." + strings.ToLower(c.Name)
			if strings.Contains(low, n+":=") || strings.Contains(low, n+"=") || strings.Contains(low, "into"+n) || strings.Contains(low, "intostrict"+n) ||
				strings.Contains(low, "new:=") || strings.Contains(low, "new=") || strings.Contains(low, "intonew") {
				out = append(out, c.Name)
			}
		}
	}
	return out
}

// hidden says why clients of the role's interface do not see the schema at all.
func (p *prover) hidden(schema string, r *role) string {
	if p.exposed == nil || p.exposed[schema] || schema == "storage" || schema == "realtime" {
		return ""
	}
	if p.exposedFor != nil && !p.exposedFor[r.name] {
		return ""
	}
	return "schema " + schema + " is not exposed"
}

func (p *prover) usage(schema string, r *role) bool {
	s := p.schemas[schema]
	if s == nil || s.Owner != "" && r.holds[s.Owner] || r.super || r.holds["pg_read_all_data"] || r.holds["pg_write_all_data"] {
		return true
	}
	if schema == "public" && len(s.Grants) == 0 && p.cat.Origin != "live" {
		return true // everybody has it from the start
	}
	return slices.ContainsFunc(s.Grants, func(g pgcat.Grant) bool { return g.Privilege == "USAGE" && r.holds[g.Role] })
}

// guarded tells whether row-level security binds the role on the table.
func (p *prover) guarded(t *pgcat.Table, r *role) (on bool, why, unknown string) {
	rls := t.RLS
	if rls == pgcat.Unknown && t.Platform {
		switch t.Schema {
		case "auth", "storage", "realtime":
			rls = pgcat.On
		}
	}
	owner := t.Owner != "" && r.holds[t.Owner]
	switch {
	case r.super && !r.assumed:
		return false, "role " + r.name + " is a superuser", ""
	case r.bypass && !r.assumed:
		return false, "role " + r.name + " has BYPASSRLS", ""
	case t.RLSDoubt != "":
		return false, "", "whether row-level security is on can't be told: " + t.RLSDoubt
	case rls == pgcat.Unknown:
		return false, "", "whether row-level security is on can't be told"
	case rls == pgcat.Off:
		return false, "row-level security is off", ""
	case owner && t.ForceDoubt != "":
		return false, "", "whether row-level security is forced can't be told: " + t.ForceDoubt
	case owner && t.Force == pgcat.Unknown:
		return false, "", "whether row-level security is forced on its owner can't be told"
	case owner && t.Force == pgcat.Off:
		return false, "role " + r.name + " owns the table, and row-level security is not forced on its owner", ""
	}
	return true, "", ""
}

// part is a permissive policy with the restrictive ones that narrow it.
type part struct {
	policy *pgcat.Policy
	f      dnf
}

func (r *role) bound(q *pgcat.Policy) bool {
	return slices.ContainsFunc(q.Roles, func(n string) bool { return r.holds[n] })
}

func covers(q *pgcat.Policy, command string) bool { return q.Command == "ALL" || q.Command == command }

// checked is the expression that a new row must pass: UPDATE and ALL reuse
// USING, INSERT has nothing to reuse.
func checked(q *pgcat.Policy) *pgcat.Expr {
	if q.Check != nil || q.Command == "INSERT" {
		return q.Check
	}
	return q.Using
}

// parts is the effective predicate of a command: any of the parts lets a row
// through. check asks for the new row of INSERT and UPDATE.
func (p *prover) parts(t *pgcat.Table, r *role, command string, check bool, row *inst) []part {
	pick := func(q *pgcat.Policy) *pgcat.Expr {
		if check {
			return checked(q)
		}
		return q.Using
	}
	restrict := always()
	for _, q := range t.Policies {
		// A restrictive policy without an expression restricts nothing.
		if !q.Permissive && covers(q, command) && r.bound(q) && pick(q) != nil {
			restrict = restrict.and(p.expr(t, r, pick(q), row))
		}
	}
	var out []part
	for _, q := range t.Policies {
		if !q.Permissive || !covers(q, command) || !r.bound(q) {
			continue
		}
		f := p.expr(t, r, pick(q), row)
		if len(f)*len(restrict) > maxClauses && p.allBound(f, row) {
			out = append(out, part{q, f}) // what a restrictive policy adds takes rows away only
			continue
		}
		out = append(out, part{q, f.and(restrict)})
	}
	return out
}

func (p *prover) allBound(f dnf, row *inst) bool {
	for _, c := range f {
		if len(p.bindings(c, row)) == 0 {
			return false
		}
	}
	return true
}

// expr evaluates one expression of a policy for a row of its table.
func (p *prover) expr(t *pgcat.Table, r *role, x *pgcat.Expr, row *inst) dnf {
	if x == nil {
		return nil // a permissive policy without an expression lets no row through
	}
	if x.Node == nil {
		return unknownDNF(x.Text, "the expression can't be read: "+x.Text)
	}
	key := exprKey{x, r, nil}
	if row.id == 0 {
		key.row = row
		if f, ok := p.cache[key]; ok {
			return f
		}
	}
	e := &eval{p: p, role: r, row: row}
	v := &env{path: x.Path, scopes: [][]item{{{schema: t.Schema, rel: t.Rel, inst: row}}}}
	if len(v.path) == 0 {
		v.path = []string{t.Schema, "public"}
	}
	f := e.cond(x.Node, v, wTrue)
	if row.id == 0 {
		p.cache[key] = f
	}
	return f
}

type exprKey struct {
	x   *pgcat.Expr
	r   *role
	row *inst
}

// eval is the reading of one expression.
type eval struct {
	p     *prover
	role  *role
	row   *inst
	deep  int
	steps int
}

// maxSteps bounds the work on one expression, maxWork that on one catalog: a
// hundred policies that each lead through the same large helpers.
const (
	maxSteps = 5_000
	maxWork  = 2_000_000
)

// spent counts a step and reports whether the work is at its bound.
func (e *eval) spent() bool {
	e.steps++
	e.p.work++
	return e.steps > maxSteps || e.p.work > maxWork
}

// cost counts the clauses that a step has put together.
func (e *eval) cost(f dnf) dnf {
	for i := range f {
		n := 1 + len(f[i].atoms)/4
		e.steps += n
		e.p.work += n
	}
	return f
}

func (e *eval) fresh() int {
	e.p.ids++
	return e.p.ids
}

func (e *eval) newInst(t *pgcat.Table, name string) *inst {
	return &inst{id: e.fresh(), table: t, name: name}
}

// recursion finds a policy that leads back to its own table, which Postgres
// refuses at every query: it names the tables on the way.
func (p *prover) recursion(t *pgcat.Table, r *role, command string) string {
	var stack []*pgcat.Table
	var visit func(t *pgcat.Table, command string) string
	visit = func(t *pgcat.Table, command string) string {
		if on, _, unknown := p.guarded(t, r); !on || unknown != "" || t.PolicyDoubt != "" {
			return ""
		}
		refs := p.policyRefs(t, r, command)
		if len(refs) == 0 {
			return ""
		}
		if slices.Contains(stack, t) {
			names := make([]string, 0, len(stack)+1)
			for _, s := range append(stack[slices.Index(stack, t):], t) {
				names = append(names, s.Name.String())
			}
			return strings.Join(names, " -> ")
		}
		if len(stack) > 12 {
			return ""
		}
		stack = append(stack, t)
		defer func() { stack = stack[:len(stack)-1] }()
		for _, ref := range refs {
			if ref == nil {
				continue
			}
			if loop := visit(ref, "SELECT"); loop != "" {
				return loop
			}
		}
		return ""
	}
	return visit(t, command)
}
