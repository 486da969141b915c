package isolation

import (
	"fmt"
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"

	"github.com/candor-dev/candor/internal/pgcat"
)

// A view that works with the rights of its owner leads to the rows of its tables
// past their policies, for everybody who holds the privilege on the view.

// passage is one view by which a role reaches a table with a command.
type passage struct {
	view *pgcat.View
	why  string
	sure bool // rows of others certainly come through
}

// past takes back a verdict on a table whose rows are reached through a view as
// well.
func (p *prover) past(d *draft, a *Access) {
	switch a.Verdict {
	case Isolated, IsolatedExcept, Denied:
	default:
		return
	}
	if on, _, unknown := p.guarded(d.t, d.r); !on || unknown != "" {
		return // the table itself is the shorter way
	}
	if by := p.roleChanger(d.t); by != "" {
		a.Verdict, a.Exceptions = Unknown, nil
		a.Reason = "function " + by + " goes on as another role, whose policies are not the caller's"
		a.Proof = uniqueSteps(append([]Step{{a.Reason, a.At}}, a.Proof...))
		return
	}
	if d.command == "UPDATE" || d.command != "INSERT" && a.Verdict != Denied && a.Tenant.Kind != "user" {
		if w := p.carrier(d.t); w != nil {
			a.Verdict, a.Exceptions = Unknown, nil
			a.Reason = w.what + " moves rows of " + d.t.Name.String() + " to another tenant, past the policies"
			a.Proof = uniqueSteps(append([]Step{{a.Reason, w.at}}, a.Proof...))
			return
		}
	}
	if d.command != "SELECT" {
		if w := p.sweeper(d.t, d.command); w != nil {
			a.Verdict, a.Exceptions = Unknown, nil
			a.Reason = w.what + " may " + d.command + " rows of " + d.t.Name.String() + " past the policies, and nothing ties them to the row that sets it off"
			a.Proof = uniqueSteps(append([]Step{{a.Reason, w.at}}, a.Proof...))
			return
		}
	}
	var sure []passage
	for _, x := range p.passages(d) {
		if !x.sure {
			a.Verdict, a.Exceptions = Unknown, nil
			a.Reason = x.why
			a.Proof = uniqueSteps(append([]Step{{x.why, x.view.At}}, a.Proof...))
			a.At = orPlace(x.view.At, a.At)
			return
		}
		sure = append(sure, x)
	}
	for _, x := range sure {
		if a.Verdict != IsolatedExcept {
			a.Verdict, a.Reason = IsolatedExcept, "also reached: "+x.why
		} else {
			a.Reason += "; " + x.why
		}
		a.Exceptions = append(slices.Clip(a.Exceptions), x.why)
		a.At = orPlace(x.view.At, a.At)
		a.Proof = uniqueSteps(append([]Step{{x.why, x.view.At}}, a.Proof...))
	}
}

// carrier finds a trigger that runs past the policies and changes the column of
// a table that names the tenant; nil for none.
func (p *prover) carrier(t *pgcat.Table) *way {
	for i, w := range p.besides().list {
		if w.f == nil || w.trig == nil || !w.priv {
			continue
		}
		found := false
		c := p.codeOf(w.f)
		for j := range c.orders {
			walk(c.orders[j].node.ProtoReflect(), 0, func(m proto.Message) {
				u, ok := m.(*pg_query.UpdateStmt)
				if !ok || p.relationOf(u.Relation, w.f) != t {
					return
				}
				for _, x := range u.TargetList {
					found = found || p.anchored(t, x.GetResTarget().GetName())
				}
			})
		}
		if found {
			return &p.besides().list[i]
		}
	}
	return nil
}

func (p *prover) passages(d *draft) []passage {
	var out []passage
	for _, v := range p.cat.Views {
		if v.Platform || v.Invoker && !v.Materialized || !p.reachesView(v, d.r, d.command, 0) {
			continue
		}
		if i := slices.IndexFunc(v.Triggers, func(g pgcat.Trigger) bool { return g.Enabled && slices.Contains(g.Events, d.command) }); i >= 0 && d.command != "SELECT" {
			continue // see instead
		}
		x := passage{view: v}
		if d.command == "SELECT" {
			x = p.shown(d, v)
		} else if !v.Materialized && p.below(v, 0) == d.t {
			x = p.written(d, v)
		}
		if x.why != "" {
			out = append(out, x)
		}
	}
	if d.command != "SELECT" {
		out = append(out, p.instead(d)...)
	}
	slices.SortStableFunc(out, func(a, b passage) int {
		switch {
		case a.sure == b.sure:
			return 0
		case b.sure:
			return -1
		}
		return 1
	})
	return out
}

