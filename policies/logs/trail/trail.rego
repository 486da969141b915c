# METADATA
# scope: package
# title: The trail of the account's events has holes
# description: |
#   CloudTrail writes down who did what to the account. A trail that is switched
#   off, watches one region alone or can be changed unseen proves little.
#
#   - **Passes**: it logs, in all regions, and its files are validated.
#   - **Fails**: one of these is off or left out.
#   - **Unknown**: only a deployment knows.
# custom:
#   severity: warning
#   control: audit-logging
#   needs: [log.trail]
#   fix: switch logging, all regions and the validation of log files on
#   version: "3"
#   params:
#     require: {help: "what a trail has to do: logging, regions, validated", default: [logging, regions, validated]}
package candor.rules.logs.trail

import data.candor.lib

require := lib.params("logs/trail").require

results contains judge(trail) if some trail in lib.facts("log.trail")

words := {"logging": "logs", "regions": "watches all regions", "validated": "validates its files"}

misnamed := [r | some r in require; not words[r]]

lacks := {"logging": "%s does not log%s", "regions": "%s watches one region alone%s", "validated": "log file validation of %s is off%s"}

lack(trail, r) := sprintf(lacks[r], [trail.subject, setting(trail, r)])

# What a format calls them.
settings := {
	"terraform": {"logging": "enable_logging", "regions": "is_multi_region_trail", "validated": "enable_log_file_validation"},
	"cloudformation": {"logging": "IsLogging", "regions": "IsMultiRegionTrail", "validated": "EnableLogFileValidation"},
}

setting(trail, r) := sprintf(" (%s is %s)", [settings[trail.value.format][r], state(trail.value[r])])

setting(trail, _) := "" if not settings[object.get(trail.value, "format", "")]

state(value) := "not set" if value.from == "platform"

state(value) := "false" if value.from != "platform"

off(trail) := [r | some r in require; lib.known(trail.value[r]); trail.value[r].v == false]

open(trail) := [r | some r in require; unsure(trail.value[r])]

unsure(value) if not lib.known(value)

unsure(value) if lib.may_be(value, false)

judge(trail) := lib.unknown(trail, sprintf("require holds what no trail does: %s", [concat(", ", misnamed)])) if {
	count(misnamed) > 0
} else := lib.unknown(trail, "require asks for nothing") if {
	count(require) == 0
} else := lib.at(lib.fail(trail, concat("; ", [lack(trail, r) | some r in off(trail)])), trail.value[off(trail)[0]].at) if {
	count(off(trail)) > 0
} else := lib.at(lib.unknown(trail, sprintf("Whether %s %s can't be told: %s", [trail.subject, words[open(trail)[0]], lib.reason(trail.value[open(trail)[0]])])), trail.value[open(trail)[0]].at) if {
	count(open(trail)) > 0
} else := lib.pass(trail, sprintf("%s %s", [trail.subject, concat(", ", [words[r] | some r in require])]))
