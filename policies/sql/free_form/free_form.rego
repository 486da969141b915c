# METADATA
# scope: package
# title: Column that can hold whatever a customer sends
# description: |
#   "Your data never rests with us" is hard to believe of a table with a column
#   for documents: JSON, XML, key-value pairs and bytes take whatever they are
#   given, and no schema says what that was.
#
#   - **passes**: no column of the table has such a type.
#   - **fails**: one has, and `except` does not name it. The finding stands at the
#     column.
#   - **does not apply**: temporary tables.
#   - **stays unknown**: tables some of whose columns the files do not name.
#
#   A plain text column can hold a copy as well: this rule shows where structure
#   would go unseen, and a person has to say what goes into the rest.
# custom:
#   severity: warning
#   control: privacy
#   needs: [sql.table]
#   fix: give the column fields of its own, or name it under except and say what it holds
#   version: "1"
#   claim_only: true
#   params:
#     types: {help: "types of columns that can hold anything", default: [json, jsonb, hstore, xml, bytea]}
#     except: {help: "columns that are known to hold no customer's data, as schema.table.column", default: []}
package candor.rules.sql.free_form

import data.candor.lib

results contains outcome(t) if some t in lib.facts("sql.table")

params := lib.params("sql/free-form")

outcome(t) := lib.not_applicable(t, sprintf("%s is a temporary table: it is gone with its session", [t.subject])) if {
	t.value.temporary
}

else := lib.at(
	lib.fail(t, sprintf("%s can hold anything in %s", [t.subject, concat(", ", [sprintf("%s (%s)", [c.name, c.type]) | some c in loose(t)])])),
	{"path": loose(t)[0].path, "line": loose(t)[0].line},
) if {
	count(loose(t)) > 0
}

else := lib.unknown(t, sprintf("%s may have columns that the files do not name", [t.subject])) if {
	not t.value.columns_known
}

else := lib.pass(t, sprintf("none of the columns of %s (%d) can hold just anything", [t.subject, count(t.value.columns)]))

loose(t) := [c |
	some c in t.value.columns
	base_type(c.type) in params.types
	not sprintf("%s.%s", [t.subject, c.name]) in params.except
]

# base_type takes schema, length and the brackets of a list away.
base_type(type) := regex.replace(regex.replace(lower(type), `^[^.]*\.`, ""), `[\[( ].*$`, "")
