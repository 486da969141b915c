package pgsim

import (
	"fmt"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"
)

// touch is what a piece of dynamic SQL may do to the catalog, by its words.
type touch struct {
	creates, drops, enables, disables, forces, policies, unmakes, grants bool
}

func (t touch) any() bool {
	return t.creates || t.drops || t.enables || t.disables || t.forces || t.policies || t.unmakes || t.grants
}

// touches looks for the words of statements that change tables, policies and grants.
// It errs on the side of finding them.
func touches(text string) touch {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return r != '_' && (r < '0' || r > '9' && r < 'a' || r > 'z') && r < 0x80
	})
	w := " " + strings.Join(words, " ") + " "
	has := func(phrases ...string) bool {
		for _, s := range phrases {
			if strings.Contains(w, " "+s+" ") {
				return true
			}
		}
		return false
	}
	t := touch{
		creates:  has("create table", "create unlogged table", "partition of", "attach partition", "create schema"),
		drops:    has("drop table", "drop schema", "drop owned"),
		enables:  has("enable row level security"),
		disables: has("disable row level security"),
		forces:   has("force row level security"),
		policies: has("create policy"),
		unmakes:  has("alter policy", "drop policy") || has("drop") && has("cascade"),
		grants: has("grant", "revoke", "owner to", "reassign owned", "create role", "alter role", "drop role") &&
			(has("to", "from") || has("reassign owned", "create role", "alter role", "drop role")),
	}
	if has("row level security") && !t.enables && !t.disables && !t.forces {
		t.enables, t.disables, t.forces = true, true, true
	}
	return t
}

// catalog leaves out what changes no table and no policy.
func (t touch) catalog() bool {
	t.grants = false
	return t.any()
}

// bodyOf returns the text and the language of a function or DO block.
func bodyOf(options []*pg_query.Node) (body, language string, ok bool) {
	language = "plpgsql"
	for _, o := range options {
		d := o.GetDefElem()
		switch d.GetDefname() {
		case "as":
			body, ok = d.GetArg().GetString_().GetSval(), true
			for _, part := range d.GetArg().GetList().GetItems() {
				body = part.GetString_().GetSval()
				break
			}
		case "language":
			language = strings.ToLower(d.GetArg().GetString_().GetSval())
		}
	}
	return body, language, ok
}

// calls looks for calls of functions that change the catalog, whose effect
// depends on more than candor follows.
func (p *player) calls(u *unit, n *pg_query.Node) {
	if n == nil {
		return
	}
	walk(n.ProtoReflect(), 0, func(m proto.Message) {
		if c, ok := m.(*pg_query.FuncCall); ok {
			p.called(u.start(), nameOf(c.Funcname))
		}
	})
}

func (p *player) called(at place, fn name) {
	for _, f := range p.named(fn) {
		t := p.reach(f)
		for _, g := range p.firedIn(f.Body) {
			t = t.or(p.reach(g))
		}
		if t.any() {
			p.cloud(at, fmt.Sprintf("calls %s (%s:%d), whose body changes tables or policies in ways that are not followed", fn.Rel, f.At.Path, f.At.Line), t)
			return
		}
	}
}

// named lists the functions that a call by that name may mean.
func (p *player) named(fn name) []*function {
	var out []*function
	for n, list := range p.cat.functions {
		if n.Rel == fn.Rel && (fn.Schema == "" || n.Schema == fn.Schema) {
			out = append(out, list...)
		}
	}
	slices.SortFunc(out, func(a, b *function) int { return strings.Compare(a.String(), b.String()) })
	return out
}

// cloud says that a statement may change the catalog in a way that can't be
// told: a gap at its place, and a doubt on whatever it may have changed.
func (p *player) cloud(at place, what string, t touch) {
	if !t.any() {
		return
	}
	if t.catalog() {
		p.unresolved(at, what)
	} else {
		p.doubts = append(p.doubts, doubt{at, what})
	}
	why := fmt.Sprintf("%s:%d %s", at.Path, at.Line, what)
	if t.grants {
		for _, f := range p.cat.allFunctions() {
			if !f.platform {
				edit(p.cat, f).GrantDoubt = why
			}
		}
	}
	for _, r := range p.cat.rels {
		if r.isView() && t.grants {
			edit(p.cat, r).grantDoubt = why
		}
		if r.kind != table || r.temporary || r.platform {
			continue
		}
		edit(p.cat, r)
		if (t.enables || t.drops) && r.rls == off || t.disables && r.rls == on {
			r.rlsDoubt = why
		}
		if t.forces {
			r.forceDoubt = why
		}
		if t.policies || t.unmakes {
			r.policyDoubt = why
		}
		if t.unmakes {
			r.policyLoss = why
		}
		if t.grants {
			r.grantDoubt = why
		}
	}
}
