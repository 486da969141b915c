package isolation

import (
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"

	"github.com/candor-dev/candor/internal/pgcat"
)

// A row of a membership table may come from elsewhere than from a statement
// that the table's own policies judge: from a function that runs with the
// rights of its owner, from a trigger, through a view. Each such way counts
// unless it is seen to be harmless.

// way is code that runs with the rights of another than the caller, and that
// the caller can set going.
type way struct {
	f    *pgcat.Function // nil: a trigger whose function is not in the sources
	what string          // "function public.f", "trigger t on public.x (public.f)"
	at   pgcat.Place
	role string
	priv bool           // it runs past the policies
	trig *pgcat.Trigger // nil: it is called
	on   *pgcat.Table   // the table of the trigger
	only bool           // the trigger fires for new rows alone, once they are there
}

// ways is what there is besides the policies; found once.
type ways struct {
	list  []way
	codes map[*pgcat.Function]*code
}

// callable reports whether a role can call a function by itself.
func (p *prover) callable(f *pgcat.Function, r *role) bool {
	if f.Returns == "trigger" || f.Returns == "event_trigger" || p.hidden(f.Schema, r) != "" || !p.usage(f.Schema, r) {
		return false
	}
	return p.executes(f, r)
}

// besides finds the code that a caller can set going.
func (p *prover) besides() *ways {
	if p.ways != nil {
		return p.ways
	}
	w := &ways{codes: make(map[*pgcat.Function]*code)}
	p.ways = w
	for _, f := range p.cat.Functions {
		if f.Platform || platformSchema(f.Schema) && f.Schema != "extensions" && p.cat.Origin == "live" {
			continue
		}
		for _, r := range p.roles {
			if p.callable(f, r) {
				w.add(way{f: f, what: "function " + f.Name.String(), at: f.At, role: r.name, priv: f.Definer})
				break
			}
		}
	}
	for _, t := range p.cat.Tables {
		if len(t.Triggers) == 0 && len(t.Runs) == 0 {
			continue
		}
		for _, event := range []string{"INSERT", "UPDATE", "DELETE"} {
			if t.Schema == "auth" {
				if p.cat.Supabase && event != "DELETE" {
					p.fires(t, event, way{role: "a user who signs up"}, false)
				}
				continue
			}
			if i := slices.IndexFunc(p.roles, func(r *role) bool { return p.mayWrite(t, r, event) }); i >= 0 {
				p.fires(t, event, way{role: "role " + p.roles[i].name}, false)
			} else if i := slices.IndexFunc(p.roles, func(r *role) bool { x := p.reaches(t, r, event); return x.ok || !x.sure }); i >= 0 {
				// A statement that changes no row fires the triggers of statements all the same.
				p.firesFor(t, event, way{role: "role " + p.roles[i].name}, false, func(g *pgcat.Trigger) bool { return !g.Row })
			}
		}
	}
	p.byItself()
	for i := 0; i < len(w.list) && i < 4000; i++ {
		p.follow(w.list[i])
	}
	return w
}

func (w *ways) add(x way) {
	if !slices.ContainsFunc(w.list, func(o way) bool {
		return o.f == x.f && o.trig == x.trig && (o.priv || !x.priv) && (!o.only || x.only) && (x.f != nil || o.what == x.what)
	}) {
		w.list = append(w.list, x)
	}
}

// mayWrite reports whether a role may get a row past the policies of a table.
func (p *prover) mayWrite(t *pgcat.Table, r *role, event string) bool {
	x := p.reaches(t, r, event)
	if !x.ok {
		return !x.sure
	}
	list, unknown := p.clauses(t, r, event, event == "INSERT")
	return unknown != "" || len(list) > 0
}

// fires adds the triggers that a statement sets off, and the functions that its
// rows run.
func (p *prover) fires(t *pgcat.Table, event string, by way, priv bool) {
	if event != "DELETE" {
		p.ran(t, by, priv)
	}
	p.firesFor(t, event, by, priv, func(*pgcat.Trigger) bool { return true })
}

