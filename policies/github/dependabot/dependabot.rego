# METADATA
# scope: package
# title: Nobody is told of weak points in dependencies
# description: |
#   - **passes**: Dependabot alerts are on; where `updates` wants it, the pull requests
#     that mend them, too.
#   - **fails**: they are off, or the updates are off or paused.
#   - **stays unknown**: GitHub tells it to administrators alone; to others it says that
#     there is nothing.
#   - **not applicable**: the repository is archived.
# custom:
#   severity: warning
#   control: vulnerability-management
#   needs: [github.dependabot]
#   fix: turn on Dependabot alerts in the settings of the repository or organisation
#   version: "1"
#   params:
#     updates: {help: "whether security updates must be on as well", default: false}
package candor.rules.github.dependabot

import data.candor.lib

params := lib.params("github/dependabot")

results contains judge(r) if some r in lib.facts("github.dependabot")

judge(r) := lib.not_applicable(r, sprintf("%s is archived", [r.subject])) if {
	r.value.archived
} else := lib.fail(r, sprintf("%s: Dependabot alerts are off", [r.subject])) if {
	not r.value.alerts
} else := lib.fail(r, sprintf("%s: Dependabot security updates are off or paused", [r.subject])) if {
	params.updates
	not updating(r)
} else := lib.pass(r, sprintf("%s: Dependabot alerts are on", [r.subject]))

updating(r) if {
	r.value.updates
	not r.value.paused
}
