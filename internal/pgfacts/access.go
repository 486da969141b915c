package pgfacts

import (
	"fmt"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/isolation"
	"github.com/candor-dev/candor/internal/pgcat"
)

// access tells one verdict. One that could not be decided is a fact, too: the
// policies were read, and the rules make it unknown.
func (w *writer) access(a *isolation.Access) {
	subject := fmt.Sprintf("%s/%s/%s", a.Table, a.Role, a.Command)
	v := map[string]any{
		"table": a.Table.String(), "schema": a.Table.Schema, "role": a.Role, "command": a.Command,
		"verdict": a.Verdict.String(), "reason": a.Reason, "tenant": nil, "named": anys(w.namedColumns(a.Table)),
		"exceptions": anys(a.Exceptions), "assumptions": anys(a.Assumptions), "escalation": a.Escalation, "platform": a.Platform,
		"declared": anys(a.Declared),
		"admin":    map[string]any{"state": a.Admin.State, "text": a.Admin.Text, "at": w.place(&a.Admin.At)},
	}
	if a.Tenant.Column != "" {
		v["tenant"] = map[string]any{"column": a.Tenant.Column, "anchor": a.Tenant.Anchor, "kind": a.Tenant.Kind}
	}
	pols := make([]any, 0, len(a.Policies))
	for _, p := range a.Policies {
		pols = append(pols, map[string]any{"name": p.Name, "at": w.place(&p.At)})
	}
	v["policies"] = pols
	proof := make([]any, 0, len(a.Proof))
	for _, s := range a.Proof {
		proof = append(proof, map[string]any{"text": s.Text, "at": w.place(&s.At)})
	}
	v["proof"] = proof
	w.emit(Access, subject, a.At, v)
}

// namedColumns are the columns of a table that name a tenant by their name,
// whether or not a policy looks at them.
func (w *writer) namedColumns(n pgcat.Name) []string {
	t := w.tables[n]
	if t == nil {
		return nil
	}
	var out []string
	for _, a := range w.report.Tenancy.Anchors {
		if t.Column(a.Column) != nil && !slices.Contains(out, a.Column) {
			out = append(out, a.Column)
		}
	}
	return out
}

func (w *writer) tenancy() {
	t := &w.report.Tenancy
	anchors := make([]any, 0, len(t.Anchors))
	for _, a := range t.Anchors {
		anchors = append(anchors, map[string]any{"table": a.Table, "column": a.Column, "tables": a.Tables, "why": a.Why})
	}
	ids := make([]any, 0, len(t.Identities))
	for _, i := range t.Identities {
		ids = append(ids, map[string]any{"expr": i.Expr, "trusted": i.Trusted, "why": i.Why})
	}
	members := make([]any, 0, len(t.Memberships))
	for _, m := range t.Memberships {
		members = append(members, map[string]any{
			"table": m.Table.String(), "user_column": m.UserColumn, "tenant_column": m.TenantColumn,
			"self_insert": m.SelfInsert, "reason": m.Reason, "at": w.place(&m.At),
		})
	}
	choices := func(list []isolation.Choice) []any {
		out := make([]any, 0, len(list))
		for _, c := range list {
			out = append(out, map[string]any{"name": c.Name, "why": c.Why})
		}
		return out
	}
	around := []any{}
	for _, b := range w.report.Bypasses {
		if b.Kind == "set_role" {
			around = append(around, map[string]any{"role": b.Role, "text": b.Text})
		}
	}
	var first pgcat.Place
	for _, x := range w.cat.Tables {
		if x.At.Path != "" {
			first = x.At
			break
		}
	}
	w.emit(Tenancy, w.Name, pgcat.Place{Path: first.Path}, map[string]any{
		"anchors": anchors, "identities": ids, "membership": members, "roles": choices(t.Roles), "exposed": choices(t.Exposed),
		"inferred": t.Inferred, "problems": anys(w.report.Problems), "set_role": around, "migrations": w.Tool,
	})
}

func (w *writer) role(r *pgcat.Role) {
	if r.Platform {
		return
	}
	var owns []string
	for _, t := range w.cat.Tables {
		if t.Owner == r.Name && !t.Platform {
			owns = append(owns, t.String())
		}
	}
	var of []string
	for _, m := range r.MemberOf {
		of = append(of, m.Role)
	}
	if r.At == (pgcat.Place{}) && w.cat.Origin == "migrations" {
		return // the role that runs the migrations: the files do not make it
	}
	const most = 20
	w.emit(Role, r.Name, r.At, map[string]any{
		"super": r.Super, "bypassrls": r.BypassRLS, "login": r.Login, "member_of": anys(of), "platform": r.Platform,
		"owns": len(owns), "owns_tables": anys(owns[:min(len(owns), most)]),
	})
}

// signature names a function with the types of its arguments.
func signature(f *pgcat.Function) string {
	var types []string
	for _, a := range f.Args {
		switch a.Mode {
		case "out", "table":
			continue
		}
		types = append(types, a.Type)
	}
	return f.Name.String() + "(" + strings.Join(types, ", ") + ")"
}
