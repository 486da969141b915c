# METADATA
# scope: package
# title: Table without row-level security
# description: |
#   In Postgres, who may read a table at all reads every row of it, unless
#   row-level security (RLS) is on. One forgotten `ENABLE ROW LEVEL SECURITY`
#   shows the rows of all tenants to each of them. Services that keep tenants
#   apart in other ways exist, so this is a warning until a claim promises it.
#
#   - **passes**: RLS is on after the last migration.
#   - **fails**: it is off, also where a policy exists (without RLS a policy does
#     nothing) and also for a partition: Postgres does not hand RLS down, and a
#     partition can be read directly.
#   - **does not apply**: temporary tables, the bookkeeping of migration tools,
#     tables that `except` names.
#   - **stays unknown**: foreign tables, tables of a base schema that is not in
#     the files, and whatever dynamic SQL may have switched.
# custom:
#   severity: warning
#   control: tenant-isolation
#   needs: [sql.table]
#   fix: add ALTER TABLE ... ENABLE ROW LEVEL SECURITY and a policy, in a new migration
#   version: "1"
#   params:
#     schemas: {help: "schemas that hold tenant data; empty means all", default: []}
#     except: {help: "tables that may be open, as table or schema.table", default: []}
package candor.rules.rls.table_without_rls

import data.candor.lib

results contains outcome(t) if some t in lib.facts("sql.table")

params := lib.params("rls/table-without-rls")

outcome(t) := lib.not_applicable(t, sprintf("%s is a temporary table: it is gone with its session", [t.subject])) if {
	t.value.temporary
}

else := lib.not_applicable(t, sprintf("%s is where a migration tool keeps its own state", [t.subject])) if {
	t.value.name in bookkeeping
}

else := lib.not_applicable(t, sprintf("%s lies outside of the schemas that hold tenant data (%s)", [t.subject, concat(", ", params.schemas)])) if {
	count(params.schemas) > 0
	not t.value.schema in params.schemas
}

else := lib.unknown(t, sprintf("%s is a foreign table: Postgres has no row-level security on it, and the other server is not read", [t.subject])) if {
	t.value.foreign
}

else := lib.related(
	lib.pass(t, sprintf("%s has row-level security", [t.subject])),
	switched(t),
) if {
	t.value.rls
}

else := lib.not_applicable(t, sprintf("%s is named as a table that may be open", [t.subject])) if {
	named(t)
}

else := lib.related(
	lib.at(lib.fail(t, sprintf("%s has no row-level security any more%s", [t.subject, detail(t)])), t.value.rls_at),
	[object.union(t.at, {"label": "the table is created here"})],
) if {
	t.value.rls_at != null
}

else := lib.fail(t, sprintf("%s has no row-level security%s", [t.subject, detail(t)]))

named(t) if t.subject in params.except

named(t) if t.value.name in params.except

switched(t) := [object.union(t.value.rls_at, {"label": "row-level security is switched on here"})] if {
	t.value.rls_at != null
} else := []

detail(t) := sprintf(": it is a partition of %s, from which it inherits none", [t.value.partition_of]) if {
	t.value.partition_of != ""
} else := sprintf(", so its policies (%d) do nothing", [count(t.value.policies)]) if {
	count(t.value.policies) > 0
} else := ": whoever may read it reads every row"

bookkeeping := {
	"__drizzle_migrations",
	"_prisma_migrations",
	"_sqlx_migrations",
	"alembic_version",
	"ar_internal_metadata",
	"atlas_schema_revisions",
	"databasechangelog",
	"databasechangeloglock",
	"django_migrations",
	"flyway_schema_history",
	"goose_db_version",
	"gorp_migrations",
	"knex_migrations",
	"knex_migrations_lock",
	"schema_migrations",
}
