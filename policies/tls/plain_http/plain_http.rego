# METADATA
# scope: package
# title: A configured endpoint is spoken to over plain HTTP
# description: |
#   An address of the internet that is the whole value of a setting is taken for
#   an endpoint. Addresses of one's own machine and network, names of schemas and
#   licences, links for people, documentation, translations, workflows and tests
#   are left out.
#
#   - **passes**: `https://` or `wss://`.
#   - **fails**: `http://` or `ws://`.
#   - **stays unknown**: `http://` in an example that somebody fills in.
#   - **does not apply**: a file of a developer's machine, a host that `except` names.
# custom:
#   severity: warning
#   control: encryption-in-transit
#   needs: [tls.url]
#   fix: use https://
#   version: "1"
#   params:
#     except: {help: "hosts that are reached without TLS on purpose, such as a mirror of signed packages", default: []}
package candor.rules.tls.plain_http

import data.candor.lib

results contains judge(u) if some u in lib.facts("tls.url")

judge(u) := lib.not_applicable(u, sprintf("%s is a setting of development", [u.subject])) if {
	u.value.role == "development"
} else := lib.not_applicable(u, sprintf("%s is excepted", [u.value.host])) if {
	u.value.host in lib.params("tls/plain-http").except
} else := lib.pass(u, sprintf("%s uses %s", [u.subject, u.value.scheme])) if {
	u.value.scheme in {"https", "wss"}
} else := lib.unknown(u, sprintf("%s uses %s in an example; what runs is set elsewhere", [u.subject, u.value.scheme])) if {
	u.value.role == "example"
} else := lib.fail(u, sprintf("%s uses %s", [u.subject, u.value.scheme]))
