# METADATA
# scope: package
# title: A trail leaves out management events
# description: |
#   The selectors of a trail say which events it keeps. One that keeps only reads,
#   only writes or leaves services out does not show who did what to the account.
#
#   - **Passes**: the trail keeps management events that read and that write, of
#     every service but those in `without`.
#   - **Fails**: it keeps one sort alone, none, or leaves out more.
# custom:
#   severity: warning
#   control: audit-logging
#   needs: [log.selectors]
#   fix: have a trail keep all management events, reads and writes
#   version: "1"
#   params:
#     without: {help: "sources of events that may be left out; the calls of KMS and of the RDS Data API are many", default: [kms.amazonaws.com, rdsdata.amazonaws.com]}
package candor.rules.logs.management_events

import data.candor.lib

without := lib.params("logs/management-events").without

results contains judge(trail) if some trail in lib.facts("log.selectors")

left_out(trail) := [x | some x in trail.value.excluded; not x in without]

judge(trail) := lib.unknown(trail, sprintf("the selectors of %s can't be told", [trail.subject])) if {
	not whole(trail)
} else := lib.fail(trail, sprintf("%s keeps no management events", [trail.subject])) if {
	not trail.value.read
	not trail.value.write
} else := lib.fail(trail, sprintf("%s keeps no management events that write", [trail.subject])) if {
	not trail.value.write
} else := lib.fail(trail, sprintf("%s keeps no management events that read", [trail.subject])) if {
	not trail.value.read
} else := lib.fail(trail, sprintf("%s leaves out %s", [trail.subject, concat(", ", left_out(trail))])) if {
	count(left_out(trail)) > 0
} else := lib.pass(trail, sprintf("%s keeps the management events", [trail.subject]))

whole(trail) if {
	is_boolean(trail.value.read)
	is_boolean(trail.value.write)
	is_array(trail.value.excluded)
}
