# METADATA
# scope: package
# title: Vendor that the published list leaves out
# description: |
#   A list of subprocessors that was right last year has a hole as soon as
#   somebody adds an SDK. Judged are the vendors that code and configuration use,
#   against the list that `subprocessors` names in candor.yaml. Without a list
#   there is nothing to judge.
#
#   - **Passes**: an entry of the list names the vendor, or what it belongs to.
#   - **Fails**: no entry does, and code imports the vendor's SDK, a file tells
#     its platform what to run, or an address or a content security policy names
#     its host.
#   - **Unknown**: all there is is a manifest or the name of a setting; the
#     software can be run by oneself; or the vendor decides on data in its own
#     name, so that a person has to say whether it belongs in the list.
#   - Does not apply to tools of the team and to services that act on an account
#     of the customer's own.
#
#   Tests, documentation, examples and scripts are left out, and so are drivers
#   of databases: they say nothing of who runs the database. Of vendors
#   that are not in candor's own table only hosts that are there for programs
#   (api.example.com) are found; they are unknown unless the list or `own` names
#   them.
# custom:
#   severity: error
#   control: subprocessors
#   needs: [vendor.use]
#   lookups: [vendor.listed]
#   fix: add the vendor to the published list, and tell customers as the contract says
#   version: "1"
package candor.rules.vendors.unlisted

import data.candor.lib

results contains lib.related(judge(u), u.value.places) if {
	some u in lib.facts("vendor.use")
}

judge(u) := lib.pass(u, sprintf("%s is in the list as %s (%s:%d); %s", [u.subject, e.subject, e.at.path, e.at.line, u.value.found])) if {
	e := entry(u)
} else := lib.not_applicable(u, sprintf("%s is not in the list, and is %s; %s", [u.subject, roles[u.value.role], u.value.found])) if {
	roles[u.value.role]
} else := lib.unknown(u, sprintf("%s is not in the list of %d, and decides on data in its own name: a person has to say whether it belongs there; %s", [u.subject, u.value.entries, u.value.found])) if {
	u.value.role == "controller"
} else := lib.fail(u, sprintf("%s is used and is none of the %d entries of the list in %s: %s", [u.subject, u.value.entries, u.value.list.path, u.value.found])) if {
	u.value.proof
} else := lib.unknown(u, sprintf("%s is none of the %d entries of the list, and may be in use: %s; %s", [u.subject, u.value.entries, u.value.found, u.value.why]))

roles := {
	"tool": "mostly used as a tool of the team",
	"customer": "mostly a service that acts on an account of the customer's own",
}

# entry is the first entry of the list that speaks of the vendor.
entry(u) := [e | some e in lib.facts("vendor.listed"); u.value.vendor in e.value.covers][0]
