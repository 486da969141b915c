package pgsim

import (
	"fmt"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"
)

// createRule leaves a doubt on every relation that a rule names: what it puts in
// the place of a statement, with the rights of the relation's owner, is not followed.
func (p *player) createRule(u *unit, s *pg_query.RuleStmt) {
	at := u.start()
	why := fmt.Sprintf("%s:%d the rule %s rewrites statements in a way that is not followed", at.Path, at.Line, s.Rulename)
	walk(s.ProtoReflect(), 0, func(m proto.Message) {
		v, ok := m.(*pg_query.RangeVar)
		if !ok {
			return
		}
		for _, r := range p.below(p.find(rangeName(v)), 0) {
			edit(p.cat, r)
			r.grantDoubt = why
			if r.kind == table {
				r.policyDoubt, r.policyLoss = why, why
			}
		}
	})
	p.doubts = append(p.doubts, doubt{at, why})
	p.calls(u, u.node)
}

// below lists a relation and, of a view, the tables that it reads.
func (p *player) below(r *relation, depth int) []*relation {
	if r == nil || depth > 20 {
		return nil
	}
	out := []*relation{r}
	if r.isView() {
		for _, d := range r.deps {
			if x, ok := d.on.(*relation); ok && x != r {
				out = append(out, p.below(x, depth+1)...)
			}
		}
	}
	return out
}

// writes looks at what a statement that changes rows runs on its way: the functions
// that it calls, those of the table's triggers and those of its defaults.
func (p *player) writes(u *unit, v *pg_query.RangeVar, event string) {
	p.calls(u, u.node)
	p.fires(u, u.node)
	r := p.find(rangeName(v))
	if r == nil {
		return
	}
	for _, x := range append(p.below(r, 0), p.cat.children(r)...) {
		for _, c := range x.columns {
			if c.def != nil && c.def.expr != nil && event != "DELETE" {
				p.calls(u, c.def.expr.node)
			}
		}
	}
}
