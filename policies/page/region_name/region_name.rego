# METADATA
# scope: package
# title: A region's code and its name on the page do not belong together
# description: |
#   `eu-west-1` is Ireland; whoever reads Frankfurt beside it is told two places.
#
#   - **Fails**: a statement or table row names a city, and the code of a region in
#     the same statement or section is that of another city.
#   - **Passes**: code and name belong together, or only one of them is given.
#   - **Not applicable**: statements that name no place.
# custom:
#   severity: error
#   control: data-residency
#   needs: [page.statement, page.row]
#   fix: write the code of the region that the data is in, and its own name
#   version: "1"
package candor.rules.page.region_name

import data.candor.lib
import data.candor.lib.page
import data.candor.tables.regions

results contains judge(s, s.value.low) if some s in page.statements

results contains judge(r, lower(concat(" | ", r.value.cells))) if some r in page.rows

judge(s, text) := lib.related(lib.fail(s, sprintf("%s is not in %s: that code is %s%s", [title(name), c[0].code, title(regions.names[c[0].code][0]), where(s, c[0].from)])), [page.beside(x.from) | some x in c; x.from.kind == "page.statement"; x.from.n != s.n]) if {
	name := named(text)[0]
	c := [x | some x in codes(s, text); not name in regions.names[x.code]]
	count(c) > 0
	count([x | some x in codes(s, text); name in regions.names[x.code]]) == 0
} else := lib.pass(s, "The names and codes of regions belong together") if {
	count(named(text)) + count(regex.find_n(regions.code, text, 1)) > 0
} else := lib.not_applicable(s, "It names no region")

named(text) := regex.find_n(a_name, text, -1)

a_name := sprintf(`\b(?:%s)\b`, [concat("|", sort(regions.all_names))])

# coded are the statements that name a region by its code.
coded := [{"from": o, "code": c} |
	some o in page.statements
	some c in regex.find_n(regions.code, o.value.low, -1)
	regions.names[c]
]

# codes of the same text, else of the statements of the same section.
codes(_, text) := [{"code": c, "from": {"kind": "", "n": -1}} | some c in regex.find_n(regions.code, text, -1); regions.names[c]] if {
	count(regex.find_n(regions.code, text, 1)) > 0
}

codes(s, text) := [x |
	some x in coded
	page.same_page(s, x.from)
	x.from.value.section == s.value.section
] if {
	count(regex.find_n(regions.code, text, 1)) == 0
}

where(s, from) := sprintf(" (line %d)", [from.at.line]) if {
	from.kind == "page.statement"
	from.n != s.n
} else := ""

title(name) := concat(" ", [sprintf("%s%s", [upper(substring(w, 0, 1)), substring(w, 1, -1)]) | some w in split(name, " ")])
