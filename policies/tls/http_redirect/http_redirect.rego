# METADATA
# scope: package
# title: A site is served without encryption
# description: |
#   What port 80 of the address gives for "/", beside an endpoint at port 443. Only
#   the first answer is looked at.
#
#   - **passes**: it redirects to https, or nobody listens there.
#   - **fails**: it serves a page, or redirects to something without encryption.
#   - **stays unknown**: there was no answer in time, as behind a firewall that drops
#     connections, or an error, which says nothing of other paths.
#   - **not applicable**: the endpoint is at another port.
# custom:
#   severity: error
#   control: encryption-in-transit
#   needs: [tls.http]
#   fix: answer every request to port 80 with a redirect (301 or 308) to https, or close the port
#   version: "1"
package candor.rules.tls.http_redirect

import data.candor.lib

results contains judge(web, web.value.plain) if some web in lib.facts("tls.http")

redirects := {301, 302, 303, 307, 308}

judge(web, page) := lib.not_applicable(web, sprintf("%s: %s", [web.subject, page.why])) if {
	page.state == "not_asked"
} else := lib.pass(web, sprintf("%s: nobody listens for plain HTTP", [web.subject])) if {
	page.state == "closed"
} else := lib.unknown(web, sprintf("%s: plain HTTP gave no answer: %s", [web.subject, page.why])) if {
	page.state != "answer"
} else := lib.pass(web, sprintf("%s: plain HTTP redirects to https://%s (%d)", [web.subject, page.to, page.status])) if {
	page.status in redirects
	page.scheme == "https"
} else := lib.fail(web, sprintf("%s: plain HTTP redirects to plain HTTP (%d, %s)", [web.subject, page.status, page.scheme])) if {
	page.status in redirects
	page.scheme in {"http", "relative"}
} else := lib.fail(web, sprintf("%s: plain HTTP serves a page (%d)", [web.subject, page.status])) if {
	page.status >= 200
	page.status < 300
} else := lib.unknown(web, sprintf("%s: plain HTTP answers with %d, which says nothing of other paths", [web.subject, page.status]))
