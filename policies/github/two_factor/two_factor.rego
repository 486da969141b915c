# METADATA
# scope: package
# title: An organisation lets its members in with a password alone
# description: |
#   - **passes**: the organisation requires a second factor of its members.
#   - **fails**: it does not.
#   - **stays unknown**: GitHub tells it to owners of the organisation alone.
#
#   Where members sign in by the company's own identity provider, the second factor is
#   asked for there, and this setting need not be on.
# custom:
#   severity: error
#   control: access-control
#   needs: [github.org]
#   fix: require two-factor authentication in the settings of the organisation
#   version: "1"
package candor.rules.github.two_factor

import data.candor.lib

results contains judge(o) if some o in lib.facts("github.org")

judge(o) := lib.pass(o, sprintf("%s requires a second factor of its members", [o.subject])) if {
	o.value.two_factor_required
} else := lib.fail(o, sprintf("%s does not require a second factor of its members", [o.subject]))
