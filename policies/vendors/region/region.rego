# METADATA
# scope: package
# title: Vendor is used in another place than the list says
# description: |
#   The list of subprocessors promises a place for each vendor; the host that a
#   program talks to often names the place, too. Judged are the hosts and
#   settings that name a place, of the vendors that the list names.
#
#   - **Passes**: the place is one that the entry names, or the entry says that it
#     is worldwide. Where the entry names regions of a cloud, it is one of them.
#   - **Fails**: the place is none of them.
#   - **Unknown**: the entry names no place that can be read, or only a file of
#     examples or of a developer's machine names the other place.
#   - Does not apply to vendors that the list leaves out.
# custom:
#   severity: error
#   control: data-residency
#   needs: [vendor.region]
#   lookups: [vendor.listed]
#   fix: use the vendor's host of the published place, or change what is published
#   version: "1"
package candor.rules.vendors.region

import data.candor.lib

results contains judge(r, entries(r)) if {
	some r in lib.facts("vendor.region")
}

entries(r) := [e | some e in lib.facts("vendor.listed"); r.value.vendor in e.value.covers]

judge(r, es) := lib.not_applicable(r, sprintf("%s is in %s, and the list says nothing of it", [r.subject, place(r)])) if {
	count(es) == 0
} else := lib.pass(r, sprintf("%s is in %s, as the list says: %s", [r.subject, place(r), said(es)])) if {
	some e in es
	promised(r, e)
} else := lib.unknown(r, sprintf("%s is in %s, and the list names no place that can be read: %s", [r.subject, place(r), said(es)])) if {
	some e in es
	count(e.value.areas) == 0
} else := lib.unknown(r, sprintf("%s is in %s, and the list says %s; the file is an example or of a developer's machine", [r.subject, place(r), said(es)])) if {
	r.value.example
} else := lib.fail(r, sprintf("%s is in %s, and the list says %s (%s:%d)", [r.subject, place(r), said(es), es[0].at.path, es[0].at.line]))

promised(_, e) if "global" in e.value.areas

promised(r, e) if {
	r.value.area in e.value.areas
	fits(r.value.region, e.value.regions)
}

# fits: a region that can't be told from the host is no other region.
fits("", _)

fits(_, [])

fits(region, regions) if region in regions

place(r) := sprintf("%s (%s)", [r.value.region, r.value.area]) if {
	r.value.region != ""
} else := r.value.area

said(es) := concat("; ", [sprintf("%q", [e.value.location]) | some e in es])
