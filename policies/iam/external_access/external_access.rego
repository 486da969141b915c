# METADATA
# scope: package
# title: Access Analyzer found access from outside
# description: |
#   IAM Access Analyzer works out which resources a stranger to the account or the
#   organisation can reach. What is meant to be reached is archived there, with a
#   rule; what is left is a finding.
#
#   - **Passes**: an active analyzer of external access with no active finding.
#   - **Fails**: an active finding, one result for each.
#   - **Unknown**: the region has no analyzer of external access, or it is not active.
# custom:
#   severity: warning
#   control: public-exposure
#   needs: [iam.external]
#   fix: take the access away, or archive the finding where it is meant
#   version: "1"
package candor.rules.iam.external_access

import data.candor.lib

results contains judge(x) if some x in lib.facts("iam.external")

judge(x) := lib.fail(x, sprintf("%s can be reached from outside", [x.value.resource])) if {
	x.value.about == "finding"
} else := lib.unknown(x, sprintf("no analyzer looks for access from outside in %s", [x.subject])) if {
	x.value.about == "region"
} else := lib.unknown(x, sprintf("the analyzer %s is not active", [x.subject])) if {
	not x.value.on == true
} else := lib.not_applicable(x, sprintf("the analyzer %s has %d findings, each a result of its own", [x.subject, x.value.findings])) if {
	x.value.findings > 0
} else := lib.pass(x, sprintf("the analyzer %s finds no access from outside", [x.subject]))
