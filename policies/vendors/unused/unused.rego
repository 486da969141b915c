# METADATA
# scope: package
# title: Listed subprocessor without a trace in the sources
# description: |
#   An entry that nobody took out makes a list as untrustworthy as one that is
#   missing. Judged are the entries of the published list that `subprocessors`
#   names in candor.yaml.
#
#   - **Passes**: code or configuration bears a trace of the vendor.
#   - **Fails**: the vendor is one that candor knows the SDKs, hosts and settings
#     of, and no file that was read names any of them. Where it works outside of
#     this tree, waive the entry and say so.
#   - **Unknown**: candor does not know the vendor, or some files could not be
#     read.
# custom:
#   severity: note
#   control: subprocessors
#   needs: [vendor.listed]
#   fix: take the entry out of the list, or waive it with the place where the vendor is used
#   version: "1"
package candor.rules.vendors.unused

import data.candor.lib

results contains judge(e) if {
	some e in lib.facts("vendor.listed")
}

judge(e) := lib.related(lib.pass(e, sprintf("%s has %d traces in the sources: %s", [e.subject, e.value.traces, e.value.places[0].label])), e.value.places) if {
	e.value.traces > 0
} else := lib.unknown(e, sprintf("%s is no vendor that candor knows, so nothing was looked for", [e.subject])) if {
	count(e.value.covers) == 0
} else := lib.unknown(e, sprintf("%s has no trace in the files that were read, and some could not be read", [e.subject])) if {
	not e.value.complete
} else := lib.fail(e, sprintf("%s is in the list, and there is no trace of it in the sources", [e.subject]))
