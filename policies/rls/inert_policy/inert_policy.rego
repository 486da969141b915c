# METADATA
# scope: package
# title: Policies that do nothing, because row-level security is off
# description: |
#   Postgres keeps the policies of a table whether or not row-level security is
#   on, and looks at none of them while it is off. The migration reads as if the
#   table were protected, and every row is open to whoever may read the table.
#
#   - **passes**: the table has policies and row-level security is on.
#   - **fails**: it has policies and row-level security is off.
#   - **does not apply**: tables without a policy (`rls/table-without-rls` speaks of
#     those), temporary and foreign tables.
#   - **stays unknown**: policies or the switch hang on SQL that can't be followed.
# custom:
#   severity: error
#   control: tenant-isolation
#   needs: [sql.table]
#   fix: add ALTER TABLE ... ENABLE ROW LEVEL SECURITY in a new migration, or drop the policies
#   version: "1"
package candor.rules.rls.inert_policy

import data.candor.lib

results contains outcome(t) if some t in lib.facts("sql.table")

outcome(t) := lib.not_applicable(t, sprintf("%s is a temporary table: it is gone with its session", [t.subject])) if {
	t.value.temporary
}

else := lib.not_applicable(t, sprintf("%s is a foreign table, which can have no policy", [t.subject])) if {
	t.value.foreign
}

else := lib.pass(t, sprintf("%s has row-level security, so its policies (%d) bind", [t.subject, count(t.value.policies)])) if {
	t.value.rls
	count(t.value.policies) > 0
}

else := lib.unknown(t, sprintf("whether %s has policies can't be told: %s", [t.subject, t.value.policies_unsure])) if {
	not t.value.rls
	t.value.policies_unsure
}

else := lib.not_applicable(t, sprintf("%s has no policy", [t.subject])) if {
	count(t.value.policies) == 0
}

else := lib.related(
	lib.at(lib.fail(t, sprintf("%s has row-level security switched off, so %s", [t.subject, idle(t)])), t.value.policies[0].at),
	array.concat([object.union(t.at, {"label": "the table is created here"})], switched(t)),
)

idle(t) := sprintf("its policy %q does nothing", [t.value.policies[0].name]) if {
	count(t.value.policies) == 1
} else := sprintf("its policies (%d) do nothing", [count(t.value.policies)])

switched(t) := [object.union(t.value.rls_at, {"label": "row-level security is switched off here"})] if {
	t.value.rls_at != null
} else := []
