//go:build unix

package pgtest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
)

// catalogSQL lists a database in the words of Describe. What stands in the
// schemas of the placeholder, and roles of it, are the platform's.
const catalogSQL = `
create function pg_temp.base(o oid) returns text language sql as $$
  select case when t.typelem <> 0 and t.typcategory = 'A' then e.typname || '[]' else t.typname end::text
  from pg_type t left join pg_type e on e.oid = t.typelem where t.oid = o $$;
create function pg_temp.who(o oid) returns text language sql as $$ select case when o = 0 then 'public' else (select rolname::text from pg_roles where oid = o) end $$;
create function pg_temp.fn(o oid) returns text language sql as $$
  select n.nspname || '.' || p.proname || '(' || coalesce((select string_agg(pg_temp.base(t), ',' order by i) from unnest(p.proargtypes) with ordinality x(t, i)), '') || ')'
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.oid = o $$;
create function pg_temp.cols(r oid, k int2[]) returns text language sql as $$
  select coalesce(string_agg(a.attname, ',' order by i), '') from unnest(k) with ordinality x(n, i) join pg_attribute a on a.attrelid = r and a.attnum = x.n $$;
create temp view spaces as select oid, nspname from pg_namespace
  where nspname not like 'pg\_%%' and nspname <> 'information_schema' and nspname not in (%[1]s);
create temp view rels as select c.*, n.nspname || '.' || c.relname as id from pg_class c join spaces n on n.oid = c.relnamespace where c.relkind in ('r', 'p', 'f', 'v', 'm', 'S');
create temp view fns as select p.*, pg_temp.fn(p.oid) as id from pg_proc p join spaces n on n.oid = p.pronamespace where p.prokind in ('f', 'p');
select line from (
  select 'table ' || c.id || ' rls=' || c.relrowsecurity || ' force=' || c.relforcerowsecurity || ' owner=' || pg_temp.who(c.relowner) ||
    ' partitioned=' || (c.relkind = 'p') ||
    ' partition_of=' || case when c.relispartition then (select n.nspname || '.' || p.relname from pg_inherits i join pg_class p on p.oid = i.inhparent join pg_namespace n on n.oid = p.relnamespace where i.inhrelid = c.oid) else '-' end ||
    ' inherits=' || case when c.relispartition then '' else coalesce((select string_agg(n.nspname || '.' || p.relname, ',' order by n.nspname || '.' || p.relname collate "C") from pg_inherits i join pg_class p on p.oid = i.inhparent join pg_namespace n on n.oid = p.relnamespace where i.inhrelid = c.oid), '') end ||
    ' (' || coalesce((select string_agg(a.attname || case when a.attnotnull then '!' else '' end || case when a.attgenerated <> '' then '*' when a.atthasdef then '=' else '' end, ',' order by a.attname collate "C")
      from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '') || ')' as line
  from rels c where c.relkind in ('r', 'p', 'f')
  union all
  select 'type ' || c.id || '.' || a.attname || ' ' || pg_temp.base(a.atttypid) from rels c join pg_attribute a on a.attrelid = c.oid
  where c.relkind in ('r', 'p', 'f') and a.attnum > 0 and not a.attisdropped
  union all
  select 'policy ' || c.id || '/' || p.polname || ' ' ||
    case p.polcmd when '*' then 'ALL' when 'r' then 'SELECT' when 'a' then 'INSERT' when 'w' then 'UPDATE' else 'DELETE' end ||
    case when p.polpermissive then ' permissive ' else ' restrictive ' end ||
    (select string_agg(pg_temp.who(o), ',' order by pg_temp.who(o) collate "C") from unnest(p.polroles) o) ||
    ' using=' || (p.polqual is not null) || ' check=' || (p.polwithcheck is not null)
  from pg_policy p join rels c on c.oid = p.polrelid
  union all
  select 'key ' || c.id || ' primary=' || (k.contype = 'p') || ' (' || pg_temp.cols(c.oid, k.conkey) || ')' from pg_constraint k join rels c on c.oid = k.conrelid where k.contype in ('p', 'u')
  union all
  select 'references ' || c.id || ' (' || pg_temp.cols(c.oid, k.conkey) || ') ' || (select n.nspname || '.' || t.relname from pg_class t join pg_namespace n on n.oid = t.relnamespace where t.oid = k.confrelid) ||
    ' (' || pg_temp.cols(k.confrelid, k.confkey) || ')' from pg_constraint k join rels c on c.oid = k.conrelid where k.contype = 'f' and k.conparentid = 0
  union all
  select 'trigger ' || c.id || '.' || t.tgname || ' ' || case when t.tgtype & 2 <> 0 then 'BEFORE' when t.tgtype & 64 <> 0 then 'INSTEAD OF' else 'AFTER' end || ' ' ||
    concat_ws(',', case when t.tgtype & 4 <> 0 then 'INSERT' end, case when t.tgtype & 16 <> 0 then 'UPDATE' end, case when t.tgtype & 8 <> 0 then 'DELETE' end, case when t.tgtype & 32 <> 0 then 'TRUNCATE' end) ||
    ' row=' || (t.tgtype & 1 <> 0) || ' enabled=' || (t.tgenabled <> 'D') || ' of=(' || pg_temp.cols(c.oid, t.tgattr::int2[]) || ') ' ||
    (select n.nspname || '.' || p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace where p.oid = t.tgfoid)
  from pg_trigger t join rels c on c.oid = t.tgrelid where not t.tgisinternal and c.relkind in ('r', 'p', 'f')
  union all
  select 'view ' || c.id || ' materialized=' || (c.relkind = 'm') ||
    ' invoker=' || coalesce((select o.option_value::bool from pg_options_to_table(c.reloptions) o where o.option_name = 'security_invoker'), false) ||
    ' barrier=' || coalesce((select o.option_value::bool from pg_options_to_table(c.reloptions) o where o.option_name = 'security_barrier'), false) ||
    ' owner=' || pg_temp.who(c.relowner) || ' (' || coalesce((select string_agg(a.attname, ',' order by a.attnum) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '') || ') reads ' ||
    coalesce((select string_agg(distinct n.nspname || '.' || r.relname, ',') from pg_rewrite w join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = w.oid and d.refclassid = 'pg_class'::regclass
      join pg_class r on r.oid = d.refobjid join pg_namespace n on n.oid = r.relnamespace where w.ev_class = c.oid and r.oid <> c.oid and n.nspname not in ('pg_catalog', 'information_schema')), '')
  from rels c where c.relkind in ('v', 'm')
  union all
  select 'sequence ' || c.id || ' owner=' || pg_temp.who(c.relowner) || ' of=' || coalesce((select n.nspname || '.' || t.relname || '.' || a.attname from pg_depend d join pg_class t on t.oid = d.refobjid
      join pg_namespace n on n.oid = t.relnamespace join pg_attribute a on a.attrelid = t.oid and a.attnum = d.refobjsubid
      where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')), '-')
  from rels c where c.relkind = 'S'
  union all
  select 'schema ' || n.nspname || ' owner=' || pg_temp.who(m.nspowner) from spaces n join pg_namespace m using (oid)
  union all
  select 'function ' || p.id || ' procedure=' || (p.prokind = 'p') || ' definer=' || p.prosecdef || ' ' || case p.provolatile when 'v' then 'volatile' when 's' then 'stable' else 'immutable' end ||
    ' strict=' || p.proisstrict || ' leakproof=' || p.proleakproof || ' ' || l.lanname || ' owner=' || pg_temp.who(p.proowner) ||
    ' path=' || coalesce((select replace(replace(substr(x, 13), ', ', ','), '"', '') from unnest(p.proconfig) x where x like 'search_path=%%'), '-') || ' set=' || p.proretset
  from fns p join pg_language l on l.oid = p.prolang
  union all
  select 'body ' || p.id || ' ' || md5(p.prosrc) from fns p where p.prosqlbody is null
  union all
  select 'role ' || r.rolname || ' super=' || r.rolsuper || ' bypassrls=' || r.rolbypassrls || ' login=' || r.rolcanlogin || ' inherit=' || r.rolinherit || ' createrole=' || r.rolcreaterole ||
    ' of=' || coalesce((select string_agg(g.rolname, ',' order by g.rolname collate "C") from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid), '')
  from pg_roles r where r.rolname not like 'pg\_%%' and r.rolname <> 'postgres' and r.rolname not in (%[2]s)
  union all
  select distinct 'grant ' || x.o || ' ' || pg_temp.who(x.grantee) || ' ' || x.privilege_type || case when bool_or(x.is_grantable) then ' grantable' else '' end from (
    select 'relation ' || c.id as o, (aclexplode(coalesce(c.relacl, acldefault(case when c.relkind = 'S' then 's' else 'r' end::"char", c.relowner)))).* from rels c
    union all
    select 'column ' || c.id || '.' || a.attname, (aclexplode(a.attacl)).* from rels c join pg_attribute a on a.attrelid = c.oid where a.attnum > 0 and not a.attisdropped
    union all
    select 'schema ' || n.nspname, (aclexplode(coalesce(m.nspacl, acldefault('n', m.nspowner)))).* from spaces n join pg_namespace m using (oid)
    union all
    select 'function ' || p.id, (aclexplode(coalesce(p.proacl, acldefault('f', p.proowner)))).* from fns p
    union all
    select 'default ' || pg_temp.who(d.defaclrole) || '/' || coalesce((select nspname from pg_namespace where oid = d.defaclnamespace), '') || '/' ||
      case d.defaclobjtype when 'r' then 'TABLES' when 'S' then 'SEQUENCES' when 'f' then 'FUNCTIONS' when 'n' then 'SCHEMAS' end, (aclexplode(d.defaclacl)).* from pg_default_acl d where d.defaclobjtype <> 'T'
  ) x group by x.o, x.grantee, x.privilege_type
) x order by line collate "C";
`

