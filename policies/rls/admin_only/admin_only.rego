# METADATA
# scope: package
# title: Rows of an admin-only table can be reached without an administrator's test
# description: |
#   "Only administrators see billing" is a sentence about every role that clients
#   can take and about all four commands.
#
#   - **passes**: the role may not run the command, or every row that it reaches
#     stands behind a test that administrators alone pass: a claim that the issuer of
#     the token sets, a row in a table of roles that the caller can't write, or what
#     `database.admins` in candor.yaml names.
#   - **fails**: rows are reached without such a test, the caller's own included; or
#     the caller can make himself an administrator.
#   - **does not apply**: other tables.
#   - **stays unknown**: a policy says something that can't be decided, or tests the
#     caller for something of which nothing says that administrators alone have it.
#
#   A test counts by what it compares: `role = 'admin'`, `is_admin`, a row in `admins`.
#   Superusers, owners and roles with BYPASSRLS that no client can take are not judged
#   here; `sql/bypass-role` speaks of them.
# custom:
#   severity: error
#   control: least-privilege
#   needs: [sql.access]
#   fix: put the administrator's test into every policy of the table, or name it under database.admins
#   version: "1"
#   claim_only: true
#   params:
#     tables: {help: "the tables for administrators, as schema.table, besides those under database.admin_only", default: []}
package candor.rules.rls.admin_only

import data.candor.lib

results contains lib.related(outcome(a), place(a)) if some a in lib.facts("sql.access")

# A name that no table has is told at the first fact, since it has no place of its own.
results contains lib.subject(lib.unknown(first, sprintf("%s is named and no access to it was read: is it misspelt?", [name])), name) if {
	first := lib.facts("sql.access")[0]
	some name in params.tables
	not name in {a.value.table | some a in lib.facts("sql.access")}
}

params := lib.params("rls/admin-only")

outcome(a) := lib.not_applicable(a, sprintf("%s is not named as a table for administrators", [a.value.table])) if {
	not a.value.table in params.tables
	not "admin_only" in object.get(a.value, "declared", [])
}

else := lib.pass(a, sprintf("%s can't %s any row of %s: %s", [a.value.role, a.value.command, a.value.table, a.value.reason])) if {
	a.value.verdict in {"denied", "unreachable"}
}

else := lib.pass(a, sprintf("%s of %s by %s needs an administrator: %s", [a.value.command, a.value.table, a.value.role, a.value.admin.text])) if {
	a.value.admin.state == "always"
}

else := lib.fail(a, sprintf("%s can %s rows of %s without being an administrator: %s", [a.value.role, a.value.command, a.value.table, a.value.admin.text])) if {
	a.value.admin.state == "none"
}

else := lib.unknown(a, sprintf("whether %s has to be an administrator for %s of %s can't be decided: %s", [a.value.role, a.value.command, a.value.table, a.value.admin.text]))

place(a) := [object.union(a.value.admin.at, {"label": a.value.admin.text})] if {
	a.value.admin.at != null
	a.value.admin.text != ""
} else := []
