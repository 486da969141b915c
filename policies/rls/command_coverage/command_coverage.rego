# METADATA
# scope: package
# title: Command that no policy covers
# description: |
#   With row-level security on, a command that no permissive policy speaks of is
#   denied: safe, and often forgotten. A claim such as "policies for reading,
#   writing and deleting on every table" is about the policies being there.
#
#   - **passes**: each of the commands has a permissive policy of its own, or one
#     for ALL.
#   - **fails**: one of them has none; the message names it. Restrictive policies
#     alone admit nothing and do not count.
#   - **does not apply**: temporary tables, and tables without row-level security,
#     where a policy does nothing.
#   - **stays unknown**: policies hang on SQL that can't be followed; foreign tables.
# custom:
#   severity: note
#   control: tenant-isolation
#   needs: [sql.table]
#   fix: add a policy for the command, or say in the claim's commands that nobody shall run it
#   version: "1"
#   claim_only: true
#   params:
#     commands: {help: "commands that must have a policy", default: [SELECT, INSERT, UPDATE, DELETE]}
#     except: {help: "tables that need none, as schema.table", default: []}
package candor.rules.rls.command_coverage

import data.candor.lib

results contains outcome(t) if some t in lib.facts("sql.table")

params := lib.params("rls/command-coverage")

outcome(t) := lib.not_applicable(t, sprintf("%s is a temporary table: it is gone with its session", [t.subject])) if {
	t.value.temporary
}

else := lib.unknown(t, sprintf("%s is a foreign table: Postgres has no row-level security on it, and the other server is not read", [t.subject])) if {
	t.value.foreign
}

else := lib.not_applicable(t, sprintf("%s is named as a table that needs no policy", [t.subject])) if {
	t.subject in params.except
}

else := lib.not_applicable(t, sprintf("%s has no row-level security, so a policy would do nothing", [t.subject])) if {
	not t.value.rls
}

else := lib.unknown(t, sprintf("which policies %s has can't be told: %s", [t.subject, t.value.policies_unsure])) if {
	t.value.policies_unsure
}

else := lib.pass(t, sprintf("%s has a policy for each of %s", [t.subject, concat(", ", params.commands)])) if {
	count(bare(t)) == 0
}

else := lib.fail(t, sprintf("%s has no permissive policy for %s, so that is denied to every role that row-level security binds", [t.subject, concat(", ", bare(t))]))

bare(t) := [c |
	some c in params.commands
	not covered(t, upper(c))
]

covered(t, command) if {
	some p in t.value.policies
	p.permissive
	p.command in {command, "ALL"}
}