// Catalog lists a database in the words of Describe. Schemas and roles that are
// the platform's are left out.
func (s *Server) Catalog(db string, schemas, roles []string) []string {
	s.t.Helper()
	out, errs := s.Psql(db, fmt.Sprintf(catalogSQL, literals(schemas), literals(roles)))
	if strings.Contains(errs, "ERROR") {
		s.t.Fatal(errs)
	}
	return strings.Split(strings.Trim(out, "\n"), "\n")
}

func literals(list []string) string {
	out := []string{"''"}
	for _, x := range list {
		out = append(out, "'"+strings.ReplaceAll(x, "'", "''")+"'")
	}
	return strings.Join(out, ", ")
}

// Diff names the lines that only one side has: "-" for Postgres, "+" for the
// model. Types that the model does not tell are not compared.
func Diff(real, model []string) []string {
	typed := make(map[string]bool)
	for _, l := range model {
		if f := strings.Fields(l); f[0] == "type" {
			typed[f[1]] = true
		}
	}
	var out []string
	for _, l := range real {
		if f := strings.Fields(l); len(f) > 1 && f[0] == "type" && !typed[f[1]] {
			continue
		}
		if l != "" && !slices.Contains(model, l) {
			out = append(out, "- "+l)
		}
	}
	for _, l := range model {
		if !slices.Contains(real, l) {
			out = append(out, "+ "+l)
		}
	}
	return out
}

