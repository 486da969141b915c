package postgres

import (
	"fmt"
	"testing"

	"github.com/candor-dev/candor/collectors/postgres/pgtest"
	"github.com/candor-dev/candor/internal/pgcat"
)

// TestAround: what works beside the policies is read.
func TestAround(t *testing.T) {
	srv := pgtest.Start(t)
	srv.Database("app", `
create function public.stamp() returns uuid language sql volatile as $$ select gen_random_uuid() $$;
create function public.fine(t text) returns boolean language sql immutable as $$ select true $$;
create function public.put() returns trigger language plpgsql as $$ begin return new; end $$;
create table public.orgs (id uuid primary key, title text, low text generated always as (title || 'x') stored);
create table public.deals (id uuid default public.stamp(), org_id uuid references public.orgs (id) on update cascade, title text check (public.fine(title)));
create table public.log (t text);
create view public.mine as select * from public.deals with cascaded check option;
create view public.both as select d.id, o.title from public.deals d join public.orgs o on o.id = d.org_id;
create trigger put instead of insert on public.both for each row execute function public.put();
create rule keep as on delete to public.log do instead nothing;
create role reader login;`)
	s := read(t, srv.DSN("reader", "app"))
	if len(s.Gaps) > 0 {
		t.Fatalf("gaps: %+v", s.Gaps)
	}
	of := func(n string) *pgcat.Table { return s.Catalog.Table(pgcat.Name{Schema: "public", Rel: n}) }
	views := make(map[string]*pgcat.View)
	for _, v := range s.Catalog.Views {
		views[v.Rel] = v
	}
	for _, x := range []struct{ what, got, want string }{
		{"cascade", fmt.Sprint(of("deals").ForeignKeys[0].Cascades), "true"},
		{"runs", fmt.Sprint(of("deals").Runs), "[public.fine public.stamp]"},
		{"check option", views["mine"].CheckOption, "cascaded"},
		{"trigger of a view", fmt.Sprint(views["both"].Triggers), "[{put INSTEAD OF [INSERT] [] true public.put true { 0 0}}]"},
		{"rule", of("log").PolicyLoss, "the rule keep on public.log rewrites statements in a way that is not followed"},
		{"generated", of("orgs").Columns[2].From.Text, "(title || 'x'::text)"},
	} {
		if x.got != x.want {
			t.Errorf("%s: %s, want %s", x.what, x.got, x.want)
		}
	}
}
