# METADATA
# scope: package
# title: A certificate that clients do not believe
# description: |
#   The certificates that an endpoint shows, as of the date of the look.
#
#   - **passes**: the certificate is valid on that date and for the name that was
#     asked for, and leads to a root of the system or of `--ca`.
#   - **fails**: it has lapsed or is not valid yet, is for another name, signed itself,
#     ends at a root that is not trusted, or its issuer is neither sent nor a root. An
#     issuer that is left out is a fault even where a browser finds it elsewhere:
#     programs do not.
#   - **stays unknown**: no certificate was seen, there are no roots to judge by, or the
#     chain uses what candor can't check.
#
#   Whether a certificate was revoked is not looked at.
# custom:
#   severity: error
#   control: encryption-in-transit
#   needs: [tls.cert]
#   fix: install a certificate for the name, with all certificates between it and the root; for a private authority collect with --ca FILE
#   version: "1"
package candor.rules.tls.certificate

import data.candor.lib

results contains judge(cert) if some cert in lib.facts("tls.cert")

judge(cert) := lib.fail(cert, sprintf("%s, as of %s: %s", [cert.subject, cert.value.looked_at, concat("; ", faults(cert.value))])) if {
	count(faults(cert.value)) > 0
} else := lib.pass(cert, sprintf("%s: %s is valid until %s, for its name and by a trusted root", [cert.subject, leaf(cert.value).subject, leaf(cert.value).not_after])) if {
	believed(cert.value)
} else := lib.unknown(cert, sprintf("%s: whether the certificate leads to a trusted root can't be told: %s", [cert.subject, cert.value.system_why]))

leaf(val) := val.chain[0]

believed(val) if val.system == "ok"

believed(val) if val.custom == "ok"

# Only these say for certain that a chain is not believed.
distrusted := {"incomplete", "self_signed", "untrusted_root", "weak_signature", "other"}

faults(val) := array.concat(
	array.concat(
		[sprintf("it lapsed on %s", [leaf(val).not_after]) | val.expired],
		[sprintf("it is not valid before %s", [leaf(val).not_before]) | val.not_yet],
	),
	array.concat(
		[val.name_why | not val.name_ok],
		[val.system_why |
			not believed(val)
			val.system in distrusted
		],
	),
)
