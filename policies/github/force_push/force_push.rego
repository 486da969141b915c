# METADATA
# scope: package
# title: The history of a default branch can be overwritten
# description: |
#   - **passes**: rules keep the default branch from being overwritten by a push and
#     from being deleted.
#   - **fails**: one of the two is allowed.
#   - **stays unknown**: rules or protection could not be read.
#   - **not applicable**: the repository is archived.
# custom:
#   severity: error
#   control: change-management
#   needs: [github.branch]
#   fix: block force pushes and deletions in a ruleset or in the protection of the branch
#   version: "1"
package candor.rules.github.force_push

import data.candor.lib

results contains judge(b) if some b in lib.facts("github.branch")

judge(b) := lib.not_applicable(b, sprintf("%s is archived", [b.value.repository])) if {
	b.value.archived
} else := lib.fail(b, sprintf("%s can be overwritten by a push", [b.subject])) if {
	not b.value.no_force_push
} else := lib.fail(b, sprintf("%s can be deleted", [b.subject])) if {
	not b.value.no_deletion
} else := lib.pass(b, sprintf("%s can be neither overwritten nor deleted", [b.subject]))
