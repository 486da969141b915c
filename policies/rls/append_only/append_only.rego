# METADATA
# scope: package
# title: Rows of an append-only table can be changed or deleted
# description: |
#   "Nobody can change the audit trail" is a sentence about every role that clients
#   can take and about three commands: UPDATE, DELETE and TRUNCATE, which no policy
#   binds.
#
#   - **passes**: the role may not run the command, or the policies let it reach no row.
#   - **fails**: some rows can be changed, deleted or truncated, the tenant's own included.
#   - **does not apply**: reading and adding; other tables.
#   - **stays unknown**: a policy says something that can't be decided; a table that is
#     named and not there.
#
#   Owners, superusers and roles with BYPASSRLS that no client can take are not judged
#   here; `sql/bypass-role` speaks of them. TRUNCATE is judged with DELETE; on Supabase
#   no client can send it, so it is left out there.
# custom:
#   severity: error
#   control: audit-logging
#   needs: [sql.access, sql.table]
#   lookups: [sql.table]
#   fix: revoke UPDATE, DELETE and TRUNCATE on the table, and drop the policies for them
#   version: "1"
#   claim_only: true
#   params:
#     tables: {help: "the append-only tables, as schema.table, besides those under database.append_only", default: []}
package candor.rules.rls.append_only

import data.candor.lib

results contains outcome(a) if some a in lib.facts("sql.access")

# A name that no table has is told at the first fact, since it has no place of its own.
results contains lib.subject(lib.unknown(first, sprintf("%s is named and no access to it was read: is it misspelt?", [name])), name) if {
	first := lib.facts("sql.access")[0]
	some name in params.tables
	not name in {a.value.table | some a in lib.facts("sql.access")}
}

params := lib.params("rls/append-only")

outcome(a) := lib.not_applicable(a, sprintf("%s is not named as append-only", [a.value.table])) if {
	not a.value.table in params.tables
	not "append_only" in object.get(a.value, "declared", [])
}

else := lib.not_applicable(a, sprintf("%s changes no row of %s", [a.value.command, a.value.table])) if {
	a.value.command in {"SELECT", "INSERT"}
}

else := lib.unknown(a, sprintf("whether %s can %s rows of %s can't be decided: %s", [a.value.role, a.value.command, a.value.table, a.value.reason])) if {
	a.value.verdict == "unknown"
}

else := lib.fail(a, sprintf("%s can %s rows of %s: %s", [a.value.role, a.value.command, a.value.table, a.value.reason])) if {
	not a.value.verdict in {"denied", "unreachable"}
}

else := lib.related(
	lib.fail(a, sprintf("%s may TRUNCATE %s, which no policy binds", [a.value.role, a.value.table])),
	[object.union(x.at, {"label": x.text}) | some x in truncates(a); x.at != null],
) if {
	a.value.command == "DELETE"
	count(truncates(a)) > 0
}

else := lib.unknown(a, sprintf("whether %s may TRUNCATE %s can't be told: %s", [a.value.role, a.value.table, doubt])) if {
	a.value.command == "DELETE"
	some t in lib.facts("sql.table")
	t.subject == a.value.table
	t.value.migrations != "supabase"
	doubt := object.get(t.value, "grants_unsure", "")
	doubt != ""
}

else := lib.pass(a, sprintf("%s can't %s any row of %s: %s", [a.value.role, a.value.command, a.value.table, a.value.reason]))

truncates(a) := [x |
	some t in lib.facts("sql.table")
	t.subject == a.value.table
	t.value.migrations != "supabase"
	some x in t.value.truncate
	x.role == a.value.role
]
