# METADATA
# scope: package
# title: What flows in a network is not logged
# description: |
#   Flow logs write down who spoke to whom in a VPC. A log that was set up and
#   can't be delivered writes nothing.
#
#   - **Passes**: a log of the whole network is active, keeps `traffic`, and its
#     last delivery went well.
#   - **Fails**: there is no such log, or none that is delivered.
#   - **Unknown**: nothing was delivered yet; only subnets or interfaces of the
#     region have logs, which may or may not be all of the network; the network
#     belongs to another account, whose logs cannot be seen.
#   - **Not applicable**: nothing is in the network, with `unused: skip`. Every
#     region comes with such a one.
# custom:
#   severity: warning
#   control: monitoring
#   needs: [log.flow]
#   fix: make a flow log of the VPC for all traffic, and look at its delivery status
#   version: "1"
#   params:
#     traffic: {help: "what has to be logged: ALL, ACCEPT or REJECT", default: ALL}
#     unused: {help: "networks with no interface in them: skip or count", default: skip}
package candor.rules.logs.flow

import data.candor.lib

traffic := lib.params("logs/flow").traffic

unused := lib.params("logs/flow").unused

results contains judge(vpc) if some vpc in lib.facts("log.flow")

# fitting are the logs of a network that keep what is asked for.
fitting(vpc) := [l |
	some l in vpc.value.logs
	l.status == "ACTIVE"
	l.traffic in {traffic, "ALL"}
]

# odd are logs of which the answer does not say what they do.
odd(vpc) := [l |
	some l in vpc.value.logs
	null in {l.status, l.traffic}
]

ended(vpc, how) := [l.id | some l in fitting(vpc); l.delivery == how]

open(vpc) := [l.id | some l in fitting(vpc); not l.delivery in {"SUCCESS", "FAILED"}]

judge(vpc) := lib.unknown(vpc, sprintf("The parameter traffic is %v: want ALL, ACCEPT or REJECT", [traffic])) if {
	not traffic in {"ALL", "ACCEPT", "REJECT"}
} else := lib.unknown(vpc, sprintf("The parameter unused is %v: want skip or count", [unused])) if {
	not unused in {"skip", "count"}
} else := lib.unknown(vpc, sprintf("%s belongs to another account, whose logs cannot be seen", [vpc.subject])) if {
	not vpc.value.own
} else := lib.pass(vpc, sprintf("What flows in %s is logged by %s", [vpc.subject, concat(", ", ended(vpc, "SUCCESS"))])) if {
	count(ended(vpc, "SUCCESS")) > 0
} else := lib.not_applicable(vpc, sprintf("Nothing is in %s", [vpc.subject])) if {
	unused == "skip"
	vpc.value.interfaces == 0
} else := lib.unknown(vpc, sprintf("Whether %s is delivered can't be told: nothing was yet", [concat(", ", open(vpc))])) if {
	count(open(vpc)) > 0
} else := lib.unknown(vpc, sprintf("The answer does not say what the logs of %s do", [vpc.subject])) if {
	count(odd(vpc)) > 0
} else := lib.unknown(vpc, sprintf("%s has no log of its own that is delivered; subnets or interfaces of the region have, and whether they are all of it can't be told", [vpc.subject])) if {
	vpc.value.parts
} else := lib.fail(vpc, sprintf("The flow log of %s is not delivered: %s", [vpc.subject, concat(", ", ended(vpc, "FAILED"))])) if {
	count(ended(vpc, "FAILED")) > 0
} else := lib.fail(vpc, sprintf("No flow log writes down what flows in %s", [vpc.subject]))
