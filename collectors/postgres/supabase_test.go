//go:build unix

package postgres

import (
	"testing"

	"github.com/candor-dev/candor/collectors/postgres/pgtest"
	"github.com/candor-dev/candor/internal/pgcat"
)

func TestSupabase(t *testing.T) {
	srv := pgtest.Start(t)
	srv.Database("app", `create role anon; create role authenticated; create role service_role bypassrls; create role supabase_admin; create role crew;
create schema auth; create schema storage; create table auth.users (id uuid primary key); create table public.notes (id int);
create table storage.objects (id uuid, owner uuid); alter table storage.objects enable row level security;
create policy own on storage.objects using (true);`)
	c := read(t, srv.DSN("postgres", "app")).Catalog
	if !c.Supabase || !c.Table(pgcat.Name{Schema: "auth", Rel: "users"}).Platform || c.Table(pgcat.Name{Schema: "public", Rel: "notes"}).Platform {
		t.Errorf("platform not told: %v", c.Supabase)
	}
	if !c.Role("supabase_admin").Platform || !c.Role("anon").Platform || c.Role("crew").Platform {
		t.Error("roles of the platform not told")
	}
	if len(c.Table(pgcat.Name{Schema: "storage", Rel: "objects"}).Policies) != 1 {
		t.Error("policies on tables of the platform are the user's")
	}
	// The names of PostgREST alone make no Supabase.
	srv.Database("plain", "create schema api; create table api.t (id int)")
	if read(t, srv.DSN("postgres", "plain")).Catalog.Supabase {
		t.Error("plain database taken for Supabase")
	}
}

// TestExtensions: what an extension made is not the user's.
func TestExtensions(t *testing.T) {
	srv := pgtest.Start(t)
	srv.Database("app", `create table public.mine (id int); create function public.f() returns int language sql as 'select 1';
create table public.theirs (id int); create function public.g() returns int language sql as 'select 1'; create view public.tv as select * from public.theirs;
alter extension plpgsql add table public.theirs; alter extension plpgsql add function public.g(); alter extension plpgsql add view public.tv;`)
	c := read(t, srv.DSN("postgres", "app")).Catalog
	if len(c.Tables) != 1 || len(c.Functions) != 1 || len(c.Views) != 0 {
		t.Errorf("got %d tables, %d functions, %d views", len(c.Tables), len(c.Functions), len(c.Views))
	}
}
