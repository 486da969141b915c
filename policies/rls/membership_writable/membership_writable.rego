# METADATA
# scope: package
# title: A user can make himself a member of another tenant
# description: |
#   Policies that ask a membership table whose rows a user may see are as strong as
#   that table. If a user can insert himself into it, or change the tenant in his own
#   row, every table that trusts it is open to him.
#
#   One result for each database; it lists the membership tables that policies trust.
#
#   - **passes**: no user can write himself into a foreign tenant in any of them.
#   - **fails**: in one of them he can.
#   - **does not apply**: no policy trusts a membership table.
#   - **stays unknown**: a policy or a trigger on one of them can't be decided.
# custom:
#   severity: error
#   control: tenant-isolation
#   needs: [sql.tenancy]
#   fix: let only owners of a tenant add members (WITH CHECK over the tenant), and revoke UPDATE of its column
#   version: "1"
package candor.rules.rls.membership_writable

import data.candor.lib

results contains outcome(t) if some t in lib.facts("sql.tenancy")

outcome(t) := lib.not_applicable(t, sprintf("no policy in %s trusts a membership table", [t.subject])) if {
	count(t.value.membership) == 0
}

else := lib.related(
	lib.at(lib.fail(t, sprintf("%s: %s", [bad(t, "escalatable")[0].table, bad(t, "escalatable")[0].reason])), place(t, bad(t, "escalatable")[0])),
	[object.union(m.at, {"label": sprintf("%s: %s", [m.table, m.reason])}) | some m in bad(t, "escalatable"); m.at != null],
) if {
	count(bad(t, "escalatable")) > 0
}

else := lib.unknown(t, sprintf("whether a user can write himself into %s can't be decided: %s", [bad(t, "unknown")[0].table, bad(t, "unknown")[0].reason])) if {
	count(bad(t, "unknown")) > 0
}

else := lib.pass(t, sprintf("no user can make himself a member of another tenant in %s", [concat(", ", [m.table | some m in t.value.membership])]))

bad(t, how) := [m | some m in t.value.membership; m.self_insert == how]

place(_, m) := m.at if m.at != null

else := {}
