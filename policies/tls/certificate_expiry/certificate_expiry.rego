# METADATA
# scope: package
# title: A certificate is about to lapse
# description: |
#   A certificate that lapses takes the service down, or teaches people to click past
#   a warning. Judged as of the date of the look: collect again to know more.
#
#   - **passes**: at least `days` days were left.
#   - **fails**: fewer were left, or none.
#   - **stays unknown**: no certificate was seen.
# custom:
#   severity: warning
#   control: encryption-in-transit
#   needs: [tls.cert]
#   fix: renew the certificate, and see why its renewal is late
#   version: "1"
#   params:
#     days: {help: "how many days must be left", default: 14}
package candor.rules.tls.certificate_expiry

import data.candor.lib

days := lib.params("tls/certificate-expiry").days

results contains judge(cert) if some cert in lib.facts("tls.cert")

judge(cert) := lib.fail(cert, sprintf("%s: the certificate lapsed on %s", [cert.subject, cert.value.chain[0].not_after])) if {
	cert.value.expired
} else := lib.fail(cert, message(cert)) if {
	cert.value.days_left < days
} else := lib.pass(cert, message(cert)) if {
	cert.value.days_left >= days
}

message(cert) := sprintf("%s: the certificate lapses on %s, %d days after the look of %s", [cert.subject, cert.value.chain[0].not_after, cert.value.days_left, cert.value.looked_at])
