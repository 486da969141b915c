# METADATA
# scope: package
# title: AWS Config does not record a region
# description: |
#   AWS Config writes down how each resource is set and when that changed. It is
#   switched on region by region, and what it can't deliver is lost.
#
#   - **Passes**: a recorder records, its last look and the last delivery of what
#     it wrote went well, and it looks at all types of resources, or `types: some`
#     is enough.
#   - **Fails**: there is no recorder, it is stopped, one of these went wrong, or
#     it looks at some types alone.
#   - **Unknown**: nothing was delivered yet, or the answer does not say.
# custom:
#   severity: warning
#   control: monitoring
#   needs: [detect.config]
#   fix: start a recorder of all types of resources in every region, with a delivery channel that it may write to
#   version: "1"
#   params:
#     types: {help: "which types of resources have to be recorded: all or some", default: all}
package candor.rules.detection.config

import data.candor.lib

types := lib.params("detection/config").types

results contains judge(region) if some region in lib.facts("detect.config")

judge(region) := lib.unknown(region, sprintf("The parameter types is %v: want all or some", [types])) if {
	not types in {"all", "some"}
} else := lib.fail(region, sprintf("AWS Config is not set up in %s", [region.subject])) if {
	region.value.recorder == false
} else := lib.fail(region, sprintf("The recorder of AWS Config is stopped in %s", [region.subject])) if {
	region.value.recording == false
} else := lib.fail(region, sprintf("The recorder of AWS Config failed in %s when it last looked", [region.subject])) if {
	region.value.last == "FAILURE"
} else := lib.fail(region, sprintf("What AWS Config recorded in %s could not be delivered", [region.subject])) if {
	region.value.delivered == "FAILURE"
} else := lib.fail(region, sprintf("AWS Config records some types of resources alone in %s", [region.subject])) if {
	types == "all"
	region.value.types == "some"
} else := lib.pass(region, sprintf("AWS Config records %s types of resources in %s", [region.value.types, region.subject])) if {
	region.value.recording == true
	region.value.last == "SUCCESS"
	region.value.delivered == "SUCCESS"
	region.value.types in {"all", types}
} else := lib.unknown(region, sprintf("Whether AWS Config records %s and delivers can't be told: recording %v, last look %v, last delivery %v, types %v", [
	region.subject, said(region.value.recording), said(region.value.last), said(region.value.delivered), said(region.value.types),
]))

said(v) := "not told" if v == null

said(v) := v if v != null
