# METADATA
# scope: package
# title: The token of every workflow may write, or approve pull requests
# description: |
#   The rights that the token of a workflow has unless the workflow itself says
#   otherwise.
#
#   - **passes**: it may read only and can't approve pull requests, or no workflow runs.
#   - **fails**: it may write, or workflows may approve pull requests.
#   - **stays unknown**: GitHub tells it to administrators alone.
#   - **not applicable**: the repository is archived.
# custom:
#   severity: warning
#   control: least-privilege
#   needs: [github.actions]
#   fix: set the default workflow permissions to read, and let workflows not approve pull requests
#   version: "1"
package candor.rules.github.workflow_token

import data.candor.lib

results contains judge(r) if some r in lib.facts("github.actions")

judge(r) := lib.not_applicable(r, sprintf("%s is archived", [r.subject])) if {
	r.value.archived
} else := lib.pass(r, sprintf("%s: no workflow runs", [r.subject])) if {
	not r.value.enabled
} else := lib.fail(r, sprintf("%s: the token of a workflow may write unless the workflow says otherwise", [r.subject])) if {
	r.value.token == "write"
} else := lib.fail(r, sprintf("%s: workflows may approve pull requests", [r.subject])) if {
	r.value.approves
} else := lib.pass(r, sprintf("%s: the token of a workflow may read only", [r.subject])) if {
	r.value.token == "read"
} else := lib.unknown(r, sprintf("%s: a word of GitHub's that is not known: %v", [r.subject, r.value.token]))
