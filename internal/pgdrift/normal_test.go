package pgdrift

import (
	"context"
	"testing"

	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgparse"
)

func catalogs() (*pgcat.Catalog, *pgcat.Table) {
	table := func(schema, rel string, cols ...string) *pgcat.Table {
		t := &pgcat.Table{Name: pgcat.Name{Schema: schema, Rel: rel}, Created: true, AllColumns: true}
		for _, c := range cols {
			t.Columns = append(t.Columns, pgcat.Column{Name: c})
		}
		return t
	}
	deals := table("public", "deals", "id", "org_id", "owner", "state", "at")
	return &pgcat.Catalog{
		Tables:    []*pgcat.Table{deals, table("public", "members", "org_id", "user_id", "role")},
		Functions: []*pgcat.Function{{Name: pgcat.Name{Schema: "public", Rel: "is_member"}}, {Name: pgcat.Name{Schema: "auth", Rel: "uid"}}},
	}, deals
}

func parse(t *testing.T, p *pgparse.Parser, text string, path []string) *pgcat.Expr {
	t.Helper()
	tree, err := p.Parse(context.Background(), "select ("+text+")")
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return &pgcat.Expr{Text: text, Path: path, Node: tree.Stmts[0].Stmt.GetSelectStmt().TargetList[0].GetResTarget().Val}
}

// Each pair is an expression as a migration writes it and as Postgres writes
// the stored one out.
func TestNormalForm(t *testing.T) {
	p := pgparse.New()
	defer p.Close()
	c, deals := catalogs()
	for _, x := range []struct {
		mig, live string
		want      string // "same", "unread" or the effect
	}{
		{`org_id = auth.uid()`, `(org_id = auth.uid())`, "same"},
		{`deals.org_id = auth.uid() and state = 'open'`, `((org_id = auth.uid()) AND (state = 'open'::text))`, "same"},
		{`org_id in (select org_id from members where user_id = auth.uid())`,
			`(org_id IN ( SELECT members.org_id FROM public.members WHERE (members.user_id = auth.uid())))`, "same"},
		{`exists (select 1 from members m where m.org_id = deals.org_id and m.user_id = (select auth.uid()))`,
			`(EXISTS ( SELECT 1 FROM public.members x WHERE ((x.org_id = deals.org_id) AND (x.user_id = ( SELECT auth.uid() AS uid)))))`, "same"},
		{`exists (select * from members m where m.org_id = deals.org_id)`,
			`(EXISTS ( SELECT m.org_id, m.user_id, m.role FROM public.members m WHERE (m.org_id = deals.org_id)))`, "same"},
		{`is_member(org_id)`, `public.is_member(org_id)`, "same"},
		{`state in ('a', 'b')`, `(state = ANY (ARRAY['a'::text, 'b'::text]))`, "same"},
		{`state not in ('a', 'b')`, `((state)::text <> ALL ((ARRAY['a'::character varying, 'b'::character varying])::text[]))`, "same"},
		{`at between now() - interval '1 hour' and now()`, `((at >= (now() - '01:00:00'::interval)) AND (at <= now()))`, "same"},
		{`id > -1`, `(id > '-1'::integer)`, "same"},
		{`state is not distinct from 'x'`, `(NOT (state IS DISTINCT FROM 'x'::text))`, "same"},
		{`case when id = 1 then true end`, `CASE WHEN (id = 1) THEN true ELSE NULL::boolean END`, "same"},
		{`current_setting('app.t', true)::uuid = org_id`, `((current_setting('app.t'::text, true))::uuid = org_id)`, "same"},
		{`'t'::bool`, `true`, "same"},
		// A column that the inner query captures is another one.
		{`exists (select 1 from members m where m.org_id = org_id)`,
			`(EXISTS ( SELECT 1 FROM public.members m WHERE (m.org_id = m.org_id)))`, "same"},
		{`exists (select 1 from members m where m.org_id = org_id)`,
			`(EXISTS ( SELECT 1 FROM public.members m WHERE (m.org_id = deals.org_id)))`, "may weaken"},
		// What can't be told.
		{`at > '2020-1-1'`, `(at > '2020-01-01 00:00:00+00'::timestamp with time zone)`, "unread"},
		{`org_id in (select org_id from elsewhere e where e.u = auth.uid())`,
			`(org_id IN ( SELECT e.org_id FROM other.elsewhere e WHERE (e.u = auth.uid())))`, "unread"},
		// What differs.
		{`org_id = auth.uid()`, `true`, "weakens"},
		{`org_id = auth.uid()`, `((org_id = auth.uid()) OR (state = 'public'::text))`, "weakens"},
		{`org_id = auth.uid() and owner = auth.uid()`, `(owner = auth.uid())`, "weakens"},
		{`org_id = auth.uid()`, `((org_id = auth.uid()) AND (state = 'open'::text))`, "strengthens"},
		{`true`, `(org_id = auth.uid())`, "strengthens"},
		{`org_id = auth.uid()`, `(owner = auth.uid())`, "may weaken"},
		{`state = 'a'`, `(state = 'b'::text)`, "may weaken"},
		{`state in ('a')`, `(state = ANY (ARRAY['a'::text, 'b'::text]))`, "weakens"},
		{`org_id = auth.uid()`, `(org_id <> auth.uid())`, "may weaken"},
		{`is_member(org_id)`, `other.is_member(org_id)`, "may weaken"},
		{`false`, `(org_id = auth.uid())`, "weakens"},
	} {
		cmp := &comparison{mig: c, live: c, migIndex: newIndex(c), liveIndex: newIndex(c)}
		pol := &pgcat.Policy{Name: "p", Command: "SELECT", Permissive: true}
		cmp.compareExpr(deals, pol, "USING", parse(t, p, x.mig, []string{"public"}), parse(t, p, x.live, []string{}))
		got := "same"
		if len(cmp.out.Unread) > 0 {
			got = "unread"
		}
		if len(cmp.out.Differences) > 0 {
			got = cmp.out.Differences[0].Effect.String()
		}
		if got != x.want {
			f := formOf(parse(t, p, x.mig, []string{"public"}), deals, cmp.migIndex, cmp.liveIndex)
			g := formOf(parse(t, p, x.live, []string{}), deals, cmp.liveIndex, cmp.migIndex)
			t.Errorf("%s\n%s\ngot %s, want %s\n %s (%s)\n %s (%s)", x.mig, x.live, got, x.want, f.exact, f.unsure, g.exact, g.unsure)
		}
	}
}
