package postgres

// The rows of the catalog, in the shape of their queries. The order of the
// fields is the order of the columns.
type (
	schemaRow struct {
		OID         uint32
		Name, Owner string
	}
	relRow struct {
		OID, Schema                 uint32
		Name, Kind, Owner, Persists string
		RLS, Force                  bool
		Options                     []string
	}
	parentRow struct {
		Child, Parent uint32
		Partition     bool
	}
	columnRow struct {
		Rel            uint32
		Num            int16
		Name, Type     string
		NotNull        bool
		Generated      bool
		Identity       bool
		HasDefault     bool
		DefaultText    *string
		TypeKind, Base string
		Fuzzy          bool // of a collation that is not deterministic
	}
	aclRow struct {
		Object     uint32
		Column     *string
		Grantee    string
		Privileges []string
		Grantable  []bool
	}
	policyRow struct {
		Rel           uint32
		Name, Command string
		Permissive    bool
		Roles         []string
		Using, Check  *string
	}
	keyRow struct {
		Rel     uint32
		Primary bool
		Foreign uint32
		Columns []int16
		Refs    []int16
		// A change of the key is carried over: ON UPDATE CASCADE.
		Cascades bool
	}
	ruleRow struct {
		Rel  uint32
		Name string
		Refs []uint32 // the relations that it names
	}
	runRow struct {
		Rel              uint32
		FnSchema, FnName string
	}
	triggerRow struct {
		Rel              uint32
		Name             string
		Type             int16
		Columns          []int16
		Enabled          string
		FnSchema, FnName string
	}
	functionRow struct {
		OID, Schema                         uint32
		Name, Kind, Language, Owner         string
		Definer, Leakproof, Strict, Returns bool
		Volatility, Type                    string
		ArgNames, ArgModes, ArgTypes        []string
		Defaults                            int16
		Config                              []string
		Bound                               bool // an operator, an aggregate, a cast or a type runs it
	}
	bodyRow struct {
		OID  uint32
		Body *string
	}
	viewRow struct {
		OID uint32
		Def *string
	}
	dependRow struct{ View, Rel uint32 }
	roleRow   struct {
		Name                                          string
		Super, BypassRLS, Login, Inherit, CreateRoles bool
	}
	memberRow struct {
		Role, Member string
		Inherit, Set *bool // from Postgres 16 on
	}
	ownedRow struct {
		Catalog string
		OID     uint32
	}
)

// catalogRows is what the queries gave.
type catalogRows struct {
	schemas   []schemaRow
	rels      []relRow
	parents   []parentRow
	columns   []columnRow
	acls      []aclRow // of relations and their columns
	policies  []policyRow
	keys      []keyRow
	triggers  []triggerRow
	rules     []ruleRow
	runs      []runRow
	functions []functionRow
	bodies    []bodyRow
	views     []viewRow
	depends   []dependRow
	roles     []roleRow
	members   []memberRow
	owned     []ownedRow // by extensions
	schemaACL []aclRow
	callACL   []aclRow // of functions

	// Why something was not answered; empty when it was.
	noColumns, noACL, noPolicies, noRoles, noMembers, noBodies, noCallACL string
}

// mine keeps to the user's schemas; n is pg_namespace.
const mine = `n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`

// roleName writes a grantee; 0 stands for everybody.
const roleName = `case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee)::text end`

