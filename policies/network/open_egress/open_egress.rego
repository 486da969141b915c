# METADATA
# scope: package
# title: What goes out may go anywhere
# description: |
#   For those who claim that their systems reach only named addresses: lines of
#   security groups and network ACLs that let traffic out to `0.0.0.0/0` or `::/0`.
#
#   - **Fails**: everything on the internet can be reached.
#   - **Passes**: the destination is narrower.
#   - **Unknown**: only a deployment knows the destination.
#   - **Not applicable**: lines that deny or are about what comes in.
# custom:
#   severity: warning
#   control: public-exposure
#   needs: [net.route]
#   fix: name the networks that have to be reached
#   version: "2"
#   claim_only: true
package candor.rules.network.open_egress

import data.candor.lib
import data.candor.lib.net

results contains lib.at(judge(route), route.value.source.at) if {
	some route in lib.facts("net.route")
}

judge(route) := lib.not_applicable(route, sprintf("%s is about what comes in", [route.subject])) if {
	route.value.direction != "egress"
} else := lib.not_applicable(route, sprintf("%s denies", [route.subject])) if {
	net.denies(route)
} else := lib.pass(route, sprintf("%s lets out to %s", [route.subject, route.value.source.v])) if {
	net.somebody(route)
} else := lib.fail(route, sprintf("%s lets out to everywhere (%s)", [route.subject, route.value.source.v])) if {
	net.everybody(route)
	net.allows(route)
} else := lib.unknown(route, sprintf("Where %s lets out to can't be told: %s", [route.subject, net.words(route)]))
