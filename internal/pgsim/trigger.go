package pgsim

import (
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

// The bits of the type of a trigger in the syntax tree.
const (
	bitBefore   = 1 << 1
	bitInsert   = 1 << 2
	bitDelete   = 1 << 3
	bitUpdate   = 1 << 4
	bitTruncate = 1 << 5
	bitInstead  = 1 << 6
)

func (p *player) createTrigger(u *unit, s *pg_query.CreateTrigStmt) {
	r := p.find(rangeName(s.Relation))
	if r == nil {
		if p.absent(classRelation, rangeName(s.Relation)) {
			p.fail()
		}
		return
	}
	t := &trigger{Trigger: pgcat.Trigger{Name: s.Trigname, Timing: timing(s.Timing), Events: events(s.Events), Row: s.Row, Enabled: true, At: u.start()}}
	if r.created && (!p.owns(r.owner) || r.isView() != (t.Timing == "INSTEAD OF") && !(r.kind == view && !t.Row) || r.kind == sequence || r.kind == index || r.kind == matview) {
		p.fail()
		return
	}
	n := nameOf(s.Funcname)
	fns, sure := p.resolve(n, nil)
	switch {
	case len(fns) > 0:
		if fns[0].canon != "trigger" {
			p.fail()
			return
		}
		t.function = fns[0]
	case sure:
		p.fail()
		return
	default:
		t.absent = n
	}
	for _, c := range s.Columns {
		col := r.column(c.GetString_().GetSval())
		switch {
		case col != nil:
			t.columns = append(t.columns, col)
		case r.created && r.allColumns:
			p.fail()
			return
		}
	}
	if s.WhenClause != nil {
		b := p.binder()
		row := relationSource(r, "new")
		before := relationSource(r, "old")
		b.node(s.WhenClause, &scope{sources: []*source{row, before}})
		if b.refused {
			p.fail()
			return
		}
		t.deps = withoutDep(b.out.deps, r)
	}
	i := slices.IndexFunc(r.triggers, func(x *trigger) bool { return x.Name == t.Name })
	if i >= 0 && (!s.Replace || r.triggers[i].parent != nil) {
		p.fail()
		return
	}
	edit(p.cat, r)
	if i >= 0 {
		r.triggers = slices.Clone(r.triggers)
		r.triggers[i] = t
	} else {
		r.triggers = with(r.triggers, t)
	}
	if r.partitioned && t.Row {
		for _, child := range p.cat.children(r) {
			p.cloneTriggers(r, child)
		}
	}
}

// cloneTriggers gives a partition the row triggers of its parent.
func (p *player) cloneTriggers(r, child *relation) {
	for _, t := range r.triggers {
		if !t.Row || slices.ContainsFunc(child.triggers, func(x *trigger) bool { return x.parent == t }) {
			continue
		}
		own := *t
		own.parent, own.columns, own.deps = t, nil, nil
		for _, c := range t.columns {
			if mine := child.column(c.name); mine != nil {
				own.columns = append(own.columns, mine)
			}
		}
		edit(p.cat, child).triggers = with(child.triggers, &own)
		for _, grandchild := range p.cat.children(child) {
			p.cloneTriggers(child, grandchild)
		}
	}
}

func timing(t int32) string {
	switch {
	case t&bitBefore != 0:
		return "BEFORE"
	case t&bitInstead != 0:
		return "INSTEAD OF"
	}
	return "AFTER"
}

func events(e int32) []string {
	var out []string
	for _, x := range []struct {
		bit  int32
		name string
	}{{bitInsert, "INSERT"}, {bitUpdate, "UPDATE"}, {bitDelete, "DELETE"}, {bitTruncate, "TRUNCATE"}} {
		if e&x.bit != 0 {
			out = append(out, x.name)
		}
	}
	return out
}

func (p *player) dropTrigger(parts []*pg_query.Node, missingOK bool) ([]any, bool) {
	if len(parts) < 2 {
		return nil, true
	}
	n := nameOf(parts[:len(parts)-1])
	r := p.find(n)
	if r == nil {
		return nil, missingOK || !p.absent(classRelation, n)
	}
	for _, t := range r.triggers {
		if t.Name == parts[len(parts)-1].GetString_().GetSval() {
			return []any{t}, p.owns(r.owner) && t.parent == nil
		}
	}
	return nil, missingOK || !r.created
}

// export copies a trigger, so that the model of others is its own.
func (t *trigger) export() pgcat.Trigger {
	out := t.Trigger
	out.Function = t.absent
	if t.function != nil {
		out.Function = t.function.Name
	}
	if len(t.columns) > 0 {
		out.Columns = columnNames(t.columns)
	}
	return out
}
