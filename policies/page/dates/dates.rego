# METADATA
# scope: package
# title: Dates on a page that can't all hold
# description: |
#   - **Fails**: a plan whose date is past; one feature planned for two different
#     dates; an audit that is engaged and reported in the same time, although the
#     period it has to observe lies between.
#   - **Passes**: a date that is to come and that nothing else on the page denies.
#   - **Not applicable**: statements and rows without a date, and what is said to
#     be done.
#
#   Dates are read as quarters ("Q3 2026"). Today is the day on which the page was read.
# custom:
#   severity: error
#   control: governance
#   needs: [page.statement, page.row]
#   lookups: [page.document]
#   fix: write one date for each thing, and move what is past to what is there
#   version: "2"
package candor.rules.page.dates

import data.candor.lib
import data.candor.lib.page

results contains judge(s) if some s in page.statements

# A row is a sentence without a verb.
results contains judge(object.union(r, {"value": object.union(r.value, {"low": lower(concat(" | ", r.value.cells)), "shape": "row", "badge": ""})})) if {
	some r in page.rows
}

judge(s) := lib.not_applicable(s, "It names no date") if {
	not page.quarter_of(s)
} else := lib.fail(s, sprintf("%s is past, and this is still a plan", [words(page.quarter_of(s))])) if {
	page.standing(s) == "roadmap"
	page.quarter_of(s) < this_quarter(s)
} else := lib.not_applicable(s, "The date is not that of a plan") if {
	page.quarter_of(s) < this_quarter(s)
} else := lib.related(lib.fail(s, sprintf("%s: planned for %s here and for %s in line %d", [o[0].feature, words(page.quarter_of(s)), words(page.quarter_of(o[0].other)), o[0].other.at.line])), [page.beside(x.other) | some x in o]) if {
	o := page.few(others(s))
	count(o) > 0
} else := lib.related(lib.fail(s, sprintf("%d months of observation don't fit between engaging an auditor in %s (line %d) and a report in %s", [p[0].months, words(page.quarter_of(p[0].other)), p[0].other.at.line, words(page.quarter_of(s))])), [page.beside(x.other) | some x in p]) if {
	p := periods(s)
	count(p) > 0
} else := lib.pass(s, sprintf("%s is to come, and nothing else on the page denies it", [words(page.quarter_of(s))]))

# others plan the same feature for another time; the later place is the finding.
others(s) := [{"feature": f, "other": o} |
	some f, list in dated
	page.about(s.value.low, f)
	some o in list
	page.same_page(s, o)
	o.value.i < s.value.i
	page.quarter_of(o) != page.quarter_of(s)
]

dated := {f: [s | some s in list; page.quarter_of(s)] | some f, list in page.speaking}

periods(s) := [{"months": months, "other": o} |
	page.of(s, page.features["SOC 2 Type II"])
	m := regex.find_all_string_submatch_n(`(\d+)[- ]months?\b`, s.value.low, 1)[0]
	months := to_number(m[1])
	some o in dated["SOC 2 Type II"]
	page.same_page(s, o)
	o.value.i != s.value.i
	page.of(o, `engaged`)
	(page.quarter_of(s) - page.quarter_of(o)) * 3 < months
]

this_quarter(s) := ((to_number(d[0]) * 4) + floor((to_number(d[1]) - 1) / 3)) if {
	some doc in lib.facts("page.document")
	doc.subject == s.value.page
	d := split(doc.value.today, "-")
}

words(q) := sprintf("Q%d %d", [(q % 4) + 1, floor(q / 4)])
