# METADATA
# scope: package
# title: An endpoint accepts weak cipher suites
# description: |
#   `candor collect tls` offers each class of weak suites on its own, at the oldest
#   version that the server speaks and at TLS 1.2, and asks which group the server
#   takes for Diffie-Hellman (DHE).
#
#   - **passes**: every class of `forbid` is turned down, and the group has at least
#     `min_dh` bits or DHE is refused.
#   - **fails**: the server chose a suite of such a class, or a smaller group.
#   - **stays unknown**: there was no answer, or an answer that says neither.
#   - **not applicable**: the server has no TLS at all; `tls/endpoint-version` says so.
#
#   The classes are `null` (no encryption), `anon` (no authentication), `export`,
#   `rc4`, `3des` (and other ciphers with blocks of 64 bits), `static_rsa` (no forward
#   secrecy) and `cbc`. The last two are not forbidden unless a claim says so.
# custom:
#   severity: error
#   control: encryption-in-transit
#   needs: [tls.endpoint]
#   fix: leave the named suites out of the server's list, and give DHE a group of 2048 bits or more, or leave it out
#   version: "1"
#   params:
#     forbid:
#       help: "classes that may not be accepted: null, anon, export, rc4, 3des, static_rsa, cbc"
#       default: ["null", anon, export, rc4, 3des]
#     min_dh: {help: "the least size of the group for DHE, in bits; 0 for any", default: 2048}
package candor.rules.tls.weak_cipher

import data.candor.lib

forbid := lib.params("tls/weak-cipher").forbid

min_dh := lib.params("tls/weak-cipher").min_dh

known := {"null", "anon", "export", "rc4", "3des", "static_rsa", "cbc"}

strange := [class | some class in forbid; not class in known]

results contains judge(endpoint) if some endpoint in lib.facts("tls.endpoint")

judge(endpoint) := lib.unknown(endpoint, sprintf("the parameter forbid names %s: want %s", [concat(", ", strange), concat(", ", known)])) if {
	count(strange) > 0
} else := lib.not_applicable(endpoint, sprintf("%s has no TLS: %s", [endpoint.subject, endpoint.value.off])) if {
	not endpoint.value.offered
} else := lib.fail(endpoint, sprintf("%s accepts %s", [endpoint.subject, concat("; ", accepted(endpoint))])) if {
	count(accepted(endpoint)) > 0
} else := lib.unknown(endpoint, sprintf("%s: whether %s is refused can't be told: %s", [endpoint.subject, doubt.class, doubt.how])) if {
	doubt := doubts(endpoint)[0]
} else := lib.unknown(endpoint, sprintf("%s: the group of DHE can't be told: %s", [endpoint.subject, endpoint.value.dh.how])) if {
	min_dh > 0
	not endpoint.value.dh.verdict in {"accepts", "refuses"}
} else := lib.pass(endpoint, sprintf("%s refuses %s%s", [endpoint.subject, concat(", ", forbid), group(endpoint)]))

accepted(endpoint) := array.concat(
	[sprintf("%s: %s at %s", [w.class, w.suite, w.version]) |
		some w in endpoint.value.weak
		w.verdict == "accepts"
		w.class in forbid
	],
	[sprintf("a group of %d bits for DHE", [endpoint.value.dh.bits]) |
		endpoint.value.dh.verdict == "accepts"
		endpoint.value.dh.bits < min_dh
	],
)

# A class that is not in the fact at all was not refused either.
doubts(endpoint) := [doubt |
	some class in forbid
	not refused(endpoint, class)
	doubt := seen(endpoint, class)
]

refused(endpoint, class) if {
	some w in endpoint.value.weak
	w.class == class
	w.verdict == "refuses"
}

seen(endpoint, class) := w if {
	some w in endpoint.value.weak
	w.class == class
} else := {"class": class, "how": "not asked"}

group(endpoint) := sprintf("; DHE has %d bits", [endpoint.value.dh.bits]) if {
	endpoint.value.dh.verdict == "accepts"
} else := ""
