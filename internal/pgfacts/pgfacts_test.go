package pgfacts

import (
	"context"
	"fmt"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/isolation"
	"github.com/candor-dev/candor/internal/pgcat"
	"github.com/candor-dev/candor/internal/pgparse"
	"github.com/candor-dev/candor/internal/pgsim"
)

const schema = `
create table orgs (id uuid primary key);
create table members (user_id uuid not null, org_id uuid not null references orgs (id), primary key (user_id, org_id));
create table deals (id uuid primary key, org_id uuid not null references orgs (id), title text);
alter table orgs enable row level security;
alter table members enable row level security;
alter table deals enable row level security;
create function is_member(org uuid) returns boolean language sql stable security definer set search_path = '' as
$$ select exists (select 1 from public.members m where m.org_id = org and m.user_id = auth.uid()) $$;
create policy m on members for select using (user_id = auth.uid());
create policy d on deals for all to authenticated using (is_member(org_id));
create view all_deals as select id, title from deals;
revoke all on all_deals from anon, authenticated;
create role reporter login bypassrls;
`

// emitted plays the schema and collects its facts by kind and subject.
func emitted(t *testing.T, sql string) map[string]candor.Fact {
	t.Helper()
	parser := pgparse.New()
	defer parser.Close()
	res, err := pgsim.Play(context.Background(), []pgsim.Script{{Path: "m.sql", Text: sql}}, pgsim.Options{Parser: parser, Supabase: true, Whole: true, Ordered: true})
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]candor.Fact)
	Emit(func(f candor.Fact) {
		key := f.Kind + " " + f.Subject
		if _, ok := out[key]; ok {
			t.Errorf("%s comes twice", key)
		}
		out[key] = f
	}, res.Catalog, isolation.Prove(res.Catalog, isolation.Options{Parser: parser}), Source{
		Name: "db", Tool: "supabase",
		At: func(p pgcat.Place, resource string) candor.Location {
			return candor.Location{Path: p.Path, Line: p.Line, Col: p.Col, Resource: resource}
		},
	})
	return out
}

func TestShapes(t *testing.T) {
	facts := emitted(t, schema)
	for key, want := range map[string]map[string]any{
		"sql.access public.deals/authenticated/SELECT": {"verdict": "isolated", "role": "authenticated", "command": "SELECT", "table": "public.deals"},
		"sql.access public.deals/anon/SELECT":          {"verdict": "denied"},
		"sql.access public.orgs/authenticated/DELETE":  {"verdict": "denied"},
		"sql.table public.deals":                       {"rls": true, "force": false, "migrations": "supabase", "origin": "migrations"},
		"sql.policy public.deals/d":                    {"command": "ALL", "using_shape": "other", "check_shape": "missing"},
		"sql.function public.is_member(uuid)":          {"definer": true, "pins_path": true, "filters": true, "language": "sql"},
		"sql.view public.all_deals":                    {"invoker": false, "owner_bypasses": true, "filters": false},
		"sql.role reporter":                            {"bypassrls": true, "login": true},
		"sql.tenancy db":                               {"inferred": true},
	} {
		f, ok := facts[key]
		if !ok {
			t.Errorf("no fact %s", key)
			continue
		}
		v := f.Value.(map[string]any)
		for k, w := range want {
			if fmt.Sprint(v[k]) != fmt.Sprint(w) {
				t.Errorf("%s: %s is %v, want %v", key, k, v[k], w)
			}
		}
	}
	if at := facts["sql.access public.deals/authenticated/SELECT"].At; at.Line != 11 {
		t.Errorf("the proof points at %s, want the policy on line 11", at)
	}
	tie := facts["sql.access public.deals/authenticated/SELECT"].Value.(map[string]any)["tenant"]
	if fmt.Sprint(tie) != "map[anchor:public.members.org_id column:org_id kind:tenant]" {
		t.Errorf("tenant is %v", tie)
	}
}

// TestPlain makes sure that the policy engine takes every value.
func TestPlain(t *testing.T) {
	for key, f := range emitted(t, schema) {
		if where := strange(f.Value); where != "" {
			t.Errorf("%s holds %s", key, where)
		}
	}
}

func strange(v any) string {
	switch v := v.(type) {
	case nil, bool, string, int, float64:
		return ""
	case []any:
		for _, x := range v {
			if s := strange(x); s != "" {
				return s
			}
		}
		return ""
	case map[string]any:
		for _, x := range v {
			if s := strange(x); s != "" {
				return s
			}
		}
		return ""
	}
	return fmt.Sprintf("%T", v)
}