func (p *prover) firesFor(t *pgcat.Table, event string, by way, priv bool, which func(*pgcat.Trigger) bool) {
	for i := range t.Triggers {
		g := &t.Triggers[i]
		if !g.Enabled || !slices.Contains(g.Events, event) || !which(g) {
			continue
		}
		x := way{what: "trigger " + g.Name + " on " + t.Name.String(), at: g.At, role: by.role, trig: g, on: t, priv: priv,
			only: event == "INSERT" && g.Timing == "AFTER"}
		fs := p.functionsOf(g.Function)
		if len(fs) == 0 {
			if g.Function.Schema == "" || !platformSchema(g.Function.Schema) {
				p.ways.add(x)
			}
			continue
		}
		for _, f := range fs {
			if f.Platform {
				continue
			}
			y := x
			y.f, y.what, y.priv = f, x.what+" ("+f.Name.String()+")", priv || f.Definer || t.Schema == "auth"
			p.ways.add(y)
		}
	}
}

// functionsOf lists the functions of a name, in any schema when it gives none.
func (p *prover) functionsOf(n pgcat.Name) []*pgcat.Function {
	if n.Schema != "" {
		return p.functions[n]
	}
	var out []*pgcat.Function
	for _, f := range p.cat.Functions {
		if f.Rel == n.Rel && !f.Platform {
			out = append(out, f)
		}
	}
	return out
}

// follow adds what a piece of code calls and which triggers its writes fire.
func (p *prover) follow(w way) {
	if w.f == nil {
		return
	}
	c := p.codeOf(w.f)
	for _, o := range c.orders {
		walk(o.node.ProtoReflect(), 0, func(m proto.Message) {
			if call, ok := m.(*pg_query.FuncCall); ok {
				schema, name := dotted(call.Funcname)
				for _, g := range p.functionsOf(pgcat.Name{Schema: schema, Rel: name}) {
					if !g.Platform && g != w.f {
						p.ways.add(way{f: g, what: "function " + g.Name.String() + ", which " + w.what + " calls", at: g.At, role: w.role, priv: w.priv || g.Definer})
					}
				}
			}
			if call, ok := m.(*pg_query.CallStmt); ok && call.Funccall != nil {
				return // its FuncCall is walked as well
			}
			if !w.priv {
				return
			}
			for _, event := range []string{"INSERT", "UPDATE", "DELETE"} {
				if t := p.target(m, event, w.f); t != nil {
					p.fires(t, event, w, true)
				}
			}
		})
	}
}

// target is the table that a statement writes.
func (p *prover) target(m proto.Message, event string, f *pgcat.Function) *pgcat.Table {
	var r *pg_query.RangeVar
	switch m := m.(type) {
	case *pg_query.InsertStmt:
		if event == "INSERT" || event == "UPDATE" && m.OnConflictClause != nil {
			r = m.Relation
		}
	case *pg_query.UpdateStmt:
		if event == "UPDATE" {
			r = m.Relation
		}
	case *pg_query.DeleteStmt:
		if event == "DELETE" {
			r = m.Relation
		}
	case *pg_query.MergeStmt:
		r = m.Relation
	}
	if r == nil {
		return nil
	}
	return p.relationOf(r, f)
}

// relationOf resolves a relation by the search_path of a function; through a
// view it is the table below.
func (p *prover) relationOf(r *pg_query.RangeVar, f *pgcat.Function) *pgcat.Table {
	path := f.Path
	if f.PinsPath {
		path = f.SearchPath
	}
	e := &eval{p: p}
	t, v, _ := e.relation(r, &env{path: path})
	if t == nil && v != nil {
		return p.below(v, 0)
	}
	if t == nil && r.Schemaname == "" { // the path is the caller's, or can't be told
		for _, x := range p.cat.Tables {
			if x.Rel == r.Relname && !x.Platform {
				return x
			}
		}
	}
	return t
}

// below is the table that a view shows as it is, so that rows can be written
// through it; nil when it is no such view.
func (p *prover) below(v *pgcat.View, depth int) *pgcat.Table {
	s := v.Query.GetSelectStmt()
	if s == nil || depth > 8 || v.Materialized || len(s.FromClause) != 1 || s.FromClause[0].GetRangeVar() == nil || len(s.DistinctClause) > 0 ||
		len(s.GroupClause) > 0 || s.HavingClause != nil || s.LimitCount != nil || s.LimitOffset != nil || s.WithClause != nil || s.Op != pg_query.SetOperation_SETOP_NONE {
		return nil
	}
	t, w, _ := (&eval{p: p}).relation(s.FromClause[0].GetRangeVar(), &env{path: v.Path})
	if t == nil && w != nil && w != v {
		return p.below(w, depth+1)
	}
	return t
}
