# METADATA
# scope: package
# title: Policy that trusts what the user writes about himself
# description: |
#   On Supabase a signed-in user sets his own `user_metadata` by one call of the
#   client library. A policy that reads a role or a tenant from it lets every user
#   choose both. `app_metadata` is written by the service alone.
#
#   - **passes**: the policy reads no `user_metadata`. The syntax tree decides: a text
#     or a comment that mentions the name is none.
#   - **fails**: it reads `user_metadata` of the token, or `raw_user_meta_data`.
#   - **does not apply**: temporary tables.
#   - **stays unknown**: policies hang on SQL that can't be followed.
# custom:
#   severity: error
#   control: tenant-isolation
#   needs: [sql.policy]
#   fix: read the value from app_metadata or from a table that the user can't write
#   version: "1"
package candor.rules.rls.user_metadata

import data.candor.lib

results contains outcome(p) if some p in lib.facts("sql.policy")

outcome(p) := lib.not_applicable(p, sprintf("%s is a temporary table: it is gone with its session", [p.value.table])) if {
	p.value.temporary
}

else := lib.fail(p, sprintf("policy %q of %s trusts %s, which every user writes himself", [p.value.name, p.value.table, concat(" and ", p.value.user_metadata)])) if {
	count(p.value.user_metadata) > 0
}

else := lib.pass(p, sprintf("policy %q of %s reads nothing that the user writes about himself", [p.value.name, p.value.table]))
