package sql

import (
	"fmt"
	"slices"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
)

// emit writes the facts of a chain.
func (o *outcome) emit(in *collector.Input) {
	if o.alien != "" {
		in.Gap(candor.Unsupported, candor.Location{Path: o.first.path, Line: 1},
			"not for Postgres ("+o.alien+"); candor reads Postgres only", bothKinds...)
		return
	}
	seen := make(map[string]bool)
	for _, g := range o.gaps {
		at := candor.Location{Path: g.at.path, Line: g.at.line}
		for _, k := range g.kinds {
			if key := k + at.String(); !seen[key] {
				seen[key] = true
				in.Gap(g.state, at, g.reason, k)
			}
		}
	}
	for _, r := range append(o.cat.sorted(), o.gone...) {
		if r.kind == table || r.kind == foreignTable {
			o.emitTable(in, r)
		}
	}
}

func (p place) location(resource string) candor.Location {
	return candor.Location{Path: p.path, Line: p.line, Col: p.col, Resource: resource}
}

func (o *outcome) emitTable(in *collector.Input, r *relation) {
	rls := r.rls
	platform := !r.created && o.supabase && isPlatform(r.schema)
	if platform && rls == unknown {
		rls = platformRLS(r.name)
	}
	for _, q := range r.policies {
		o.emitPolicy(in, r, q, rls)
	}
	if platform {
		return
	}
	f := candor.Fact{Kind: kindTable, Subject: r.String(), State: candor.Observed, At: r.at.location(r.String())}
	switch {
	case !r.created:
		f.State, f.Reason = candor.Unresolved, "altered here, but never created in the files read"
	case r.rlsDoubt != "":
		f.State, f.Reason = candor.Unresolved, "row-level security can't be told: "+r.rlsDoubt
	default:
		f.Value = o.tableValue(r)
	}
	in.Emit(f)
}

func (o *outcome) tableValue(r *relation) map[string]any {
	v := map[string]any{
		"schema": r.schema, "name": r.rel, "temporary": r.temporary, "foreign": r.kind == foreignTable,
		"partition_of": r.partitionOf, "rls": r.rls == on, "force": r.force == on, "rls_at": nil, "force_at": nil,
		"migrations": o.chain.tool, "columns_known": r.allColumns,
	}
	if r.rlsAt != nil {
		v["rls_at"] = r.rlsAt.tree()
	}
	if r.forceAt != nil {
		v["force_at"] = r.forceAt.tree()
	}
	if r.forceDoubt != "" {
		v["force_unsure"] = r.forceDoubt
	}
	if r.policyDoubt != "" {
		v["policies_unsure"] = r.policyDoubt
	}
	cols := make([]any, 0, len(r.columns))
	for _, c := range r.columns {
		cols = append(cols, map[string]any{"name": c.name, "type": c.typ, "not_null": c.notNull, "path": c.at.path, "line": c.at.line})
	}
	v["columns"] = cols
	pols := make([]any, 0, len(r.policies))
	for _, q := range r.policies {
		pols = append(pols, map[string]any{
			"name": q.name, "command": q.command, "permissive": q.permissive, "roles": anys(q.roles),
			"using": q.using.tree(), "check": q.check.tree(), "at": q.at.tree(),
		})
	}
	v["policies"] = pols
	return v
}

func (o *outcome) emitPolicy(in *collector.Input, r *relation, q *policy, rls tri) {
	subject := r.String() + "/" + q.name
	f := candor.Fact{Kind: kindPolicy, Subject: subject, State: candor.Observed, At: q.at.location(subject)}
	switch {
	case !q.created:
		f.State, f.Reason = candor.Unresolved, "altered here, but never created in the files read"
	case r.policyLoss != "":
		f.State, f.Reason = candor.Unresolved, "the policy may have been dropped or changed: "+r.policyLoss
	default:
		f.Value = map[string]any{
			"schema": r.schema, "table": r.String(), "name": q.name, "command": q.command,
			"permissive": q.permissive, "roles": anys(q.roles), "temporary": r.temporary,
			"using": q.using.tree(), "check": q.check.tree(),
			"using_shape": q.using.shapeOf(), "check_shape": q.check.shapeOf(),
			"narrowed_by": anys(r.narrows(q)), "rls": triTree(rls, r.rlsDoubt), "migrations": o.chain.tool,
		}
	}
	in.Emit(f)
}

// triTree is true, false, or nil where the switch can't be told.
func triTree(t tri, doubt string) any {
	if t == unknown || doubt != "" {
		return nil
	}
	return t == on
}

// narrows names the restrictive policies that a row must pass as well wherever q
// applies: same commands, same roles, and not literally true.
func (r *relation) narrows(q *policy) []string {
	var out []string
	if !q.permissive {
		return nil
	}
	for _, n := range r.policies {
		check := n.check
		if check == nil {
			check = n.using // UPDATE and ALL take USING as the check
		}
		if !n.permissive && n.created && (n.command == "ALL" || n.command == q.command) && covers(n.roles, q.roles) &&
			n.using.shapeOf() != "true" && check.shapeOf() != "true" {
			out = append(out, n.name)
		}
	}
	slices.Sort(out)
	return out
}

func covers(wide, narrow []string) bool {
	if slices.Contains(wide, "public") {
		return true
	}
	for _, r := range narrow {
		if !slices.Contains(wide, r) {
			return false
		}
	}
	return true
}

func anys(s []string) []any {
	out := make([]any, len(s))
	for i, x := range s {
		out[i] = x
	}
	return out
}

// doubtOutside looks for row-level security that files of another folder switch
// on for a table without it. Whether they are applied is not known, so the
// table's state is not known either.
func doubtOutside(all []*outcome) {
	for _, o := range all {
		if o.alien != "" {
			continue
		}
		for _, r := range o.cat.sorted() {
			if r.created || r.rls != on || r.rlsAt == nil {
				continue
			}
			for _, other := range all {
				if t := other.cat.rels[r.name]; other != o && t != nil && t.created && t.rls == off && t.rlsDoubt == "" {
					t.rlsDoubt = fmt.Sprintf("%s:%d, outside of %s, switches it on", r.rlsAt.path, r.rlsAt.line, other.chain.root)
				}
			}
		}
	}
}
