# METADATA
# scope: package
# title: Table of records without a promised column
# description: |
#   "Each record says who, what and when" needs a column for each of them, and
#   one that is never left empty is a stronger word than one that may be.
#
#   - **passes**: the table has every column of `columns`.
#   - **fails**: one is missing.
#   - **does not apply**: other tables.
#   - **stays unknown**: the table is not in the files, or not all of its columns
#     can be told.
#
#   That a column is filled with what its name says is not judged.
# custom:
#   severity: warning
#   control: audit-logging
#   needs: [sql.table]
#   fix: add the column in a new migration, and write it with every record
#   version: "1"
#   claim_only: true
#   params:
#     table: {help: "the table of records, as schema.table", required: true}
#     columns: {help: "names of the columns that are promised", required: true}
#     filled: {help: "whether each of them has to be NOT NULL", default: false}
package candor.rules.sql.audit_columns

import data.candor.lib

results contains outcome(t) if some t in lib.facts("sql.table")

# A table that is not there is told at the first one, since it has no place of its own.
results contains lib.subject(lib.unknown(first, sprintf("%s is no table of the files", [params.table])), params.table) if {
	first := lib.facts("sql.table")[0]
	not params.table in {t.subject | some t in lib.facts("sql.table")}
}

params := lib.params("sql/audit-columns")

outcome(t) := lib.not_applicable(t, sprintf("%s is not the table of records", [t.subject])) if {
	t.subject != params.table
}

else := lib.related(
	lib.pass(t, sprintf("%s has %s", [t.subject, concat(", ", params.columns)])),
	[{"path": c.path, "line": c.line, "label": sprintf("column %s", [c.name])} | some c in t.value.columns; c.name in params.columns],
) if {
	count(lacking(t)) == 0
	count(loose(t)) == 0
}

else := lib.unknown(t, sprintf("not all columns of %s can be told, and %s is not among those that can", [t.subject, concat(", ", lacking(t))])) if {
	not t.value.columns_known
	count(lacking(t)) > 0
}

else := lib.fail(t, sprintf("%s has no column %s", [t.subject, concat(", ", lacking(t))])) if {
	count(lacking(t)) > 0
}

else := lib.at(
	lib.fail(t, sprintf("%s of %s may be left empty", [concat(", ", [c.name | some c in loose(t)]), t.subject])),
	{"path": loose(t)[0].path, "line": loose(t)[0].line},
)

lacking(t) := [name |
	some name in params.columns
	not name in {c.name | some c in t.value.columns}
]

loose(t) := [c |
	params.filled
	some c in t.value.columns
	c.name in params.columns
	not c.not_null
]
