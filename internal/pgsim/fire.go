package pgsim

import (
	"fmt"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"
)

// or joins what two pieces of SQL may do.
func (t touch) or(x touch) touch {
	return touch{
		creates: t.creates || x.creates, drops: t.drops || x.drops, enables: t.enables || x.enables, disables: t.disables || x.disables,
		forces: t.forces || x.forces, policies: t.policies || x.policies, unmakes: t.unmakes || x.unmakes, grants: t.grants || x.grants,
	}
}

// loaded reports whether any function may change the catalog at all.
func (p *player) loaded() bool {
	for _, list := range p.cat.functions {
		for _, f := range list {
			if f.touch.any() {
				return true
			}
		}
	}
	return false
}

// reach is what a function may do to the catalog, with those that its body names.
func (p *player) reach(f *function) touch {
	if t, ok := p.cat.reached[f]; ok {
		return t
	}
	seen := map[*function]bool{f: true}
	out := f.touch
	for todo := []*function{f}; len(todo) > 0 && len(seen) < 200; todo = todo[1:] {
		low := strings.ToLower(todo[0].Body)
		for _, list := range p.cat.functions {
			for _, g := range list {
				if !seen[g] && !g.platform && strings.Contains(low, strings.ToLower(g.Rel)+"(") {
					seen[g] = true
					out = out.or(g.touch)
					todo = append(todo, g)
				}
			}
		}
	}
	if p.cat.reached == nil {
		p.cat.reached = make(map[*function]touch)
	}
	p.cat.reached[f] = out
	return out
}

// armed lists the functions by which a change of a relation's rows may change the
// catalog.
func (p *player) armed(r *relation, event string) []*function {
	var out []*function
	for _, t := range r.triggers {
		if f := t.function; f != nil && (event == "" || slices.Contains(t.Events, event)) && p.reach(f).any() {
			out = append(out, f)
		}
	}
	return out
}

// firedIn lists such functions for a text that seems to change rows.
func (p *player) firedIn(text string) []*function {
	if !p.loaded() {
		return nil
	}
	low := strings.ToLower(text)
	if !strings.Contains(low, "insert") && !strings.Contains(low, "update") && !strings.Contains(low, "delete") && !strings.Contains(low, "merge") {
		return nil
	}
	var out []*function
	for _, r := range p.cat.rels {
		if len(r.triggers) > 0 && (strings.Contains(low, strings.ToLower(r.Rel)) || strings.Contains(low, "execute")) {
			out = append(out, p.armed(r, "")...)
		}
	}
	return out
}

// fires leaves a doubt for each trigger that a statement of any depth sets off.
func (p *player) fires(u *unit, n *pg_query.Node) {
	if !p.loaded() {
		return
	}
	walk(n.ProtoReflect(), 0, func(m proto.Message) {
		switch m := m.(type) {
		case *pg_query.InsertStmt:
			p.firesOn(u, m.Relation, "INSERT")
			if m.OnConflictClause != nil {
				p.firesOn(u, m.Relation, "UPDATE")
			}
		case *pg_query.UpdateStmt:
			p.firesOn(u, m.Relation, "UPDATE")
		case *pg_query.DeleteStmt:
			p.firesOn(u, m.Relation, "DELETE")
		case *pg_query.MergeStmt:
			p.firesOn(u, m.Relation, "")
		case *pg_query.CopyStmt:
			if m.IsFrom {
				p.firesOn(u, m.Relation, "INSERT")
			}
		}
	})
}

func (p *player) firesOn(u *unit, v *pg_query.RangeVar, event string) {
	r := p.find(rangeName(v))
	if r == nil {
		return
	}
	for _, x := range append(p.below(r, 0), p.cat.children(r)...) {
		for _, f := range p.armed(x, event) {
			p.cloud(u.start(), fmt.Sprintf("fires %s (%s:%d), whose body changes tables or policies in ways that are not followed", f.Rel, f.At.Path, f.At.Line), p.reach(f))
		}
	}
}

// rowChange reports whether a text begins as a statement on rows, which only
// matters for what it calls and sets off.
func rowChange(text string) bool {
	low := strings.ToLower(strings.TrimSpace(text))
	for _, word := range []string{"insert", "update", "delete", "merge", "with", "copy", "select"} {
		if strings.HasPrefix(low, word) {
			return true
		}
	}
	return false
}

// bound marks the functions that an operator, an aggregate, a cast or a domain
// runs, which no call shows.
func (p *player) bound(n *pg_query.Node) {
	if n.GetDefineStmt() == nil && n.GetCreateCastStmt() == nil && n.GetCreateDomainStmt() == nil && n.GetAlterDomainStmt() == nil {
		return
	}
	mark := func(names []*pg_query.Node) {
		if len(names) == 0 {
			return
		}
		for _, f := range p.named(nameOf(names)) {
			edit(p.cat, f).Bound = true
		}
	}
	walk(n.ProtoReflect(), 0, func(m proto.Message) {
		switch m := m.(type) {
		case *pg_query.TypeName:
			mark(m.Names)
		case *pg_query.FuncCall:
			mark(m.Funcname)
		case *pg_query.ObjectWithArgs:
			mark(m.Objname)
		}
	})
}
