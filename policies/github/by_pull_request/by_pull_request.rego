# METADATA
# scope: package
# title: A change reached a default branch without a pull request
# description: |
#   Every commit by which the default branch moved within the window of
#   `candor collect github` is a subject; commits inside a merge count with it.
#
#   - **passes**: it is what a pull request left on the branch, or belongs to one that
#     was merged into it.
#   - **fails**: GitHub knows of no merged pull request that it belongs to: it was pushed.
#   - **stays unknown**: the commits or their pull requests could not be read, or the
#     dates of commits are out of order.
#
#   The window goes by the date that a commit carries, which whoever pushes can set.
# custom:
#   severity: warning
#   control: change-management
#   needs: [github.change]
#   fix: ask for a pull request in a ruleset, without exceptions
#   version: "1"
package candor.rules.github.by_pull_request

import data.candor.lib

results contains judge(c) if some c in lib.facts("github.change")

judge(c) := lib.pass(c, sprintf("%s came to %s by pull request %d", [c.subject, c.value.branch, c.value.pull])) if {
	c.value.pull > 0
} else := lib.fail(c, sprintf("%s was pushed to %s by %s without a pull request", [c.subject, c.value.branch, who(c)]))

who(c) := "somebody whom GitHub does not know" if {
	c.value.author == ""
} else := c.value.author
