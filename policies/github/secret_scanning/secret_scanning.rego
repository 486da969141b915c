# METADATA
# scope: package
# title: Secrets that are pushed are not looked for
# description: |
#   - **passes**: secret scanning is on, and push protection, which turns a push away
#     before the secret is in the history.
#   - **fails**: one of them is off; push protection counts unless `push_protection` is false.
#   - **stays unknown**: GitHub tells it to administrators and security managers alone.
#   - **not applicable**: the repository is archived.
# custom:
#   severity: warning
#   control: secrets-management
#   needs: [github.scanning]
#   fix: turn on secret scanning and push protection in the settings of the repository or organisation
#   version: "1"
#   params:
#     push_protection: {help: "whether push protection must be on as well", default: true}
package candor.rules.github.secret_scanning

import data.candor.lib

params := lib.params("github/secret-scanning")

results contains judge(r) if some r in lib.facts("github.scanning")

judge(r) := lib.not_applicable(r, sprintf("%s is archived", [r.subject])) if {
	r.value.archived
} else := lib.unknown(r, sprintf("%s: a word of GitHub's that is not known: %s", [r.subject, word])) if {
	some word in [r.value.secret_scanning, r.value.push_protection]
	not word in {"enabled", "disabled"}
} else := lib.fail(r, sprintf("%s: secret scanning is off", [r.subject])) if {
	r.value.secret_scanning == "disabled"
} else := lib.fail(r, sprintf("%s: push protection is off", [r.subject])) if {
	params.push_protection
	r.value.push_protection == "disabled"
} else := lib.pass(r, sprintf("%s: secret scanning is on, push protection is %s", [r.subject, r.value.push_protection]))
