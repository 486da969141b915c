# METADATA
# scope: package
# title: A certificate of an account is about to lapse, and nobody renews it
# description: |
#   The certificates of AWS Certificate Manager that something uses, and those that
#   were put into IAM, which does not tell what uses them, as of the date of the look. What an endpoint shows is judged by tls/certificate.
#
#   - **Passes**: it counts for at least `days` days more, and its renewal has not
#     failed.
#   - **Fails**: it has lapsed, was revoked, or counts for fewer days; or its renewal
#     failed, or waits for somebody to show whose the name is.
#   - **Unknown**: the service does not say until when it counts, it was not issued yet,
#     or it lapses and the service does not tell whether something uses it.
#   - **Not applicable**: nothing uses it.
# custom:
#   severity: warning
#   control: encryption-in-transit
#   needs: [aws.certificate]
#   fix: show by DNS whose the name is, so that the service renews the certificate itself; import a new one where it was imported
#   version: "1"
#   params:
#     days: {help: "how many days must be left", default: 14}
package candor.rules.tls.managed_certificate

import data.candor.lib

days := lib.params("tls/managed-certificate").days

results contains judge(cert) if some cert in lib.facts("aws.certificate")

judge(cert) := lib.not_applicable(cert, sprintf("%s: nothing uses the certificate", [cert.value.domain])) if {
	not cert.value.in_use
} else := lib.fail(cert, sprintf("%s: the certificate is %s and something uses it", [cert.value.domain, cert.value.status])) if {
	cert.value.status in {"EXPIRED", "REVOKED"}
} else := lib.unknown(cert, sprintf("%s: the certificate is %s", [cert.value.domain, cert.value.status])) if {
	cert.value.status != "ISSUED"
} else := lib.unknown(cert, sprintf("%s: the service does not say until when the certificate counts", [cert.value.domain])) if {
	not is_number(cert.value.days_left)
} else := lib.unknown(cert, sprintf("%s; whether something uses it is not told", [left(cert)])) if {
	cert.value.days_left < days
	cert.value.in_use == null
} else := lib.fail(cert, sprintf("%s; %s", [left(cert), renewal(cert)])) if {
	cert.value.days_left < days
} else := lib.fail(cert, sprintf("%s; its renewal is %s", [left(cert), cert.value.renewal])) if {
	cert.value.renewal in {"FAILED", "PENDING_VALIDATION"}
} else := lib.pass(cert, sprintf("%s; %s", [left(cert), renewal(cert)]))

left(cert) := sprintf("%s: the certificate lapses on %s, %d days after the look", [cert.value.domain, cert.value.not_after, cert.value.days_left])

renewal(cert) := "the service renews it" if {
	cert.value.renewable == true
} else := "the service does not renew it" if {
	cert.value.renewable == false
} else := "whether the service renews it is not told"
