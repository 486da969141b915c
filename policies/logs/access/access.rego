# METADATA
# scope: package
# title: Nobody writes down who used it
# description: |
#   For those who claim that access is logged: buckets, load balancers,
#   distributions and interfaces that the templates make.
#
#   - **Passes**: an access log is set.
#   - **Fails**: none is, or it is switched off.
#   - **Unknown**: only a deployment knows.
#   - **Not applicable**: kinds of things that `of` does not name.
# custom:
#   severity: warning
#   control: audit-logging
#   needs: [log.access]
#   fix: set an access log
#   version: "2"
#   claim_only: true
#   params:
#     of: {help: "kinds of things whose use has to be logged: bucket, load balancer, distribution, API", default: [bucket, load balancer, distribution, API]}
package candor.rules.logs.access

import data.candor.lib

of := lib.params("logs/access").of

results contains lib.at(judge(thing), thing.value.on.at) if some thing in lib.facts("log.access")

judge(thing) := lib.not_applicable(thing, sprintf("%s (%s) need not log its use", [thing.subject, thing.value.what])) if {
	not thing.value.what in of
} else := lib.unknown(thing, sprintf("Whether %s (%s) logs its use can't be told: %s", [thing.subject, thing.value.what, thing.value.on.why])) if {
	not lib.known(thing.value.on)
} else := lib.pass(thing, sprintf("%s (%s) logs its use", [thing.subject, thing.value.what])) if {
	thing.value.on.v == true
} else := lib.fail(thing, sprintf("%s (%s) does not log its use", [thing.subject, thing.value.what]))
