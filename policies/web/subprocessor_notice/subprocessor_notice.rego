# METADATA
# scope: package
# title: A subprocessor was named later than was promised
# description: |
#   The rows of a list of subprocessors, as looks at the page saw them come and go.
#   A new row was put there between two looks; the notice that it gave is counted
#   from there to the day from which the page says that the vendor is used.
#
#   - **passes**: counted from the look that saw it first, the notice is long enough.
#   - **fails**: counted from the look before, it is too short.
#   - **stays unknown**: the page names no such day, or the looks are too far apart to
#     tell, or there was one look alone.
#   - **not applicable**: the row was there at the first look, or is gone.
#
#   Notice that was given elsewhere, such as by mail, is not seen.
# custom:
#   severity: error
#   control: subprocessors
#   needs: [web.vendor]
#   fix: name a vendor on the page, with the day from which it is used, as many days ahead as is promised
#   version: "1"
#   claim_only: true
#   params:
#     days: {help: "how many days of notice are promised", default: 30}
package candor.rules.web.subprocessor_notice

import data.candor.lib

promised := lib.params("web/subprocessor-notice").days

results contains judge(v) if some v in lib.facts("web.vendor")

judge(v) := lib.unknown(v, sprintf("%s: one look, of %s, tells of no change", [v.subject, v.value.first_look])) if {
	v.value.looks < 2
} else := lib.not_applicable(v, sprintf("%s was no longer there on %s", [v.subject, v.value.gone])) if {
	v.value.gone != ""
} else := lib.not_applicable(v, sprintf("%s was there at the first look, on %s", [v.subject, v.value.first_look])) if {
	v.value.absent_until == ""
} else := lib.unknown(v, sprintf("%s was added between %s and %s, and the page does not say from when on it is used%s", [v.subject, v.value.absent_until, v.value.first_seen, odd(v)])) if {
	v.value.notice_least == null
} else := lib.pass(v, sprintf("%s was there on %s and is used from %s: %d days of notice or more", [v.subject, v.value.first_seen, v.value.effective, v.value.notice_least])) if {
	v.value.notice_least >= promised
} else := lib.fail(v, sprintf("%s was not there on %s and is used from %s: at most %d days of notice, %d are promised", [v.subject, v.value.absent_until, v.value.effective, v.value.notice_most, promised])) if {
	v.value.notice_most < promised
} else := lib.unknown(v, sprintf("%s was added between %s and %s, so the notice was of %d to %d days; look more often", [v.subject, v.value.absent_until, v.value.first_seen, v.value.notice_least, v.value.notice_most]))

odd(v) := sprintf(" (%s)", [v.value.odd_date]) if v.value.odd_date != ""

odd(v) := "" if v.value.odd_date == ""
