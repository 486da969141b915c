# METADATA
# scope: package
# title: Row-level security that the table's owner passes by
# description: |
#   Row-level security does not hold for the owner of a table unless it is
#   forced. A claim that even the application's own role can't cross tenants
#   needs `FORCE ROW LEVEL SECURITY` wherever that role owns the table.
#   Superusers and roles with BYPASSRLS pass by in any case.
#
#   - **passes**: row-level security is on and forced.
#   - **fails**: it is on and not forced.
#   - **does not apply**: it is off (rls/table-without-rls speaks of that), or the
#     table is temporary.
#   - **stays unknown**: dynamic SQL may have forced it.
# custom:
#   severity: warning
#   control: tenant-isolation
#   needs: [sql.table]
#   fix: add ALTER TABLE ... FORCE ROW LEVEL SECURITY
#   version: "1"
#   claim_only: true
package candor.rules.rls.forced

import data.candor.lib

results contains outcome(t) if some t in lib.facts("sql.table")

outcome(t) := lib.not_applicable(t, sprintf("%s is a temporary table: it is gone with its session", [t.subject])) if {
	t.value.temporary
}

else := lib.not_applicable(t, sprintf("%s has no row-level security that could be forced", [t.subject])) if {
	t.value.rls == false
}

else := lib.unknown(t, sprintf("whether row-level security of %s is forced can't be told: %s", [t.subject, t.value.force_unsure])) if {
	t.value.force_unsure
}

else := lib.pass(t, sprintf("%s forces row-level security on its owner, too", [t.subject])) if {
	t.value.force
}

else := lib.related(
	lib.at(lib.fail(t, sprintf("%s has row-level security, but its owner passes by: it is no longer forced", [t.subject])), t.value.force_at),
	[object.union(t.at, {"label": "the table is created here"})],
) if {
	t.value.force_at != null
}

else := lib.fail(t, sprintf("%s has row-level security, but its owner passes by: it is not forced", [t.subject]))
