//go:build unix

package postgres

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor/collectors/postgres/pgtest"
	"github.com/candor-dev/candor/internal/pgdrift"
	"github.com/candor-dev/candor/internal/pgsim"
)

// TestNoDrift: what the simulation makes of a script and what the server makes
// of it are the same, in the words of the comparison.
func TestNoDrift(t *testing.T) {
	for i, script := range []string{scriptOf(), tenants, `
create schema app; create table app.a (id uuid primary key, at timestamptz, tags text[], n int);
create function app.who() returns uuid language sql stable as 'select null::uuid';
set search_path = app, public;
create policy p1 on a using (who() = id and at between now() - interval '2 hours' and now() + interval '3 days');
create policy p2 on a for update using (n in (1, 2, -3) or n = 7) with check (not (n = 1 or n is null) and tags && array['x', 'y']);
create policy p3 on a for select using (exists (select * from a b join app.a c using (id) where b.n = a.n and c.at is not distinct from b.at));
create policy p4 on a for insert with check (case when n > 0 then true else id = (select who()) end);
create policy p5 on a for delete using (coalesce(tags[1], '') like 'x%' and (id, n) in (select id, n from a) and n::text <> '5' and current_user = 'x');
create policy p6 on a as restrictive for select using ((select count(*) from a z where z.id = a.id) > 0 and lower(tags[1]) = any (array['q']) and nullif(n, 3) is null);
alter table a enable row level security;
create view v with (security_invoker) as select id from a;
`} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			srv := pgtest.Start(t) // roles are of the whole server
			srv.Database("app", script)
			res, err := pgsim.Play(context.Background(), []pgsim.Script{{Path: "1.sql", Text: script}}, pgsim.Options{Whole: true})
			if err != nil {
				t.Fatal(err)
			}
			r := pgdrift.Compare(res.Catalog, read(t, srv.DSN("postgres", "app")).Catalog, pgdrift.Options{})
			for _, d := range r.Differences {
				t.Errorf("%s: %s %s %s\n  %q\n  %q\n  %s", d.Effect, d.Kind, d.Object, d.What, d.Migrations, d.Live, d.Why)
			}
			for _, u := range r.Unread {
				if !strings.Contains(u.Why, "a body of the SQL standard") {
					t.Errorf("unread: %+v", u)
				}
			}
			if r.Compared.Tables == 0 || r.Compared.Policies == 0 {
				t.Errorf("compared %+v", r.Compared)
			}
		})
	}
}