// reachesView reports whether a role holds a privilege on a view, or may do so; a
// view that its clients do not see counts where one that they see reads it.
func (p *prover) reachesView(v *pgcat.View, r *role, privilege string, depth int) bool {
	if !p.usage(v.Schema, r) || v.GrantDoubt == "" && (v.Owner == "" || !r.holds[v.Owner]) &&
		!slices.ContainsFunc(v.Grants, func(g pgcat.Grant) bool { return g.Privilege == privilege && r.holds[g.Role] }) {
		return false
	}
	if p.hidden(v.Schema, r) == "" {
		return true
	}
	return depth < 8 && slices.ContainsFunc(p.cat.Views, func(w *pgcat.View) bool {
		return w != v && slices.Contains(w.Reads, v.Name) && p.reachesView(w, r, privilege, depth+1)
	})
}

// read is what a view lets through; found once.
func (p *prover) read(v *pgcat.View) *ViewRead {
	if x := p.reads[v]; x != nil {
		return x
	}
	x := p.viewRead(v)
	p.reads[v] = &x
	return &x
}

// shown judges reading through a view.
func (p *prover) shown(d *draft, v *pgcat.View) passage {
	x := p.read(v)
	if !slices.Contains(x.Reads, d.t) || p.sameForOwner(v, d.t) {
		return passage{}
	}
	name := "view " + v.Name.String()
	switch filters, known := x.byRole[d.r.name]; {
	case v.Materialized:
		return passage{v, "rows that the materialized " + name + " shows, which no policy binds", v.GrantDoubt == ""}
	case known && filters == pgcat.On && x.Opaque == "" && x.Filters == pgcat.On:
		return passage{}
	case known && filters == pgcat.Off && x.OwnerBypasses == pgcat.On && v.GrantDoubt == "":
		return passage{v, "rows that " + name + " shows with the rights of its owner", true}
	}
	return passage{v, fmt.Sprintf("%s reads %s with the rights of its owner, past its policies, and whether it shows the caller's own rows alone can't be told", name, d.t.Name), false}
}

// written judges writing through a view.
func (p *prover) written(d *draft, v *pgcat.View) passage {
	if p.sameForOwner(v, d.t) {
		return passage{}
	}
	x := p.read(v)
	if x.byRole[d.r.name] == pgcat.On && x.Filters == pgcat.On && x.Opaque == "" &&
		(d.command == "DELETE" || v.CheckOption != "" && p.tenantOf(d.t) == "") {
		return passage{}
	}
	return passage{v, fmt.Sprintf("role %s may %s through view %s, which works with the rights of its owner, past the policies of %s", d.r.name, d.command, v.Name, d.t.Name), false}
}

// sameForOwner reports whether the policies of a table bind the owner of a view
// just as they bind everybody.
func (p *prover) sameForOwner(v *pgcat.View, t *pgcat.Table) bool {
	if v.Materialized || p.ownerBypasses(v.Owner, []*pgcat.Table{t}) != pgcat.Off {
		return false
	}
	return !slices.ContainsFunc(t.Policies, func(q *pgcat.Policy) bool { return !slices.Contains(q.Roles, pgcat.Public) })
}

// instead lists the views whose INSTEAD OF triggers write a table with the rights
// of another than the caller.
func (p *prover) instead(d *draft) []passage {
	var out []passage
	p.besides()
	for _, v := range p.cat.Views {
		for _, g := range v.Triggers {
			if !g.Enabled || !slices.ContainsFunc(g.Events, func(e string) bool { return p.reachesView(v, d.r, e, 0) }) {
				continue
			}
			fs := p.functionsOf(g.Function)
			blame := len(fs) == 0
			for _, f := range fs {
				blame = blame || f.Definer && p.mayTouch(f, d.t, d.command)
			}
			if blame {
				out = append(out, passage{v, fmt.Sprintf("trigger %s of view %s may %s rows of %s with the rights of its owner", g.Name, v.Name, d.command, d.t.Name), false})
			}
		}
	}
	return out
}

// mayTouch reports whether the body of a function may write a table.
func (p *prover) mayTouch(f *pgcat.Function, t *pgcat.Table, command string) bool {
	c := p.codeOf(f)
	if !c.ok || len(c.dynamic) > 0 {
		return true
	}
	found := false
	for _, o := range c.orders {
		walk(o.node.ProtoReflect(), 0, func(m proto.Message) {
			found = found || p.target(m, command, f) == t
		})
	}
	return found
}
