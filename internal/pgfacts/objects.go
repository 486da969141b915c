package pgfacts

import (
	"slices"

	"github.com/candor-dev/candor/internal/isolation"
	"github.com/candor-dev/candor/internal/pgcat"
)

func (w *writer) view(r *isolation.ViewRead) {
	v := r.View
	if v.Platform {
		return
	}
	reads := make([]any, 0, len(r.Reads))
	for _, t := range r.Reads {
		rls := tri(t.RLS)
		if t.RLSDoubt != "" {
			rls = nil
		}
		reads = append(reads, map[string]any{"table": t.Name.String(), "rls": rls, "force": t.Force == pgcat.On})
	}
	w.emit(View, v.Name.String(), v.At, map[string]any{
		"schema": v.Schema, "name": v.Rel, "materialized": v.Materialized, "invoker": v.Invoker, "owner": v.Owner,
		"reads": reads, "granted_to": anys(w.granted(v.Grants, "SELECT")), "grants_unsure": v.GrantDoubt, "exposed": w.exposed(v.Schema),
		"owner_bypasses": tri(r.OwnerBypasses), "filters": tri(r.Filters), "why": r.Why, "opaque": r.Opaque,
		"writable_by": anys(w.writers(r)),
	})
}

// writers are the judged roles that may write through a view to its table.
func (w *writer) writers(r *isolation.ViewRead) []string {
	var out []string
	if !r.Updatable {
		return out
	}
	for _, privilege := range []string{"INSERT", "UPDATE", "DELETE"} {
		for _, g := range w.granted(r.View.Grants, privilege) {
			if !slices.Contains(out, g) {
				out = append(out, g)
			}
		}
	}
	slices.Sort(out)
	return out
}

func (w *writer) function(r *isolation.Routine) {
	f := r.Function
	if f.Platform {
		return
	}
	var path any
	if f.PinsPath {
		path = anys(f.SearchPath)
	}
	w.emit(Function, signature(f), f.At, map[string]any{
		"schema": f.Schema, "name": f.Rel, "definer": f.Definer, "search_path": path, "pins_path": f.PinsPath,
		"volatility": f.Volatility, "language": f.Language, "owner": f.Owner, "returns": f.Returns, "trigger": f.Returns == "trigger" || f.Returns == "event_trigger",
		"executable_by": anys(r.Callers), "grants_unsure": f.GrantDoubt, "exposed": w.exposed(f.Schema), "reads": names(r.Reads), "writes": names(r.Writes), "body_known": r.Known,
		"filters": tri(r.Filters), "why": r.Why,
	})
}

// granted are the judged roles, or public, that have a privilege.
func (w *writer) granted(grants []pgcat.Grant, privilege string) []string {
	var out []string
	for _, g := range grants {
		if g.Privilege != privilege {
			continue
		}
		judged := g.Role == pgcat.Public || slices.ContainsFunc(w.report.Tenancy.Roles, func(c isolation.Choice) bool { return c.Name == g.Role })
		if judged && !slices.Contains(out, g.Role) {
			out = append(out, g.Role)
		}
	}
	slices.Sort(out)
	return out
}
