# METADATA
# scope: package
# title: An endpoint speaks an outdated TLS version, or none
# description: |
#   `candor collect tls` says hello to every address of an endpoint in each version
#   from SSLv2 to TLS 1.3. Each address is judged on its own.
#
#   - **passes**: the server accepts a version that is at least `min`, and refuses
#     every older one: all suites were offered, all were turned down, and an ordinary
#     handshake worked before and after.
#   - **fails**: it answers a hello of an older version with a ServerHello, or says
#     that it has no TLS to offer.
#   - **stays unknown**: the address could not be asked, did not answer, answered with
#     something else, or no version that is new enough was seen to work.
#
#   What was seen holds for the place and the time of the look. A server that offers
#   TLS does not thereby require it: for Postgres and SMTP that is another question.
# custom:
#   severity: error
#   control: encryption-in-transit
#   needs: [tls.endpoint]
#   fix: turn the older versions off in the server, proxy or load balancer that answers at this address
#   version: "1"
#   params:
#     min: {help: "the oldest version that may be spoken: 1.0, 1.1, 1.2 or 1.3", default: "1.2"}
package candor.rules.tls.endpoint_version

import data.candor.lib

min := lib.params("tls/endpoint-version").min

levels := {"ssl2": 2, "ssl3": 3, "1.0": 10, "1.1": 11, "1.2": 12, "1.3": 13}

wanted := levels[min] if min in {"1.0", "1.1", "1.2", "1.3"}

results contains judge(endpoint) if some endpoint in lib.facts("tls.endpoint")

judge(endpoint) := lib.unknown(endpoint, sprintf("the parameter min is %v: want 1.0, 1.1, 1.2 or 1.3", [min])) if {
	not wanted
} else := lib.fail(endpoint, sprintf("%s has no TLS: %s", [endpoint.subject, endpoint.value.off])) if {
	not endpoint.value.offered
} else := lib.fail(endpoint, sprintf("%s accepts %s", [endpoint.subject, concat(", ", outdated(endpoint))])) if {
	count(outdated(endpoint)) > 0
} else := lib.unknown(endpoint, sprintf("%s: whether %s is refused can't be told: %s", [endpoint.subject, doubt.name, doubt.how])) if {
	doubt := doubts(endpoint)[0]
} else := lib.unknown(endpoint, sprintf("%s: no version from TLS %s on was seen to work", [endpoint.subject, min])) if {
	count(current(endpoint)) == 0
} else := lib.pass(endpoint, sprintf("%s accepts %s and refuses everything older (%d addresses of the name)", [endpoint.subject, concat(", ", current(endpoint)), endpoint.value.addresses]))

outdated(endpoint) := [sprintf("%s (%s)", [v.name, object.get(v, "suite", v.how)]) |
	some v in endpoint.value.versions
	v.verdict == "accepts"
	levels[v.version] < wanted
]

current(endpoint) := [v.name |
	some v in endpoint.value.versions
	v.verdict == "accepts"
	levels[v.version] >= wanted
]

# A version that is not in the fact at all was not refused either.
doubts(endpoint) := [doubt |
	some version, level in levels
	level < wanted
	not refused(endpoint, version)
	doubt := seen(endpoint, version)
]

refused(endpoint, version) if {
	some v in endpoint.value.versions
	v.version == version
	v.verdict == "refuses"
}

seen(endpoint, version) := v if {
	some v in endpoint.value.versions
	v.version == version
} else := {"name": version, "how": "not asked"}
