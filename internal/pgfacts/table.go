package pgfacts

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgsim"
)

func (w *writer) table(t *pgcat.Table) {
	for _, q := range t.Policies {
		w.policy(t, q)
	}
	switch {
	case t.Platform:
	case !t.Created:
		w.gap(Table, t.String(), t.At, "altered here, but never created in the files read")
	case t.RLSDoubt != "":
		w.gap(Table, t.String(), t.At, "row-level security can't be told: "+t.RLSDoubt)
	default:
		w.emit(Table, t.String(), t.At, w.tableValue(t))
	}
}

func (w *writer) tableValue(t *pgcat.Table) map[string]any {
	v := map[string]any{
		"schema": t.Schema, "name": t.Rel, "temporary": t.Temporary, "foreign": t.Foreign, "owner": t.Owner,
		"partition_of": "", "rls": t.RLS == pgcat.On, "force": t.Force == pgcat.On, "rls_at": w.place(t.RLSAt), "force_at": w.place(t.ForceAt),
		"migrations": w.Tool, "columns_known": t.AllColumns, "exposed": w.exposed(t.Schema),
		"truncate": w.around("truncate", t.String()), "direct": append(w.around("partition", t.String()), w.around("child", t.String())...),
	}
	if t.PartitionOf != nil {
		v["partition_of"] = strings.TrimPrefix(t.PartitionOf.String(), ".")
	}
	if t.ForceDoubt != "" {
		v["force_unsure"] = t.ForceDoubt
	}
	if t.PolicyDoubt != "" {
		v["policies_unsure"] = t.PolicyDoubt
	}
	if t.GrantDoubt != "" {
		v["grants_unsure"] = t.GrantDoubt
	}
	cols := make([]any, 0, len(t.Columns))
	for _, c := range t.Columns {
		cols = append(cols, map[string]any{"name": c.Name, "type": c.Type, "not_null": c.NotNull, "path": c.At.Path, "line": c.At.Line})
	}
	v["columns"] = cols
	pols := make([]any, 0, len(t.Policies))
	for _, q := range t.Policies {
		pols = append(pols, map[string]any{
			"name": q.Name, "command": q.Command, "permissive": q.Permissive, "roles": anys(q.Roles),
			"using": textOf(q.Using), "check": textOf(q.Check), "at": map[string]any{"path": q.At.Path, "line": q.At.Line, "col": q.At.Col},
		})
	}
	v["policies"] = pols
	return v
}

func textOf(e *pgcat.Expr) any {
	if e == nil {
		return nil
	}
	return e.Text
}

func (w *writer) policy(t *pgcat.Table, q *pgcat.Policy) {
	subject := t.String() + "/" + q.Name
	switch {
	case !q.Created:
		w.gap(Policy, subject, q.At, "altered here, but never created in the files read")
	case t.PolicyLoss != "":
		w.gap(Policy, subject, q.At, "the policy may have been dropped or changed: "+t.PolicyLoss)
	default:
		rls := tri(t.RLS)
		if t.RLSDoubt != "" {
			rls = nil
		}
		w.emit(Policy, subject, q.At, map[string]any{
			"schema": t.Schema, "table": t.String(), "name": q.Name, "command": q.Command,
			"permissive": q.Permissive, "roles": anys(q.Roles), "temporary": t.Temporary,
			"using": textOf(q.Using), "check": textOf(q.Check),
			"using_shape": pgsim.Shape(q.Using), "check_shape": pgsim.Shape(q.Check),
			"narrowed_by": anys(narrows(t, q)), "rls": rls, "migrations": w.Tool,
			"user_metadata": anys(userMetadata(q)),
		})
	}
}

// narrows names the restrictive policies that a row must pass as well wherever q
// applies: same commands, same roles, and not literally true.
func narrows(t *pgcat.Table, q *pgcat.Policy) []string {
	var out []string
	if !q.Permissive {
		return nil
	}
	for _, n := range t.Policies {
		check := n.Check
		if check == nil {
			check = n.Using // UPDATE and ALL take USING as the check
		}
		if !n.Permissive && n.Created && (n.Command == "ALL" || n.Command == q.Command) && covers(n.Roles, q.Roles) &&
			pgsim.Shape(n.Using) != "true" && pgsim.Shape(check) != "true" {
			out = append(out, n.Name)
		}
	}
	slices.Sort(out)
	return out
}

func covers(wide, narrow []string) bool {
	if slices.Contains(wide, pgcat.Public) {
		return true
	}
	for _, r := range narrow {
		if !slices.Contains(wide, r) {
			return false
		}
	}
	return true
}
