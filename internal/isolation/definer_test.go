package isolation

import (
	"testing"

	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgparse"
)

// TestDefiner holds what a definer function or view hands out.
func TestDefiner(t *testing.T) {
	const sqlFn = "create function f(o uuid default null) returns text language sql stable security definer set search_path = public as $$ "
	const plFn = "create function f(o uuid default null) returns text language plpgsql stable security definer set search_path = public as $$ declare r text; c record; begin "
	parser := pgparse.New()
	defer parser.Close()
	for _, c := range []struct {
		name, sql string
		want      pgcat.Tri
	}{
		{"own rows", sqlFn + "select title from deals where owner_id = auth.uid() $$;", pgcat.On},
		{"no table", sqlFn + "select upper('a') || o::text $$;", pgcat.On},
		{"all rows", sqlFn + "select title from deals $$;", pgcat.Off},
		{"a subquery among the results", sqlFn + "select (select d.title from deals d limit 1) from members m where m.user_id = auth.uid() $$;", pgcat.Unknown},
		{"ORDER BY a subquery", sqlFn + "select m.role from members m where m.user_id = auth.uid() order by (select title from deals limit 1) $$;", pgcat.Unknown},
		{"TABLESAMPLE", sqlFn + "select d.title from deals d tablesample system (100), members m where m.user_id = auth.uid() $$;", pgcat.Unknown},
		{"WITH RECURSIVE", sqlFn + "with recursive x as (select title from deals) select title from x $$;", pgcat.Unknown},
		{"SQL in XML", sqlFn + "select query_to_xml('select * from deals', true, false, '')::text $$;", pgcat.Unknown},
		{"a table as XML", sqlFn + "select table_to_xml('deals', true, false, '')::text $$;", pgcat.Unknown},
		{"a function that runs as its caller", "create function g() returns text language sql stable as $$ select title from public.deals $$;" + sqlFn + "select g() $$;", pgcat.Off},
		{"a helper of the caller's own rows", "create function g() returns boolean language sql stable as $$ select exists (select 1 from public.members m where m.user_id = auth.uid()) $$;" + sqlFn + "select title from deals where owner_id = auth.uid() and g() $$;", pgcat.On},
		{"a copy of the rows", "create materialized view mv as select title from deals;" + sqlFn + "select title from mv $$;", pgcat.Unknown},
		{"EXECUTE", plFn + "execute 'select title from deals' into r; return r; end $$;", pgcat.Unknown},
		{"FOR IN EXECUTE", plFn + "for c in execute 'select title from deals' loop return c.title; end loop; end $$;", pgcat.Unknown},
		{"RAISE", plFn + "raise exception '%', (select string_agg(title, '') from deals); end $$;", pgcat.Unknown},
		{"RAISE of a variable", plFn + "select title into r from deals limit 1; raise notice '%', r; return ''; end $$;", pgcat.Unknown},
		{"RETURN of own rows", plFn + "return (select title from deals where owner_id = auth.uid() limit 1); end $$;", pgcat.On},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := Prove(catalogOf(t, parser, base+c.sql, true), Options{Parser: parser})
			for _, x := range r.Routines {
				if x.Function.Name.String() == "public.f" && x.Filters != c.want {
					t.Errorf("filters %v, want %v: %s", x.Filters, c.want, x.Why)
				}
			}
		})
	}
	for _, c := range []struct {
		name, sql string
		want      pgcat.Tri
		writable  bool
	}{
		{"own rows", "create view v as select * from deals where owner_id = auth.uid();", pgcat.On, true},
		{"own rows, counted apart", "create view v as select distinct title from deals where owner_id = auth.uid();", pgcat.On, false},
		{"all rows", "create view v as select * from deals;", pgcat.Off, true},
		{"a subquery among the results", "create view v as select m.role, (select d.title from deals d limit 1) x from members m where m.user_id = auth.uid();", pgcat.Unknown, true},
		{"an array of a subquery", "create view v as select m.role, array(select d.title from deals d) x from members m where m.user_id = auth.uid();", pgcat.Unknown, true},
		{"a function among the results", "create function g() returns text language sql stable security definer as $$ select title from public.deals $$; create view v as select m.role, g() from members m where m.user_id = auth.uid();", pgcat.Unknown, true},
		{"WITH RECURSIVE", "create view v as with recursive x as (select title from deals) select x.title from x, members m where m.user_id = auth.uid();", pgcat.Unknown, false},
		{"TABLESAMPLE", "create view v as select d.title from deals d tablesample system (100), members m where m.user_id = auth.uid();", pgcat.Unknown, false},
		{"who is not signed in", "create view v as select * from deals where owner_id = auth.uid() or auth.role() = 'anon';", pgcat.Off, true},
		{"current_user", "create view v as select * from deals where owner_id = auth.uid() and current_user <> 'x';", pgcat.Unknown, true},
		{"a copy of the rows", "create materialized view mv as select * from deals; create view v as select * from mv;", pgcat.Unknown, false},
		{"a view of a view", "create view w as select * from deals where owner_id = auth.uid(); create view v as select title from w;", pgcat.On, true},
		{"a view that is hidden in a result", "create view w as select * from deals; create view v as select m.role, (select title from w limit 1) x from members m where m.user_id = auth.uid();", pgcat.Unknown, true},
	} {
		t.Run("view/"+c.name, func(t *testing.T) {
			r := Prove(catalogOf(t, parser, base+c.sql, true), Options{Parser: parser})
			for _, x := range r.Views {
				if x.View.Name.String() != "public.v" {
					continue
				}
				if x.Filters != c.want {
					t.Errorf("filters %v, want %v: %s", x.Filters, c.want, x.Why)
				}
				if x.Updatable != c.writable {
					t.Errorf("updatable %v", x.Updatable)
				}
			}
		})
	}
}

// TestRule: what a rule puts in the place of a statement is not followed.
func TestRule(t *testing.T) {
	runCases(t, []proofCase{{name: "a rule on a table", sql: policy("all", "using (owner_id = auth.uid())") +
		"create rule r as on insert to deals do also update deals set title = new.title;",
		want: []string{"deals/authenticated/SELECT unknown", "deals/authenticated/INSERT unknown", "deals/authenticated/UPDATE unknown"}}})
}
