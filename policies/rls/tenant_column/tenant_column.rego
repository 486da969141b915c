# METADATA
# scope: package
# title: Table without the tenant column
# description: |
#   A claim such as "every table carries the organization of its rows" holds only
#   where each table has that column. A table without it can be kept apart by a
#   join alone, which is easier to get wrong.
#
#   - **passes**: the column is there after the last migration.
#   - **fails**: it is not.
#   - **does not apply**: temporary tables, the bookkeeping of migration tools,
#     schemas outside of `schemas`, and tables that `except` names, such as the
#     table of the tenants themselves.
#   - **stays unknown**: tables whose columns come from a query or a type, unless
#     the column is among those that are known.
# custom:
#   severity: warning
#   control: tenant-isolation
#   needs: [sql.table]
#   fix: add the tenant column to the table, NOT NULL and with a foreign key, or name the table in except
#   version: "1"
#   claim_only: true
#   params:
#     column: {help: "name of the tenant column", default: organization_id}
#     schemas: {help: "schemas that hold tenant data; empty means all", default: []}
#     except: {help: "tables that need no tenant column, as table or schema.table", default: []}
package candor.rules.rls.tenant_column

import data.candor.lib

results contains outcome(t) if some t in lib.facts("sql.table")

params := lib.params("rls/tenant-column")

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

else := lib.related(
	lib.pass(t, sprintf("%s has column %s", [t.subject, params.column])),
	[{"path": c.path, "line": c.line, "label": "the column is added here"} | some c in found(t)],
) if {
	count(found(t)) > 0
}

else := lib.not_applicable(t, sprintf("%s is named as a table that needs no tenant column", [t.subject])) if {
	named(t)
}

else := lib.unknown(t, sprintf("not all columns of %s can be told, and %s is not among those that can", [t.subject, params.column])) if {
	not t.value.columns_known
}

else := lib.fail(t, sprintf("%s has no column %s", [t.subject, params.column]))

found(t) := [c | some c in t.value.columns; c.name == params.column]

named(t) if t.subject in params.except

named(t) if t.value.name in params.except

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
