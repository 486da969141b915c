package isolation

import (
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/candor-dev/candor/internal/pgcat"
)

// A caller need not be able to name a function to have it run: policies, views,
// defaults, generated columns and constraints call it for him.

// byItself adds the functions that the statements of clients run on their way.
func (p *prover) byItself() {
	for _, f := range p.cat.Functions {
		if f.Bound && !f.Platform && len(p.roles) > 0 {
			// Code with any rights may use the operator.
			p.ways.add(way{f: f, what: "function " + f.Name.String() + ", which an operator, an aggregate, a cast or a domain runs,", at: f.At, role: "role " + p.roles[len(p.roles)-1].name, priv: true})
		}
	}
	for _, t := range p.cat.Tables {
		for _, r := range p.roles {
			reached := false
			for _, c := range commands() {
				x := p.reaches(t, r, c)
				reached = reached || x.ok || !x.sure
			}
			if !reached {
				continue
			}
			for _, q := range t.Policies {
				if !r.bound(q) {
					continue
				}
				for _, x := range []*pgcat.Expr{q.Using, q.Check} {
					if x != nil && x.Node != nil {
						p.calledIn(x.Node.ProtoReflect(), r, "policy "+q.Name+" of "+t.Name.String())
					}
				}
			}
		}
	}
	for _, v := range p.cat.Views {
		if v.Platform {
			continue
		}
		for _, r := range p.roles {
			if v.Query != nil && slices.ContainsFunc(commands(), func(c string) bool { return p.reachesView(v, r, c, 0) }) {
				p.calledIn(v.Query.ProtoReflect(), r, "view "+v.Name.String())
			}
			for _, g := range v.Triggers {
				if g.Enabled && slices.ContainsFunc(g.Events, func(e string) bool { return p.reachesView(v, r, e, 0) }) {
					p.onView(v, g, "role "+r.name)
				}
			}
		}
	}
}

// onView adds the function of an INSTEAD OF trigger. What it writes stands for
// nothing that is there already, whatever the columns of the view say.
func (p *prover) onView(v *pgcat.View, g pgcat.Trigger, by string) {
	for _, f := range p.functionsOf(g.Function) {
		if !f.Platform {
			p.ways.add(way{f: f, what: "trigger " + g.Name + " on " + v.Name.String() + " (" + f.Name.String() + ")", at: g.At, role: by, priv: f.Definer})
		}
	}
}

func (p *prover) calledIn(m protoreflect.Message, r *role, by string) {
	walk(m, 0, func(m proto.Message) {
		call, ok := m.(*pg_query.FuncCall)
		if !ok {
			return
		}
		schema, name := dotted(call.Funcname)
		for _, f := range p.functionsOf(pgcat.Name{Schema: schema, Rel: name}) {
			if !f.Platform && p.executes(f, r) {
				p.ways.add(way{f: f, what: "function " + f.Name.String() + ", which " + by + " calls", at: f.At, role: "role " + r.name, priv: f.Definer})
			}
		}
	})
}

// executes reports whether a role has the right to run a function, whether or
// not it sees its schema.
func (p *prover) executes(f *pgcat.Function, r *role) bool {
	return f.GrantDoubt != "" || f.Owner != "" && r.holds[f.Owner] ||
		slices.ContainsFunc(f.Grants, func(g pgcat.Grant) bool { return g.Privilege == "EXECUTE" && r.holds[g.Role] })
}

// ran adds the functions that a new or changed row of a table runs.
func (p *prover) ran(t *pgcat.Table, by way, priv bool) {
	for _, n := range t.Runs {
		for _, f := range p.functionsOf(n) {
			if !f.Platform {
				p.ways.add(way{f: f, what: "function " + f.Name.String() + ", which a row of " + t.Name.String() + " runs", at: f.At, role: by.role, priv: priv || f.Definer})
			}
		}
	}
}
