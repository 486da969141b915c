//go:build unix

package postgres

import (
	"context"
	"testing"

	"github.com/candor-dev/candor/collectors/postgres/pgtest"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/isolation"
	"github.com/candor-dev/candor/internal/pgcat"
)

// contradicts says whether what was seen and what was proved can't both be
// true. Verdicts that decide nothing of a single row are never contradicted.
func contradicts(v isolation.Verdict, s Sighting) bool {
	switch v {
	case isolation.Isolated:
		// "none" is the vacuous pass: nobody sees even his own.
		return s.Outcome == ReachesForeign || s.Outcome == ReachesNone
	case isolation.Open, isolation.AnyUser:
		closed := s.Outcome == ReachesOwn || s.Outcome == ReachesNone
		return s.Outcome == IsDenied || closed && len(s.Loose)+len(s.Untold) == 0
	case isolation.Denied:
		return s.Outcome == ReachesOwn || s.Outcome == ReachesForeign
	case isolation.Unreachable:
		return s.Outcome != IsDenied
	}
	return false
}

// settings is the other usual design: the application sets the tenant for each
// of its sessions.
const settings = `
create role app nologin;
create table public.teams (id int primary key, name text not null);
create table public.items (id int primary key, team_id int not null references public.teams, label text);
create table public.parts (id int primary key, item_id int not null references public.items, note text);
create table public.logs (id int primary key, team_id int not null, line text);
create table public.plans (id int primary key, title text not null);
do $$ declare t text; begin foreach t in array array['teams', 'items', 'parts', 'logs'] loop
  execute format('alter table public.%I enable row level security; alter table public.%I force row level security', t, t); end loop; end $$;
create policy t on public.teams to app using (id = current_setting('app.team_id', true)::int);
create policy i on public.items to app using (team_id = nullif(current_setting('app.team_id', true), '')::int);
create policy p on public.parts to app using (item_id in (select id from public.items));
create policy li on public.logs for insert to app with check (team_id = current_setting('app.team_id', true)::int);
create policy ls on public.logs for select to app using (team_id = current_setting('app.team_id', true)::int or line is null);
create policy lu on public.logs for update to app using (true) with check (team_id = current_setting('app.team_id', true)::int);
create policy lr on public.logs as restrictive for update to app using (team_id = current_setting('app.team_id', true)::int);
grant select, insert, update, delete on all tables in schema public to app;
`

// TestAgree: the proof and the probe, which know nothing of each other's
// reasons, never contradict each other.
func TestAgree(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		db     config.Database
		least  int // pairs that both decide
	}{
		"joinable":  {tenants, config.Database{}, 30},
		"closed":    {tenants + "drop policy join_any on public.members;", config.Database{}, 30},
		"settings":  {settings, config.Database{Identities: []string{"current_setting('app.team_id')"}, Roles: []string{"app"}}, 10},
		"forgotten": {settings + "alter table public.items disable row level security; drop policy lr on public.logs;", config.Database{Identities: []string{"current_setting('app.team_id')"}, Roles: []string{"app"}}, 10},
	} {
		t.Run(name, func(t *testing.T) {
			srv := pgtest.Start(t)
			srv.Database("app_shadow", c.script)
			var r *isolation.Report
			p, err := RunProbe(context.Background(), ProbeOptions{
				Options: Options{DSN: srv.DSN("postgres", "app_shadow")}, Shadow: true, Roles: c.db.Roles,
				Axes: func(cat *pgcat.Catalog) Axes { r = Prove(cat, c.db, nil); return AxesOf(r) },
			})
			if err != nil {
				t.Fatal(err)
			}
			proved := make(map[string]*isolation.Access)
			for i := range r.Access {
				a := &r.Access[i]
				proved[a.Table.String()+"/"+a.Role+"/"+a.Command] = a
			}
			both := 0
			for _, s := range p.Sightings {
				key := s.Table.String() + "/" + s.Role + "/" + s.Command
				a := proved[key]
				if a == nil {
					continue
				}
				if s.Outcome != Abstained && s.Outcome != GaveError && a.Verdict != isolation.Unknown && a.Verdict != isolation.IsolatedExcept {
					both++
				}
				if contradicts(a.Verdict, s) {
					t.Errorf("%s: proved %s (%s)\n  seen %s (%s) loose %v untold %v", key, a.Verdict, a.Reason, s.Outcome, s.Reason, s.Loose, s.Untold)
				}
			}
			if both < c.least {
				t.Errorf("both decide only %d pairs", both)
			}
			t.Logf("both decide %d of %d", both, len(p.Sightings))
		})
	}
}
