package isolation

import (
	"context"
	"testing"

	"github.com/candor-dev/candor/internal/pgparse"
	"github.com/candor-dev/candor/internal/pgsim"
)

// FuzzProve reads policies and bodies of any shape: nothing may panic or run on.
func FuzzProve(f *testing.F) {
	for _, s := range [][2]string{
		{"organization_id in (select h(organization_id))", "select $1"},
		{"h(organization_id) is not null or (select h(id) from deals d limit 1) = any (array[owner_id])", "select h($1)"},
		{"exists (with recursive x as (select 1 union select 2) select * from x)", "select m.user_id from members m full join deals d using (organization_id)"},
		{"(organization_id, owner_id) in (select m.*, 1 from members m)", "values ($1)"},
		{"deals is not null and deals.* is distinct from row(1)", "select * from h($1)"},
		{"case organization_id when auth.uid() then null else not (is_public is unknown) end", "select max($1) from members group by role having true"},
		{"organization_id = coalesce((select u from unnest(array[owner_id]) with ordinality as t(u, n)), auth.uid())", "select x from (values ($1)) v (x)"},
	} {
		f.Add(s[0], s[1])
	}
	parser := pgparse.New()
	f.Cleanup(parser.Close)
	f.Fuzz(func(t *testing.T, expr, body string) {
		sql := base + "create function h(uuid) returns uuid language sql stable as $fuzz$" + body + "$fuzz$;\n" +
			"create function g(a uuid) returns uuid language plpgsql as $fuzz$ begin " + body + "; end $fuzz$;\n" +
			"create policy p on deals using (" + expr + ");\ncreate policy q on deals using (g(organization_id) = auth.uid());\n"
		res, err := pgsim.Play(context.Background(), []pgsim.Script{{Path: "m.sql", Text: sql}}, pgsim.Options{Parser: parser, Supabase: true, Ordered: true})
		if err != nil {
			t.Skip()
		}
		Prove(res.Catalog, Options{Parser: parser})
	})
}
