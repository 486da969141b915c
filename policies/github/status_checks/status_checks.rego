# METADATA
# scope: package
# title: A default branch takes changes that no check looked at
# description: |
#   - **passes**: at least one status check has to pass before a change reaches the
#     default branch, each of `checks` among them.
#   - **fails**: none has to, or one of those that are wanted does not.
#   - **stays unknown**: rules or protection could not be read.
#   - **not applicable**: the repository is archived.
#
#   That a check of this name tests anything is not seen here.
# custom:
#   severity: warning
#   control: change-management
#   needs: [github.branch]
#   fix: require the status checks of your tests in a ruleset or in the protection of the branch
#   version: "1"
#   params:
#     checks: {help: "names of checks that must be among them", default: []}
package candor.rules.github.status_checks

import data.candor.lib

params := lib.params("github/status-checks")

results contains judge(b) if some b in lib.facts("github.branch")

judge(b) := lib.not_applicable(b, sprintf("%s is archived", [b.value.repository])) if {
	b.value.archived
} else := lib.fail(b, sprintf("%s takes changes whatever their checks say", [b.subject])) if {
	count(b.value.status_checks) == 0
} else := lib.fail(b, sprintf("%s does not ask for %s", [b.subject, concat(", ", missing(b))])) if {
	count(missing(b)) > 0
} else := lib.pass(b, sprintf("%s asks for %s", [b.subject, concat(", ", b.value.status_checks)]))

missing(b) := [c | some c in params.checks; not c in b.value.status_checks]
