# METADATA
# scope: package
# title: GuardDuty does not watch a region
# description: |
#   GuardDuty looks for attacks in the events of an account. It is switched on
#   region by region, and a region in which nothing runs is where intruders like
#   to work.
#
#   - **Passes**: a detector is on in the region, with the parts in `features`.
#   - **Fails**: there is none, it is suspended, or one of these parts is off.
#   - **Unknown**: the answer does not say.
# custom:
#   severity: warning
#   control: monitoring
#   needs: [detect.guardduty]
#   fix: switch GuardDuty on in every region that is enabled
#   version: "1"
#   params:
#     features: {help: "parts that have to be on, by the names of the API, such as S3_DATA_EVENTS or RUNTIME_MONITORING", default: []}
package candor.rules.detection.guardduty

import data.candor.lib

features := lib.params("detection/guardduty").features

results contains judge(region) if some region in lib.facts("detect.guardduty")

off(region) := [f | some f in features; region.value.features[f] == "DISABLED"]

open(region) := [f | some f in features; not object.get(region.value, ["features", f], "") in {"ENABLED", "DISABLED"}]

judge(region) := lib.fail(region, sprintf("GuardDuty is not set up in %s", [region.subject])) if {
	region.value.detector == false
} else := lib.fail(region, sprintf("GuardDuty is suspended in %s", [region.subject])) if {
	region.value.enabled == false
} else := lib.unknown(region, sprintf("Whether GuardDuty is on in %s can't be told", [region.subject])) if {
	not is_boolean(region.value.enabled)
} else := lib.fail(region, sprintf("GuardDuty does not look at %s in %s", [concat(", ", off(region)), region.subject])) if {
	count(off(region)) > 0
} else := lib.unknown(region, sprintf("Whether GuardDuty looks at %s in %s can't be told", [concat(", ", open(region)), region.subject])) if {
	count(open(region)) > 0
} else := lib.pass(region, sprintf("GuardDuty watches %s", [region.subject]))
