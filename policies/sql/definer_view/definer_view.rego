# METADATA
# scope: package
# title: View that shows rows past the policies of its tables
# description: |
#   A view reads its tables with the rights of its owner unless it is made with
#   `security_invoker`. Where the owner is not bound by the policies, whoever may read
#   the view reads every row. A materialized view is a copy, and a copy has no
#   policies at all.
#
#   - **passes**: the view runs as its caller; its owner is bound by the policies; or
#     its own conditions tie every row to the caller.
#   - **fails**: it reads a table with row-level security past its policies, and a role
#     that clients can take may read it.
#   - **does not apply**: it reads no table with row-level security; no such role may
#     read it, or its schema is not exposed; or `except` names it.
#   - **stays unknown**: its owner, its grants or its conditions can't be told; it reads
#     in a way that is not followed; or a role that clients can take may insert, update
#     or delete through it, which its owner's rights let through.
# custom:
#   severity: error
#   control: tenant-isolation
#   needs: [sql.view]
#   fix: make the view WITH (security_invoker = true), or revoke SELECT on it
#   version: "1"
#   params:
#     except: {help: "views that are meant to show all rows, as schema.view", default: []}
package candor.rules.sql.definer_view

import data.candor.lib

results contains outcome(v) if some v in lib.facts("sql.view")

params := lib.params("sql/definer-view")

outcome(v) := lib.not_applicable(v, sprintf("%s is named as a view that is meant to show all rows", [v.subject])) if {
	v.subject in params.except
}

else := lib.not_applicable(v, sprintf("%s reads no table with row-level security", [v.subject])) if {
	count([t | some t in v.value.reads; t.rls != false]) == 0
	v.value.opaque == ""
}

else := lib.pass(v, sprintf("%s reads with the rights of its caller", [v.subject])) if {
	v.value.invoker
	not v.value.materialized
}

else := lib.unknown(v, sprintf("who may read %s can't be told: %s", [v.subject, v.value.grants_unsure])) if {
	v.value.grants_unsure != ""
}

else := lib.not_applicable(v, sprintf("no role that clients can take may read %s", [v.subject])) if {
	count(v.value.granted_to) == 0
	count(v.value.writable_by) == 0
}

else := lib.not_applicable(v, sprintf("clients do not reach the schema of %s", [v.subject])) if {
	v.value.exposed == false
}

else := lib.unknown(v, sprintf("%s lets %s write %s with the rights of %s, past its policies, and whether its own conditions hold them back can't be told", [v.subject, concat(", ", v.value.writable_by), tables(v), v.value.owner])) if {
	writable(v)
}

else := lib.pass(v, sprintf("%s ties every row to the caller itself", [v.subject])) if {
	v.value.filters == true
	not v.value.materialized
}

else := lib.pass(v, sprintf("%s reads with the rights of %s, whom the policies bind", [v.subject, v.value.owner])) if {
	v.value.owner_bypasses == false
	v.value.opaque == ""
	not v.value.materialized
}

else := lib.unknown(v, sprintf("what %s reads can't be told: %s", [v.subject, v.value.opaque])) if {
	v.value.opaque != ""
	v.value.filters != false
	not v.value.materialized
}

else := lib.fail(v, sprintf("%s is a copy of rows of %s, which %s may read past its policies", [v.subject, tables(v), concat(", ", v.value.granted_to)])) if {
	v.value.materialized
}

else := lib.unknown(v, sprintf("whether %s shows rows past the policies of %s can't be told: %s", [v.subject, tables(v), v.value.why])) if {
	null in {v.value.owner_bypasses, v.value.filters}
}

else := lib.fail(v, sprintf("%s shows %s rows of %s past its policies: it reads with the rights of %s", [v.subject, concat(", ", v.value.granted_to), tables(v), v.value.owner]))

# A view that shows rows past the policies fails for that; one that ties what it shows
# may still let writes through.
writable(v) if {
	count(v.value.writable_by) > 0
	v.value.owner_bypasses != false
	v.value.filters == true
	not v.value.materialized
}

writable(v) if {
	count(v.value.writable_by) > 0
	count(v.value.granted_to) == 0
	v.value.owner_bypasses != false
	not v.value.materialized
}

tables(v) := concat(", ", [t.table | some t in v.value.reads; t.rls != false])
