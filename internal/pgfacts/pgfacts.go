// Package pgfacts tells a Postgres catalog, and the proof over it, as facts. The
// collector of migrations and the one of live databases share it, so that a fact
// has one shape wherever it comes from.
package pgfacts

import (
	"slices"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/isolation"
	"github.com/candor-dev/candor/internal/pgcat"
)

// The kinds of fact.
const (
	Table    = "sql.table"    // a table with its columns, policies and row-level security
	Policy   = "sql.policy"   // one policy
	Access   = "sql.access"   // what one role reaches of one table by one command
	Tenancy  = "sql.tenancy"  // how tenants are told apart: declared or inferred
	Function = "sql.function" // a function of the sources
	View     = "sql.view"     // a view or materialised view of the sources
	Role     = "sql.role"     // a role
)

// Kinds lists them all.
func Kinds() []string {
	return []string{Table, Policy, Access, Tenancy, Function, View, Role}
}

// Source says where a catalog comes from.
type Source struct {
	Name string // the folder of the migrations, or the database
	Tool string // of the migrations; "" for a live database
	// At turns a place into a location; resource names the object. A live
	// catalog has no places, so At gives the database then.
	At func(p pgcat.Place, resource string) candor.Location
}

// writer emits the facts of one catalog.
type writer struct {
	Source
	put      func(candor.Fact)
	cat      *pgcat.Catalog
	report   *isolation.Report
	bypasses map[string][]isolation.Bypass // by kind and object
	tables   map[pgcat.Name]*pgcat.Table
}

// Emit gives the facts of a catalog and of what was proved about it.
func Emit(put func(candor.Fact), c *pgcat.Catalog, r *isolation.Report, s Source) {
	w := &writer{Source: s, put: put, cat: c, report: r, bypasses: make(map[string][]isolation.Bypass), tables: make(map[pgcat.Name]*pgcat.Table, len(c.Tables))}
	for _, b := range r.Bypasses {
		w.bypasses[b.Kind+" "+b.Object] = append(w.bypasses[b.Kind+" "+b.Object], b)
	}
	for _, t := range c.Tables {
		w.tables[t.Name] = t
		w.table(t)
	}
	for i := range r.Access {
		w.access(&r.Access[i])
	}
	for i := range r.Views {
		w.view(&r.Views[i])
	}
	for i := range r.Routines {
		w.function(&r.Routines[i])
	}
	for _, role := range c.Roles {
		w.role(role)
	}
	if len(r.Access) > 0 || len(r.Problems) > 0 {
		w.tenancy()
	}
}

func (w *writer) emit(kind, subject string, at pgcat.Place, value map[string]any) {
	value["origin"] = w.cat.Origin
	w.put(candor.Fact{Kind: kind, Subject: subject, State: candor.Observed, At: w.At(at, subject), Value: value})
}

func (w *writer) gap(kind, subject string, at pgcat.Place, reason string) {
	w.put(candor.Fact{Kind: kind, Subject: subject, State: candor.Unresolved, Reason: reason, At: w.At(at, subject)})
}

// place is a place as a part of a value; nil for none.
func (w *writer) place(p *pgcat.Place) any {
	if p == nil || p.Path == "" {
		return nil
	}
	return map[string]any{"path": p.Path, "line": p.Line, "col": p.Col}
}

// tri is true, false, or nil where the switch can't be told.
func tri(t pgcat.Tri) any {
	if t == pgcat.Unknown {
		return nil
	}
	return t == pgcat.On
}

func anys(s []string) []any {
	out := make([]any, len(s))
	for i, x := range s {
		out[i] = x
	}
	return out
}

func names(ts []*pgcat.Table) []any {
	out := make([]any, 0, len(ts))
	for _, t := range ts {
		out = append(out, t.Name.String())
	}
	return out
}

// exposed reports whether clients can address the schema; nil when nothing says.
func (w *writer) exposed(schema string) any {
	list := w.report.Tenancy.Exposed
	if len(list) == 0 {
		return nil
	}
	return slices.ContainsFunc(list, func(c isolation.Choice) bool { return c.Name == schema })
}

func (w *writer) around(kind, object string) []any {
	out := []any{}
	for _, b := range w.bypasses[kind+" "+object] {
		out = append(out, map[string]any{"kind": b.Kind, "table": b.Table.String(), "role": b.Role, "text": b.Text, "at": w.place(&b.At)})
	}
	return out
}
