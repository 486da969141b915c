# METADATA
# scope: package
# title: Table whose rows can't be marked as deleted
# description: |
#   "What you delete can be brought back" needs a mark in place of the deletion:
#   a column that says when a row was deleted, and that is empty while it lives.
#
#   - **passes**: the table has the column, and it may be empty.
#   - **fails**: it has none, or one that is never empty.
#   - **does not apply**: tables that `tables` does not name.
#   - **stays unknown**: a named table that is not in the files, or whose columns
#     can't all be told.
#
#   How long a marked row stays is a job's work, which this rule does not see.
# custom:
#   severity: warning
#   control: data-lifecycle
#   needs: [sql.table]
#   fix: add a column for the time of deletion, and have queries leave marked rows out
#   version: "1"
#   claim_only: true
#   params:
#     tables: {help: "tables whose rows can be brought back, as schema.table", required: true}
#     column: {help: "name of the column that marks a row as deleted", default: deleted_at}
package candor.rules.sql.soft_delete

import data.candor.lib

results contains outcome(t) if some t in lib.facts("sql.table")

# A table that is not there is told at the first one, since it has no place of its own.
results contains lib.subject(lib.unknown(first, sprintf("%s is named and is no table of the files", [name])), name) if {
	first := lib.facts("sql.table")[0]
	some name in params.tables
	not name in {t.subject | some t in lib.facts("sql.table")}
}

params := lib.params("sql/soft-delete")

outcome(t) := lib.not_applicable(t, sprintf("%s is not named", [t.subject])) if {
	not t.subject in params.tables
}

else := lib.at(lib.fail(t, sprintf("%s of %s is never empty, so it marks nothing", [params.column, t.subject])), {"path": mark(t).path, "line": mark(t).line}) if {
	mark(t).not_null
}

else := lib.related(
	lib.pass(t, sprintf("rows of %s are marked in %s", [t.subject, params.column])),
	[{"path": mark(t).path, "line": mark(t).line, "label": "the mark"}],
) if {
	mark(t)
}

else := lib.unknown(t, sprintf("not all columns of %s can be told, and %s is not among those that can", [t.subject, params.column])) if {
	not t.value.columns_known
}

else := lib.fail(t, sprintf("%s has no column %s: what is deleted is gone", [t.subject, params.column]))

mark(t) := [c | some c in t.value.columns; c.name == params.column][0]
