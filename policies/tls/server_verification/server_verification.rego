# METADATA
# scope: package
# title: A connection is encrypted to whoever answers
# description: |
#   TLS that does not look at the certificate of the other side keeps out those
#   who only listen. Who can stand between the two reads and changes everything.
#
#   - **passes**: the certificate and the name are checked.
#   - **fails**: a setting switches the check off, or leaves it off.
#   - **stays unknown**: the chain is checked and the name is not; a value that is
#     filled in later.
#   - **does not apply**: a connection that stays on one machine.
# custom:
#   severity: warning
#   control: encryption-in-transit
#   needs: [tls.trust]
#   fix: switch the check of the certificate on, and name the authority that signed it
#   version: "1"
package candor.rules.tls.server_verification

import data.candor.lib

results contains lib.at(judge(t), t.value.verify.at) if some t in lib.facts("tls.trust")

judge(t) := lib.unknown(t, sprintf("%s of %s can't be told: %s", [t.value.setting, t.subject, t.value.verify.why])) if {
	not lib.known(t.value.verify)
} else := lib.pass(t, sprintf("%s checks the certificate and the name of the other side%s", [t.subject, origin(t.value.verify)])) if {
	t.value.verify.v == "full"
} else := lib.fail(t, sprintf("%s takes any certificate: %s%s", [t.subject, t.value.setting, origin(t.value.verify)])) if {
	t.value.verify.v == "none"
} else := lib.not_applicable(t, sprintf("%s stays on the machine", [t.subject])) if {
	t.value.verify.v == "loopback"
} else := lib.unknown(t, sprintf("%s checks who signed the certificate and not whose it is", [t.subject]))

origin(val) := sprintf(" (%s)", [val.why]) if val.from == "platform"

origin(val) := "" if val.from != "platform"
