# METADATA
# scope: package
# title: The parts of a service talk to each other without encryption
# description: |
#   Nodes of a search domain, machines of a cluster and containers of a job send
#   each other the data that they work on.
#
#   - **Passes**: the service is told to encrypt that.
#   - **Fails**: it is told not to, or nothing is said where that means no.
#   - **Unknown**: a value that only a deployment knows.
#   - **Not applicable**: a search domain that is told to have one node.
# custom:
#   severity: error
#   control: encryption-in-transit
#   needs: [tls.nodes]
#   fix: switch the encryption between the parts on
#   version: "2"
package candor.rules.tls.node_traffic

import data.candor.lib

results contains lib.at(judge(setting), setting.value.policy.at) if {
	some setting in lib.facts("tls.nodes")
}

judge(setting) := lib.not_applicable(setting, sprintf("%s has one node, which has nobody to talk to", [setting.subject])) if {
	lib.known(setting.value.policy)
	setting.value.policy.v == "one node"
} else := lib.pass(setting, sprintf("%s encrypts what its parts send each other", [setting.subject])) if {
	lib.known(setting.value.policy)
	setting.value.policy.v == "required"
	not lib.may_be(setting.value.policy, "off")
} else := lib.fail(setting, sprintf("%s does not encrypt what its parts send each other%s", [setting.subject, because(setting.value.policy)])) if {
	lib.known(setting.value.policy)
	setting.value.policy.v == "off"
} else := lib.unknown(setting, sprintf("Whether %s encrypts what its parts send each other can't be told: %s", [setting.subject, object.get(setting.value.policy, "why", "neither on nor off")]))

because(val) := sprintf(": %s", [val.why]) if val.why

because(val) := "" if not val.why
