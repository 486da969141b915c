package isolation

import (
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor/internal/pgparse"
)

// BenchmarkProve proves a schema of 1,000 tables with the usual forms.
func BenchmarkProve(b *testing.B) {
	var s strings.Builder
	s.WriteString(base + `
create function is_member(org uuid) returns boolean language sql stable security definer set search_path = '' as
$$ select exists (select 1 from public.members m where m.organization_id = org and m.user_id = auth.uid()) $$;
create function my_orgs() returns setof uuid language plpgsql stable security definer set search_path = '' as
$$ begin return query select m.organization_id from public.members m where m.user_id = auth.uid(); end $$;
`)
	forms := []string{
		"is_member(organization_id)", "organization_id in (select my_orgs())",
		"organization_id in (select organization_id from members where user_id = auth.uid())",
		"exists (select 1 from members m where m.organization_id = %s.organization_id and m.user_id = auth.uid() and m.role in ('owner', 'admin'))",
		"user_id = (select auth.uid())", "parent_id in (select id from t0)", "user_id = auth.uid() or is_public",
	}
	for i := range 1000 {
		name := fmt.Sprintf("t%d", i)
		fmt.Fprintf(&s, "create table %s (id uuid primary key, organization_id uuid not null references organizations (id), user_id uuid not null, parent_id uuid references t0 (id), is_public boolean, body text);\n", name)
		fmt.Fprintf(&s, "alter table %s enable row level security;\n", name)
		for j, c := range []string{"select", "insert", "update", "delete"} {
			form := forms[(i+j)%len(forms)]
			if strings.Contains(form, "%s") {
				form = fmt.Sprintf(form, name)
			}
			clause := "using"
			if c == "insert" {
				clause = "with check"
			}
			fmt.Fprintf(&s, "create policy p%d on %s for %s to authenticated %s (%s);\n", j, name, c, clause, form)
		}
	}
	parser := pgparse.New()
	defer parser.Close()
	c := catalogOf(b, parser, s.String(), true)
	b.ResetTimer()
	for b.Loop() {
		r := Prove(c, Options{Parser: parser})
		if len(r.Access) < 8000 {
			b.Fatalf("%d verdicts", len(r.Access))
		}
	}
}
