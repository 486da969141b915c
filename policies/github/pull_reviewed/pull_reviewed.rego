# METADATA
# scope: package
# title: A pull request was merged without another person's approval
# description: |
#   Every pull request that was merged into the default branch within the window of
#   `candor collect github` is a subject: 41 of 42 is said as it is.
#
#   - **passes**: when it was merged, at least `approvals` people other than its author
#     had approved it; of the very last commit where `last_commit` wants it.
#   - **fails**: fewer had. Approvals of bots, of the author, after the merge, and those
#     that the same person took back do not count.
#   - **stays unknown**: the reviews could not be read; the author's account is gone; or
#     it depends on an approval that was dismissed, which may have been after the merge,
#     or of an account that is gone.
#
#   The author is who opened the pull request; who else wrote commits is not seen.
#   Changes that were pushed without a pull request are seen by github/by-pull-request.
# custom:
#   severity: error
#   control: change-management
#   needs: [github.pull]
#   fix: have it reviewed after the fact, and require approval by a ruleset
#   version: "1"
#   params:
#     approvals: {help: "the least number of other people", default: 1}
#     last_commit: {help: "whether they must have approved the last commit", default: false}
package candor.rules.github.pull_reviewed

import data.candor.lib

params := lib.params("github/pull-reviewed")

results contains judge(p) if some p in lib.facts("github.pull")

judge(p) := lib.pass(p, sprintf("%s by %s was approved by %s", [p.subject, p.value.author, concat(", ", people(p))])) if {
	p.value.author != ""
	counted(p) >= params.approvals
} else := lib.unknown(p, sprintf("%s: the account of its author is gone, so nobody knows whether another person approved it", [p.subject])) if {
	p.value.author == ""
} else := lib.unknown(p, sprintf("%s by %s: %d approvals count, and %d may have been dismissed after the merge or are of accounts that are gone", [p.subject, p.value.author, counted(p), doubtful(p)])) if {
	counted(p) + doubtful(p) >= params.approvals
} else := lib.fail(p, sprintf("%s by %s was merged on %s with %d approvals of other people%s; %d are wanted", [p.subject, p.value.author, substring(p.value.merged_at, 0, 10), counted(p), of_last, params.approvals]))

counted(p) := p.value.others_last if {
	params.last_commit
} else := p.value.others

doubtful(p) := p.value.nameless + p.value.dismissed

of_last := " for its last commit" if {
	params.last_commit
} else := ""

people(p) := [a.by |
	some a in p.value.approvals
	not a.bot
	lower(a.by) != lower(p.value.author)
]
