# METADATA
# scope: package
# title: A site does not tell browsers to stay with HTTPS
# description: |
#   The header Strict-Transport-Security in the answer to "/" over HTTPS.
#
#   - **passes**: it asks for at least `min_age` seconds, and for subdomains where
#     `subdomains` wants that.
#   - **fails**: it is not there, is broken, or asks for less.
#   - **stays unknown**: there was no answer, or an error of the server without the
#     header, which many servers leave out of errors.
#   - **not applicable**: the host is an address; browsers keep no such rule for one.
# custom:
#   severity: warning
#   control: encryption-in-transit
#   needs: [tls.http]
#   fix: "send Strict-Transport-Security: max-age=31536000; includeSubDomains with every answer"
#   version: "1"
#   params:
#     min_age: {help: "the least max-age, in seconds", default: 31536000}
#     subdomains: {help: "whether includeSubDomains must be there", default: false}
package candor.rules.tls.hsts

import data.candor.lib

params := lib.params("tls/hsts")

results contains judge(web, web.value.https) if some web in lib.facts("tls.http")

judge(web, page) := lib.not_applicable(web, sprintf("%s is an address and no name", [web.subject])) if {
	web.value.host == web.value.address
} else := lib.unknown(web, sprintf("%s gave no answer over HTTPS: %s", [web.subject, page.why])) if {
	page.state != "answer"
} else := lib.unknown(web, sprintf("%s answers with %d and no Strict-Transport-Security, which errors often lack", [web.subject, page.status])) if {
	page.hsts == null
	page.status >= 400
} else := lib.fail(web, sprintf("%s answers with %d and no Strict-Transport-Security", [web.subject, page.status])) if {
	page.hsts == null
} else := lib.fail(web, sprintf("%s sends a Strict-Transport-Security that browsers pass over", [web.subject])) if {
	page.hsts.max_age < 0
} else := lib.fail(web, sprintf("%s asks for HTTPS for %d seconds; %d are wanted", [web.subject, page.hsts.max_age, params.min_age])) if {
	page.hsts.max_age < params.min_age
} else := lib.fail(web, sprintf("%s leaves its subdomains out", [web.subject])) if {
	params.subdomains
	not page.hsts.subdomains
} else := lib.pass(web, sprintf("%s asks for HTTPS for %d seconds", [web.subject, page.hsts.max_age]))
