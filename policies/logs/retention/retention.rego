# METADATA
# scope: package
# title: Logs are deleted before their time
# description: |
#   For those who promise how long logs are kept: the log groups and event stores
#   that the templates make.
#
#   - **Passes**: kept for `days` or longer, or for ever, which is what CloudWatch
#     does when nothing is set.
#   - **Fails**: deleted earlier.
#   - **Unknown**: only a deployment knows.
# custom:
#   severity: error
#   control: audit-logging
#   needs: [log.retention]
#   fix: set the retention to what is promised
#   version: "3"
#   claim_only: true
#   params:
#     days: {help: "how long logs have to be kept", default: 365}
package candor.rules.logs.retention

import data.candor.lib

days := lib.params("logs/retention").days

results contains lib.at(judge(group), group.value.days.at) if some group in lib.facts("log.retention")

judge(group) := lib.unknown(group, sprintf("How long %s is kept can't be told: %s", [group.subject, group.value.days.why])) if {
	not lib.known(group.value.days)
} else := lib.pass(group, sprintf("%s is kept for ever", [group.subject])) if {
	group.value.days.v == 0
	count(object.get(group.value.days, "others", [])) == 0
} else := lib.pass(group, sprintf("%s is kept for %d days%s", [group.subject, group.value.days.v, origin(group.value.days)])) if {
	every v in lib.values(group.value.days) { enough(v) }
} else := lib.unknown(group, sprintf("How long %s is kept can't be told: %s", [group.subject, lib.choice(group.value.days)])) if {
	enough(group.value.days.v)
} else := lib.fail(group, sprintf("%s is kept for %d days%s, and not for %d", [group.subject, group.value.days.v, origin(group.value.days), days]))

# 0 stands for ever.
enough(0)

enough(v) if v >= days

origin(val) := sprintf(" (%s, which a deployment can override)", [val.why]) if val.from == "default"

origin(val) := "" if val.from != "default"
