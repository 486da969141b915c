# METADATA
# scope: package
# title: security.txt that tells nobody whom to write to
# description: |
#   Who finds a weak point looks at /.well-known/security.txt (RFC 9116). A file
#   that has lapsed, or that names nobody, sends the finding elsewhere.
#
#   - **passes**: it names at least one contact as an address (`mailto:`, `https:`
#     or `tel:`), among them the one under `contact`, and a time in the future, once,
#     until which it holds.
#   - **fails**: one of these is missing, or the time has passed.
#   - **stays unknown**: a file that can't be read.
#
#   A tree without such a file shows nothing. That the site serves the file, and
#   that somebody reads what arrives, is not judged.
# custom:
#   severity: warning
#   control: vulnerability-management
#   needs: [disclosure.file]
#   fix: give a Contact as mailto or https, and an Expires within the next year
#   version: "1"
#   params:
#     contact: {help: "the address that is published, such as mailto:security@example.com; empty means any", default: ""}
package candor.rules.disclosure.security_txt

import data.candor.lib

results contains outcome(f) if some f in lib.facts("disclosure.file")

params := lib.params("disclosure/security-txt")

outcome(f) := lib.fail(f, sprintf("%s names no contact by mailto, https or tel", [f.subject])) if {
	count(contacts(f)) == 0
}

else := lib.fail(f, sprintf("%s does not name %s", [f.subject, params.contact])) if {
	params.contact != ""
	not lower(params.contact) in {lower(c.value) | some c in contacts(f)}
}

else := lib.fail(f, sprintf("%s does not say until when it holds", [f.subject])) if {
	f.value.times == 0
}

else := lib.at(lib.fail(f, sprintf("%s gives %d times until which it holds, and may give one", [f.subject, f.value.times])), ending(f)) if {
	f.value.times > 1
}

else := lib.at(lib.fail(f, sprintf("%s holds until %q, which is no time", [f.subject, f.value.written])), ending(f)) if {
	f.value.expires == ""
}

else := lib.at(lib.fail(f, sprintf("%s held until %s", [f.subject, f.value.expires])), ending(f)) if {
	time.parse_rfc3339_ns(f.value.expires) <= time.parse_rfc3339_ns(input.now)
}

else := lib.at(lib.pass(f, sprintf("%s names %s and holds until %s", [f.subject, contacts(f)[0].value, f.value.expires])), {"line": contacts(f)[0].line})

contacts(f) := [c |
	some c in f.value.contacts
	regex.match(`(?i)^(mailto:.+@|https://|tel:)`, c.value)
]

ending(f) := {"line": f.value.expires_line}
