package pgsim

import (
	"encoding/json"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgparse"
)

// callStatement follows a call that stands alone: SELECT f(...) or CALL f(...).
// The body is played where its arguments are literals; otherwise what it may do
// is a gap.
func (p *player) callStatement(u *unit, f *pg_query.FuncCall) {
	var types []string
	b := p.binder()
	for _, a := range f.GetArgs() {
		types = append(types, b.typeOf(a, 0))
		p.calls(u, a)
	}
	fns, _ := p.resolve(nameOf(f.GetFuncname()), types)
	if len(fns) != 1 {
		p.called(u.start(), nameOf(f.GetFuncname()))
		return
	}
	fn := fns[0]
	if !fn.touch.any() && len(p.mentionedIn(fn.Body)) == 0 && len(p.firedIn(fn.Body)) == 0 && !mentionsPath(fn.Body) {
		return
	}
	e := &block{p: p}
	args := make(map[string]value)
	for i, d := range fn.defaults {
		if v, ok := e.evalNode(d, nil, 0); ok {
			args[strings.ToLower(fn.names[i])] = v
		}
	}
	for i, a := range f.Args {
		n := ""
		if named := a.GetNamedArgExpr(); named != nil {
			n, a = named.Name, named.Arg
		} else if i < len(fn.Args) {
			n = fn.Args[i].Name
		}
		if v, ok := e.evalNode(a, nil, 0); ok {
			args[strings.ToLower(n)] = v
			args["$"+itoa(i+1)] = v
		}
	}
	if !p.run(u, fn, args, nil) {
		p.called(u.start(), nameOf(f.Funcname))
	}
}

// run plays the body of a function; false when it can't be followed. A failure
// of the body fails the statement at hand.
func (p *player) run(u *unit, f *function, args map[string]value, commands []map[string]string) bool {
	if p.depth >= maxBlocks || !f.BodyKnown {
		return false
	}
	path, role := p.path, p.role
	if f.PinsPath {
		p.path = f.SearchPath
	}
	if f.Definer {
		p.role = f.owner
	}
	defer func() { p.path, p.role = path, role }()
	inside := &unit{text: f.source, at: f.origin}
	b := &block{p: p, u: inside, body: f.Body, from: f.offset, lines: pgparse.NewLines(f.Body), vars: args, recs: make(map[string]bool), commands: commands, shown: u}
	if b.vars == nil {
		b.vars = make(map[string]value)
	}
	p.depth++
	defer func() { p.depth-- }()
	if f.Language == "sql" {
		return p.runSQL(b, f)
	}
	action, ok := b.prepare(strings.TrimSpace(f.source))
	if !ok {
		return false
	}
	if !b.run(action) {
		p.fail()
	}
	return true
}

func (p *player) runSQL(b *block, f *function) bool {
	tree, err := p.parser.Parse(p.ctx, f.Body)
	if err != nil {
		return false
	}
	for _, raw := range tree.Stmts {
		p.play(&unit{text: f.Body, node: raw.Stmt, at: func(o int) place { return b.at(0, o) }})
		if p.failed {
			return true
		}
	}
	return true
}

// prepare parses a DO block or a function in PL/pgSQL and gives its statements.
func (b *block) prepare(source string) (plNode, bool) {
	raw, err := b.p.parser.ParsePLpgSQL(b.p.ctx, source)
	var fns []struct {
		F plBody `json:"PLpgSQL_function"`
	}
	if err == nil {
		err = json.Unmarshal(raw, &fns)
	}
	if err != nil || len(fns) != 1 {
		return nil, false
	}
	for _, d := range fns[0].F.Datums {
		kind, v := d.only()
		b.names = append(b.names, v.Name)
		b.recs[strings.ToLower(v.Name)] = kind == "PLpgSQL_rec"
		if e := v.Default.expr(); e != "" {
			if val, ok := b.eval(e); ok {
				b.vars[strings.ToLower(v.Name)] = val
			}
		}
	}
	var act plNode
	if json.Unmarshal(fns[0].F.Action, &act) != nil {
		return nil, false
	}
	return act, true
}
