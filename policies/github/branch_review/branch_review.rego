# METADATA
# scope: package
# title: A default branch takes changes that nobody else approved
# description: |
#   What rulesets and classic protection together ask of a change of the default
#   branch, as `candor collect github` saw it.
#
#   - **passes**: changes come by pull request, with at least `approvals` approvals, and
#     with what else the parameters want.
#   - **fails**: one of these is not asked for.
#   - **stays unknown**: rules or protection could not be read. Protection is told to
#     administrators alone; to others GitHub says that there is none.
#   - **not applicable**: the repository is archived and takes no changes.
#
#   Who may go around the rules is judged by github/bypass, what was in fact approved
#   by github/pull-reviewed.
# custom:
#   severity: error
#   control: change-management
#   needs: [github.branch]
#   fix: ask for a pull request and an approval in a ruleset or in the protection of the branch
#   version: "1"
#   params:
#     approvals: {help: "the least number of approvals", default: 1}
#     dismiss_stale: {help: "whether a new commit must end the approvals before it", default: false}
#     code_owners: {help: "whether code owners must approve what is theirs", default: false}
#     last_push: {help: "whether who pushed last must not be the one who approves", default: false}
package candor.rules.github.branch_review

import data.candor.lib

params := lib.params("github/branch-review")

results contains judge(b) if some b in lib.facts("github.branch")

judge(b) := lib.not_applicable(b, sprintf("%s is archived", [b.value.repository])) if {
	b.value.archived
} else := lib.fail(b, sprintf("%s takes changes without a pull request", [b.subject])) if {
	not b.value.pull_request
} else := lib.fail(b, sprintf("%s asks for %d approvals; %d are wanted", [b.subject, b.value.approvals, params.approvals])) if {
	b.value.approvals < params.approvals
} else := lib.fail(b, sprintf("%s does not ask that %s", [b.subject, concat(", nor that ", missing(b))])) if {
	count(missing(b)) > 0
} else := lib.pass(b, sprintf("%s asks for %d approvals (%s)", [b.subject, b.value.approvals, concat(", ", b.value.sources)]))

missing(b) := [wanted[name] |
	some name in ["code_owners", "dismiss_stale", "last_push"]
	params[name]
	not b.value[name]
]

wanted := {
	"code_owners": "code owners approve what is theirs",
	"dismiss_stale": "a new commit ends approvals",
	"last_push": "somebody else than who pushed last approves",
}
