package sql

import (
	"fmt"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"
)

// touch is what a piece of dynamic SQL may do to the catalog, by its words.
type touch struct {
	creates, drops, enables, disables, forces, policies, unmakes bool
}

func (t touch) any() bool {
	return t.creates || t.drops || t.enables || t.disables || t.forces || t.policies || t.unmakes
}

// touches looks for the words of statements that change tables and policies.
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
	}
	if has("row level security") && !t.enables && !t.disables && !t.forces {
		t.enables, t.disables, t.forces = true, true, true
	}
	return t
}

func (p *player) createFunction(u *unit, s *pg_query.CreateFunctionStmt) {
	n := nameOf(s.Funcname)
	if n.schema == "" && len(p.path) > 0 {
		n.schema = p.path[0]
	}
	var args strings.Builder
	for _, a := range s.Parameters {
		fmt.Fprintf(&args, "%s,", typeName(a.GetFunctionParameter().GetArgType()))
	}
	p.cat.routines[routine{n, args.String()}] = true
	body, _, _ := bodyOf(s.Options)
	if touches(body).any() {
		p.cat.functions[n] = &function{at: u.start(), body: body}
	} else {
		delete(p.cat.functions, n)
	}
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

// calls looks for calls of functions that change tables or policies, whose
// effect depends on more than candor follows.
func (p *player) calls(u *unit, n *pg_query.Node) {
	if len(p.cat.functions) == 0 {
		return
	}
	walk(n.ProtoReflect(), 0, func(m proto.Message) {
		if c, ok := m.(*pg_query.FuncCall); ok {
			p.called(u.start(), nameOf(c.Funcname))
		}
	})
}

func (p *player) called(at place, fn name) {
	if names := p.cat.named(fn); len(names) > 0 {
		f := p.cat.functions[names[0]]
		p.cloud(at, fmt.Sprintf("calls %s (%s:%d), whose body changes tables or policies in ways that are not followed", fn.rel, f.at.path, f.at.line), touches(f.body))
	}
}

// named lists the functions that a call by that name may mean.
func (c *catalog) named(fn name) []name {
	var out []name
	for n := range c.functions {
		if n.rel == fn.rel && (fn.schema == "" || n.schema == "" || n.schema == fn.schema) {
			out = append(out, n)
		}
	}
	slices.SortFunc(out, func(a, b name) int { return strings.Compare(a.String(), b.String()) })
	return out
}

// eventTrigger notes that new tables may get row-level security on their own.
func (p *player) eventTrigger(u *unit, s *pg_query.CreateEventTrigStmt) {
	fn := nameOf(s.Funcname)
	at := u.start()
	for _, n := range p.cat.named(fn) {
		if t := touches(p.cat.functions[n].body); t.enables || t.disables {
			p.cat.autoRLS = fmt.Sprintf("the event trigger at %s:%d may switch row-level security on or off for new tables", at.path, at.line)
		}
	}
}

// cloud says that a statement may change the catalog in a way that can't be
// told: a gap at its place, and a doubt on whatever it may have changed.
func (p *player) cloud(at place, what string, t touch) {
	if !t.any() {
		return
	}
	p.unresolved(at, what)
	why := fmt.Sprintf("%s:%d %s", at.path, at.line, what)
	for _, r := range p.cat.rels {
		if r.kind != table || r.temporary {
			continue
		}
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
	}
}