const (
	askSchemas = `select n.oid, n.nspname::text, pg_get_userbyid(n.nspowner)::text
	from pg_catalog.pg_namespace n where ` + mine

	askRelations = `select c.oid, c.relnamespace, c.relname::text, c.relkind::text, pg_get_userbyid(c.relowner)::text,
	c.relpersistence::text, c.relrowsecurity, c.relforcerowsecurity, c.reloptions
	from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ` + mine + `
	where c.relkind in ('r', 'p', 'f', 'v', 'm')`

	askParents = `select i.inhrelid, i.inhparent, c.relispartition
	from pg_catalog.pg_inherits i join pg_catalog.pg_class c on c.oid = i.inhrelid and c.relkind in ('r', 'p', 'f')
	join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ` + mine

	askColumns = `select x.attrelid, x.attnum, x.attname::text, format_type(x.atttypid, x.atttypmod), x.attnotnull,
	x.attgenerated <> '', x.attidentity <> '', x.atthasdef,
	case when x.atthasdef then pg_get_expr(d.adbin, d.adrelid) end, t.typtype::text, format_type(coalesce(nullif(t.typbasetype, 0), t.oid), null),
	exists (select 1 from pg_catalog.pg_collation k where k.oid = x.attcollation and to_jsonb(k) ->> 'collisdeterministic' = 'false')
	from pg_catalog.pg_attribute x ` + ofRelation + `
	join pg_catalog.pg_type t on t.oid = x.atttypid
	left join pg_catalog.pg_attrdef d on d.adrelid = x.attrelid and d.adnum = x.attnum
	where x.attnum > 0 and not x.attisdropped order by x.attrelid, x.attnum`

	ofRelation = `join pg_catalog.pg_class c on c.oid = x.attrelid and c.relkind in ('r', 'p', 'f', 'v', 'm')
	join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ` + mine

	askACL = `select c.oid, null::text, ` + roleName + `, array_agg(a.privilege_type), array_agg(a.is_grantable)
	from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ` + mine + `
	cross join lateral aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
	where c.relkind in ('r', 'p', 'f', 'v', 'm') group by c.oid, a.grantee
	union all
	select x.attrelid, x.attname::text, ` + roleName + `, array_agg(a.privilege_type), array_agg(a.is_grantable)
	from pg_catalog.pg_attribute x ` + ofRelation + `
	cross join lateral aclexplode(x.attacl) a
	where x.attacl is not null and x.attnum > 0 and not x.attisdropped group by x.attrelid, x.attnum, x.attname, a.grantee`

	askPolicies = `select p.polrelid, p.polname::text, p.polcmd::text, p.polpermissive,
	array(select case o when 0 then 'public' else pg_get_userbyid(o)::text end from unnest(p.polroles) o),
	pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
	from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid
	join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ` + mine + `
	order by p.polrelid, p.polname collate "C"`

	askKeys = `select x.conrelid, x.contype = 'p', x.confrelid, x.conkey, x.confkey, x.confupdtype = 'c'
	from pg_catalog.pg_constraint x join pg_catalog.pg_class c on c.oid = x.conrelid
	join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ` + mine + `
	where x.contype in ('p', 'u', 'f') order by x.conrelid, x.conname collate "C"`

	askTriggers = `select g.tgrelid, g.tgname::text, g.tgtype, g.tgattr::int2[], g.tgenabled::text, fn.nspname::text, f.proname::text
	from pg_catalog.pg_trigger g join pg_catalog.pg_class c on c.oid = g.tgrelid
	join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ` + mine + `
	join pg_catalog.pg_proc f on f.oid = g.tgfoid join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
	where not g.tgisinternal order by g.tgrelid, g.tgname collate "C"`

	// What defaults, generated columns, CHECK constraints and the WHEN of triggers call.
	askRuns = `select distinct coalesce(d.adrelid, k.conrelid, g.tgrelid), fn.nspname::text, f.proname::text
	from pg_catalog.pg_depend x join pg_catalog.pg_proc f on f.oid = x.refobjid join pg_catalog.pg_namespace fn on fn.oid = f.pronamespace
	left join pg_catalog.pg_attrdef d on x.classid = 'pg_catalog.pg_attrdef'::regclass and d.oid = x.objid
	left join pg_catalog.pg_constraint k on x.classid = 'pg_catalog.pg_constraint'::regclass and k.oid = x.objid and k.contype = 'c' and k.conrelid <> 0
	left join pg_catalog.pg_trigger g on x.classid = 'pg_catalog.pg_trigger'::regclass and g.oid = x.objid and g.tgfoid <> f.oid and not g.tgisinternal
	where x.refclassid = 'pg_catalog.pg_proc'::regclass and coalesce(d.adrelid, k.conrelid, g.tgrelid) is not null order by 1, 2, 3`

	askRules = `select r.ev_class, r.rulename::text, array(select distinct d.refobjid from pg_catalog.pg_depend d
		where d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = r.oid and d.refclassid = 'pg_catalog.pg_class'::regclass)
	from pg_catalog.pg_rewrite r join pg_catalog.pg_class c on c.oid = r.ev_class
	join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ` + mine + `
	where r.rulename <> '_RETURN' order by r.ev_class, r.rulename collate "C"`

	askFunctions = `select p.oid, p.pronamespace, p.proname::text, p.prokind::text, l.lanname::text, pg_get_userbyid(p.proowner)::text,
	p.prosecdef, p.proleakproof, p.proisstrict, p.proretset, p.provolatile::text, format_type(p.prorettype, null),
	p.proargnames, p.proargmodes::text[],
	(select array_agg(format_type(u.t, null) order by u.o) from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) with ordinality u(t, o)),
	p.pronargdefaults, p.proconfig,
	exists (select 1 from pg_catalog.pg_depend x where x.refclassid = 'pg_catalog.pg_proc'::regclass and x.refobjid = p.oid and (
		x.classid in ('pg_catalog.pg_operator'::regclass, 'pg_catalog.pg_cast'::regclass, 'pg_catalog.pg_type'::regclass, 'pg_catalog.pg_opclass'::regclass, 'pg_catalog.pg_amproc'::regclass)
		or x.classid = 'pg_catalog.pg_proc'::regclass and exists (select 1 from pg_catalog.pg_proc g where g.oid = x.objid and g.prokind = 'a')
		or x.classid = 'pg_catalog.pg_constraint'::regclass and exists (select 1 from pg_catalog.pg_constraint k where k.oid = x.objid and k.contypid <> 0)))
	from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace and ` + mine + `
	join pg_catalog.pg_language l on l.oid = p.prolang
	where p.prokind in ('f', 'p')`

	askBodies = `select p.oid, p.prosrc from pg_catalog.pg_proc p
	join pg_catalog.pg_namespace n on n.oid = p.pronamespace and ` + mine + ` where p.prokind in ('f', 'p')`

	// From Postgres 14 on a body may be kept as a tree and no longer as a text.
	askBodies14 = `select p.oid, case when p.prosqlbody is null then p.prosrc else pg_get_function_sqlbody(p.oid) end from pg_catalog.pg_proc p
	join pg_catalog.pg_namespace n on n.oid = p.pronamespace and ` + mine + ` where p.prokind in ('f', 'p')`

	askViews = `select c.oid, pg_get_viewdef(c.oid) from pg_catalog.pg_class c
	join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ` + mine + ` where c.relkind in ('v', 'm')`

	askDepends = `select distinct r.ev_class, d.refobjid from pg_catalog.pg_rewrite r
	join pg_catalog.pg_class c on c.oid = r.ev_class and c.relkind in ('v', 'm')
	join pg_catalog.pg_namespace n on n.oid = c.relnamespace and ` + mine + `
	join pg_catalog.pg_depend d on d.classid = 'pg_catalog.pg_rewrite'::regclass and d.objid = r.oid
		and d.refclassid = 'pg_catalog.pg_class'::regclass and d.refobjid <> r.ev_class`

	askRoles = `select r.rolname::text, r.rolsuper, r.rolbypassrls, r.rolcanlogin, r.rolinherit, r.rolcreaterole
	from pg_catalog.pg_roles r order by r.rolname collate "C"`

	// The options of a membership came with Postgres 16; to_jsonb asks for them
	// without naming columns that older servers lack.
	askMembers = `select pg_get_userbyid(m.roleid)::text, pg_get_userbyid(m.member)::text, (to_jsonb(m) ->> 'inherit_option')::bool, (to_jsonb(m) ->> 'set_option')::bool
	from pg_catalog.pg_auth_members m`

	askOwned = `select d.classid::regclass::text, d.objid from pg_catalog.pg_depend d
	where d.deptype = 'e' and d.classid in ('pg_catalog.pg_class'::regclass, 'pg_catalog.pg_proc'::regclass)`

	askSchemaACL = `select n.oid, null::text, ` + roleName + `, array_agg(a.privilege_type), array_agg(a.is_grantable)
	from pg_catalog.pg_namespace n cross join lateral aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
	where ` + mine + ` group by n.oid, a.grantee`

	askCallACL = `select p.oid, null::text, ` + roleName + `, array_agg(a.privilege_type), array_agg(a.is_grantable)
	from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace and ` + mine + `
	cross join lateral aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
	where p.prokind in ('f', 'p') group by p.oid, a.grantee`
)
