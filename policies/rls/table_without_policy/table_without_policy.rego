# METADATA
# scope: package
# title: Row-level security without a policy that admits anyone
# description: |
#   With row-level security on and no permissive policy, Postgres admits no row:
#   every query of every role comes back empty, except for the owner, for
#   superusers and for roles that bypass row-level security. That is safe, but
#   seldom meant, and the usual cure in a hurry is to switch security off.
#
#   - **passes**: at least one permissive policy.
#   - **fails**: no policy at all, or restrictive ones alone.
#   - **does not apply**: without row-level security (rls/table-without-rls speaks
#     of that); temporary tables; partitions, which are reached through their
#     parent and its policies; tables that `except` names, for instance those
#     that only a service role reads.
#   - **stays unknown**: dynamic SQL may have added or removed policies.
# custom:
#   severity: warning
#   control: tenant-isolation
#   needs: [sql.table]
#   fix: add a policy for the roles that use the table, or name it in except
#   version: "1"
#   params:
#     except: {help: "tables that nobody but the owner shall reach, as table or schema.table", default: []}
package candor.rules.rls.table_without_policy

import data.candor.lib

results contains outcome(t) if some t in lib.facts("sql.table")

params := lib.params("rls/table-without-policy")

outcome(t) := lib.not_applicable(t, sprintf("%s is a temporary table: it is gone with its session", [t.subject])) if {
	t.value.temporary
}

else := lib.not_applicable(t, sprintf("%s has no row-level security, so policies do not count", [t.subject])) if {
	t.value.rls == false
}

else := lib.pass(t, sprintf("%s: policies %d, of them permissive %d", [t.subject, count(t.value.policies), count(permissive(t))])) if {
	count(permissive(t)) > 0
	not t.value.policies_unsure
}

else := lib.unknown(t, sprintf("which policies %s has can't be told: %s", [t.subject, t.value.policies_unsure])) if {
	t.value.policies_unsure
}

else := lib.not_applicable(t, sprintf("%s is a partition of %s, whose policies guard the way to it", [t.subject, t.value.partition_of])) if {
	t.value.partition_of != ""
}

else := lib.not_applicable(t, sprintf("%s is named as a table that nobody but its owner shall reach", [t.subject])) if {
	named(t)
}

else := lib.fail(t, sprintf("%s has row-level security and no policy: every row is denied to everyone but the owner and roles that bypass it", [t.subject])) if {
	count(t.value.policies) == 0
}

else := lib.fail(t, sprintf("%s has restrictive policies alone: every row is denied to everyone but the owner and roles that bypass them", [t.subject]))

named(t) if t.subject in params.except

named(t) if t.value.name in params.except

permissive(t) := [p | some p in t.value.policies; p.permissive]
