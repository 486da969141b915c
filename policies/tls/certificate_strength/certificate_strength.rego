# METADATA
# scope: package
# title: A certificate with a weak key or signature
# description: |
#   Every certificate that an endpoint sends. Libraries tell these faults badly: an
#   RSA key of 1024 bits verifies, and SHA-1 is called an unknown authority.
#
#   - **passes**: RSA keys have at least `min_rsa` bits, those of elliptic curves at
#     least 256, and no signature uses SHA-1, MD5 or MD2.
#   - **fails**: one of them does not hold.
#   - **stays unknown**: no certificate was seen, or one of a kind that candor does not know.
#
#   The signature of a certificate on itself says nothing and is passed over, and so is
#   a root that is sent along: clients use their own copy.
# custom:
#   severity: error
#   control: encryption-in-transit
#   needs: [tls.cert]
#   fix: have the certificate issued anew, with a key of RSA 2048 or P-256 and a signature with SHA-256
#   version: "1"
#   params:
#     min_rsa: {help: "the least size of an RSA key, in bits", default: 2048}
package candor.rules.tls.certificate_strength

import data.candor.lib

min_rsa := lib.params("tls/certificate-strength").min_rsa

results contains judge(cert) if some cert in lib.facts("tls.cert")

judge(cert) := lib.fail(cert, sprintf("%s: %s", [cert.subject, concat("; ", faults(cert.value.chain))])) if {
	count(faults(cert.value.chain)) > 0
} else := lib.unknown(cert, sprintf("%s: %s", [cert.subject, concat("; ", doubts(cert.value.chain))])) if {
	count(doubts(cert.value.chain)) > 0
} else := lib.pass(cert, sprintf("%s: the keys and signatures of %d certificates that count are strong", [cert.subject, count(judged(cert.value.chain))])) if {
	count(judged(cert.value.chain)) > 0
}

# Roots that are sent along do not count.
judged(chain) := [c | some i, c in chain; not root(i, c)]

root(i, c) if {
	i > 0
	c.self_issued
}

least := {"rsa": min_rsa, "ecdsa": 256, "ed25519": 256}

faults(chain) := array.concat(
	[sprintf("%s has a key of %s with %d bits", [c.subject, c.key, c.bits]) | some c in judged(chain); small(c)],
	[sprintf("%s is signed with %s", [c.subject, c.signature]) | some c in judged(chain); not c.self_issued; c.weak_signature],
)

small(c) if {
	c.bits > 0
	c.bits < least[c.key]
}

small(c) if c.key == "dsa"

doubts(chain) := array.concat(
	[sprintf("%s has a key of %s, which candor does not know", [c.subject, c.key]) | some c in judged(chain); strange(c)],
	[sprintf("%s is signed in a way that candor does not know", [c.subject]) | some c in judged(chain); not c.self_issued; not c.signature_known],
)

strange(c) if not least[c.key]

strange(c) if c.bits == 0
