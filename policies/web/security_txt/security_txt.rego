# METADATA
# scope: package
# title: Those who find a weak point are not told where to report it
# description: |
#   The file security.txt of a site (RFC 9116): where it is, how it is served, and
#   every line of it. A signature is not verified.
#
#   - **passes**: it is there and breaks nothing that the RFC requires.
#   - **fails**: it is not there, has expired, lapses within `days` days, or breaks
#     what the RFC requires; with `strict`, also what it recommends. The result stands
#     at the first line that is wrong and names the others.
#   - **stays unknown**: the site gave no answer, or refused.
# custom:
#   severity: warning
#   control: vulnerability-management
#   needs: [web.security_txt]
#   fix: publish /.well-known/security.txt with Contact and Expires, as text/plain over HTTPS
#   version: "1"
#   params:
#     days: {help: "how many days must be left before it expires", default: 0}
#     strict: {help: "whether what the RFC recommends must hold, too", default: false}
package candor.rules.web.security_txt

import data.candor.lib

params := lib.params("web/security-txt")

results contains judge(f) if some f in lib.facts("web.security_txt")

judge(f) := lib.fail(f, sprintf("%s has no security.txt", [f.subject])) if {
	f.state == "absent"
} else := located(f, sprintf("%s: %s", [f.value.url, concat("; ", [text(p) | some p in wrong(f)])])) if {
	count(wrong(f)) > 0
} else := lib.at(lib.fail(f, sprintf("%s lapses in %d days; %d are wanted", [f.value.url, f.value.days_left, params.days])), {"line": f.value.expires_line}) if {
	f.value.days_left < params.days
} else := lib.at(lib.pass(f, sprintf("%s names %d contacts and holds until %s", [f.value.url, count(f.value.contacts), f.value.expires])), {"line": f.value.contacts[0].line})

wrong(f) := [p | some p in f.value.problems; counts(p)]

counts(p) if p.must

counts(_) if params.strict

text(p) := sprintf("line %d: %s", [p.line, p.text]) if p.line > 0

text(p) := p.text if p.line == 0

# located puts the result at the first line that is wrong.
located(f, message) := lib.at(lib.fail(f, message), {"line": min(lines(f))}) if {
	count(lines(f)) > 0
} else := lib.fail(f, message)

lines(f) := {p.line | some p in wrong(f); p.line > 0}
