# METADATA
# scope: package
# title: Somebody may go around the review of a default branch
# description: |
#   Each ruleset and classic protection has its own list of those whom it does not
#   hold. One that asks for approval and excepts nobody holds everybody.
#
#   - **passes**: some ruleset, or classic protection, asks for an approval and excepts
#     nobody beyond `allow`.
#   - **fails**: each that asks for an approval excepts somebody, or none asks. Classic
#     protection excepts administrators unless it is enforced for them.
#   - **stays unknown**: who is excepted could not be read; it is told to those alone who
#     may change the rules.
#   - **not applicable**: the repository is archived.
# custom:
#   severity: warning
#   control: change-management
#   needs: [github.bypass]
#   fix: empty the bypass list of the ruleset, or enforce the protection for administrators
#   version: "1"
#   params:
#     allow: {help: "those who may be excepted, in the words of the message, as administrators or OrganizationAdmin (always)", default: []}
package candor.rules.github.bypass

import data.candor.lib

params := lib.params("github/bypass")

results contains judge(b) if some b in lib.facts("github.bypass")

judge(b) := lib.not_applicable(b, sprintf("%s is archived", [b.value.repository])) if {
	b.value.archived
} else := lib.fail(b, sprintf("%s: nothing asks for an approval", [b.subject])) if {
	count(asking(b)) == 0
} else := lib.pass(b, sprintf("%s: %s asks for an approval and excepts nobody%s", [b.subject, holding(b)[0].name, besides(holding(b)[0])])) if {
	count(holding(b)) > 0
} else := lib.fail(b, sprintf("%s: %s", [b.subject, concat("; ", [sprintf("%s excepts %s", [s.name, concat(", ", excepted(s))]) | some s in asking(b)])]))

asking(b) := [s |
	some s in b.value.sources
	s.pull_request
	s.approvals > 0
]

holding(b) := [s | some s in asking(b); count(excepted(s)) == 0]

excepted(s) := [who | some who in s.bypass; not who in params.allow]

besides(s) := "" if {
	count(s.bypass) == 0
} else := sprintf(" but %s, who are allowed to", [concat(", ", s.bypass)])
