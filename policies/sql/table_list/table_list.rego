# METADATA
# scope: package
# title: Table that the published list of stored data leaves out
# description: |
#   "We store these things and nothing else" is a list that ages with every
#   migration. The tables after the last migration are held against it.
#
#   - **passes**: `tables` names the table.
#   - **fails**: it does not: something is stored that nobody published.
#   - **does not apply**: temporary tables, and those of the schemas under
#     `except_schemas`, where a tool keeps its own state.
#   - **stays unknown**: a name of the list that is no table of the files: it is
#     misspelt, was dropped, or is kept in another database.
#
#   What a table holds is not told by its name: a person has to say that.
# custom:
#   severity: warning
#   control: privacy
#   needs: [sql.table]
#   fix: publish what the table is for and add it to the list, or drop the table
#   version: "1"
#   claim_only: true
#   params:
#     tables: {help: "the tables that are published, as schema.table", required: true}
#     except_schemas: {help: "schemas in which tools keep their own state", default: []}
package candor.rules.sql.table_list

import data.candor.lib

results contains outcome(t) if some t in lib.facts("sql.table")

# A name that no table has is told at the first table, since it has no place of its own.
results contains lib.subject(lib.unknown(first, sprintf("%s is listed and is no table of the files", [name])), name) if {
	first := lib.facts("sql.table")[0]
	some name in params.tables
	not name in {t.subject | some t in lib.facts("sql.table")}
}

params := lib.params("sql/table-list")

outcome(t) := lib.not_applicable(t, sprintf("%s is a temporary table: it is gone with its session", [t.subject])) if {
	t.value.temporary
}

else := lib.not_applicable(t, sprintf("%s lies in a schema that is left out", [t.subject])) if {
	t.value.schema in params.except_schemas
}

else := lib.pass(t, sprintf("%s is one of the %d tables that are listed", [t.subject, count(params.tables)])) if {
	t.subject in params.tables
}

else := lib.fail(t, sprintf("%s is not in the list of what is stored", [t.subject]))