// Expressions hands the text of each policy and view back to Postgres, under
// the search_path of its time, and names those that come to something else
// than what stands in the database.
func (s *Server) Expressions(db string, c *pgcat.Catalog) []string {
	s.t.Helper()
	var b strings.Builder
	for _, t := range c.Tables {
		if t.Temporary || !t.Created {
			continue
		}
		for _, q := range t.Policies {
			comparePolicy(&b, t, q)
		}
	}
	for _, v := range c.Views {
		if v.Schema != "pg_temp" && !v.Platform {
			compareView(&b, v)
		}
	}
	out, errs := s.Psql(db, b.String())
	var bad []string
	for line := range strings.Lines(out) {
		if !strings.HasPrefix(line, "same ") {
			bad = append(bad, strings.TrimSpace(line))
		}
	}
	if len(bad) > 0 && errs != "" {
		bad = append(bad, errs)
	}
	return bad
}

func ident(s string) string { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }

func setPath(b *strings.Builder, path []string) {
	quoted := []string{}
	for _, p := range path {
		quoted = append(quoted, ident(p))
	}
	if len(quoted) == 0 {
		quoted = []string{"''"}
	}
	fmt.Fprintf(b, "begin;\nset local search_path = %s;\n", strings.Join(quoted, ", "))
}

func comparePolicy(b *strings.Builder, t *pgcat.Table, q *pgcat.Policy) {
	path := []string(nil)
	for _, e := range []*pgcat.Expr{q.Using, q.Check} {
		if e != nil {
			path = e.Path
		}
	}
	one := func(word string, e *pgcat.Expr) string {
		if e == nil {
			return ""
		}
		return word + " (" + e.Text + ")"
	}
	table := ident(t.Schema) + "." + ident(t.Rel)
	const name = "candor compares"
	for _, part := range []struct {
		col, word string
		e         *pgcat.Expr
	}{{"polqual", "using", q.Using}, {"polwithcheck", "with check", q.Check}} {
		if part.e != nil {
			path = part.e.Path
		}
		setPath(b, path)
		fmt.Fprintf(b, "create policy %s on %s %s;\n", ident(name), table, one(part.word, part.e))
		fmt.Fprintf(b, `select replace(case when exists (select 1 from pg_policy a, pg_policy b where a.polrelid = %[1]s::regclass and b.polrelid = a.polrelid and a.polname = %[2]s and b.polname = %[3]s
  and pg_get_expr(a.%[4]s, a.polrelid) is not distinct from pg_get_expr(b.%[4]s, b.polrelid)) then 'same ' else 'other ' end || %[1]s || '/' || %[2]s || ' %[4]s: ' ||
  coalesce((select pg_get_expr(%[4]s, polrelid) from pg_policy where polrelid = %[1]s::regclass and polname = %[2]s), 'none') || ' <> ' || coalesce((select pg_get_expr(%[4]s, polrelid) from pg_policy where polrelid = %[1]s::regclass and polname = %[3]s), 'none'), E'\n', ' ');
rollback;
`, literal(table), literal(q.Name), literal(name), part.col)
	}
}

func compareView(b *strings.Builder, v *pgcat.View) {
	setPath(b, v.Path)
	var cols []string
	for _, c := range v.Columns {
		cols = append(cols, ident(c))
	}
	list := ""
	if len(cols) > 0 && v.AllColumns {
		list = " (" + strings.Join(cols, ", ") + ")"
	}
	view := ident(v.Schema) + "." + ident(v.Rel)
	fmt.Fprintf(b, "create temp view candor_compares%s as %s;\n", list, v.Text)
	fmt.Fprintf(b, "select case when pg_get_viewdef(%[1]s::regclass) = pg_get_viewdef('pg_temp.candor_compares'::regclass) then 'same ' else 'other ' end || %[1]s || replace(pg_get_viewdef(%[1]s::regclass) || ' <> ' || pg_get_viewdef('pg_temp.candor_compares'::regclass), E'\\n', ' ');\nrollback;\n", literal(view))
}

func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }
