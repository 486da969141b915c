# METADATA
# scope: package
# title: A published key is weak, or is no public one
# description: |
#   The keys that tokens are checked with, as a set publishes them (RFC 7517).
#
#   - **passes**: an RSA key of `rsa_bits` bits or more, or a curve of 256 bits or more.
#   - **fails**: it is smaller; or the private part of the key, or a secret that both
#     sides share, is published along.
#   - **stays unknown**: a kind of key or a curve that is not known.
#   - **not applicable**: it is gone.
# custom:
#   severity: error
#   control: secrets-management
#   needs: [web.key]
#   fix: make a new key, publish its public part alone, and stop taking tokens of the old one
#   version: "1"
#   params:
#     rsa_bits: {help: "the least size of an RSA key, in bits", default: 2048}
package candor.rules.web.jwks_key

import data.candor.lib

least := lib.params("web/jwks-key").rsa_bits

results contains judge(k) if some k in lib.facts("web.key")

judge(k) := lib.not_applicable(k, sprintf("%s was no longer there on %s", [k.subject, k.value.gone])) if {
	k.value.gone != ""
} else := lib.fail(k, sprintf("%s is published with its secret: whoever reads it can sign", [k.subject])) if {
	k.value.secret
} else := lib.fail(k, sprintf("%s is an RSA key of %d bits, fewer than %d", [k.subject, k.value.bits, least])) if {
	k.value.type == "RSA"
	k.value.bits < least
} else := lib.pass(k, sprintf("%s is a public key: %s, %d bits", [k.subject, k.value.type, k.value.bits])) if {
	k.value.bits >= 256
} else := lib.unknown(k, sprintf("%s is a key of the kind %s %s, which candor does not know", [k.subject, k.value.type, k.value.curve]))
