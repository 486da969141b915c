# METADATA
# scope: package
# title: The list of subprocessors and the page's prose name different vendors
# description: |
#   - **Fails**: a sentence that lists the vendors leaves out some of the table, or
#     says that one is used that the table leaves out; or the page names vendors of its own and has no list of them at all.
#   - **Passes**: a sentence that names all of them, or only one in passing.
#   - **Unknown**: a page without a list that says where the list stands.
#   - **Not applicable**: statements that name no vendor of the list.
# custom:
#   severity: warning
#   control: subprocessors
#   needs: [page.document]
#   lookups: [page.statement, page.row]
#   fix: let one list say it all, and point to it from everywhere else
#   version: "2"
package candor.rules.page.vendor_list

import data.candor.lib
import data.candor.lib.page
import data.candor.tables.page_vendors

results contains judge(d) if some d in lib.facts("page.document")

judge(d) := lib.related(lib.at(lib.fail(d, sprintf("Line %d lists %s and leaves out %s, which the table of subprocessors names", [s.at.line, concat(", ", sort(named(d, s))), concat(", ", sort(listed(d) - named(d, s)))])), s.at), [place(r) | some r in table(d)]) if {
	s := shorter(d)[0]
} else := lib.related(lib.at(lib.fail(d, sprintf("Line %d says that %s is used, and the table of subprocessors leaves it out", [u[0].at.line, u[0].vendor])), u[0].at), [place(r) | some r in table(d)]) if {
	u := left_out(d)
	count(u) > 0
} else := lib.pass(d, sprintf("%s lists %d subprocessors, and no sentence lists fewer", [d.subject, count(listed(d))])) if {
	count(listed(d)) > 0
} else := lib.unknown(d, sprintf("%s names %s and refers to a list of subprocessors that stands elsewhere", [d.subject, concat(", ", sort(known_vendors(d)))])) if {
	count(known_vendors(d)) > 1
	some s in on(d)
	page.of(s, `subprocessors?`)
} else := lib.at(lib.fail(d, sprintf("%s names %s as working for it, and has no list of subprocessors", [d.subject, concat(", ", sort(known_vendors(d)))])), first(d)) if {
	count(known_vendors(d)) > 1
} else := lib.not_applicable(d, sprintf("%s names no vendors", [d.subject]))

# left_out: vendors that a sentence says the page's owner uses himself, and that no
# row of the table names, not even as what another vendor runs on.
left_out(d) := [{"vendor": v, "at": s.at} |
	count(listed(d)) > 0
	some v, pattern in page_vendors.used
	not in_table(d, page_vendors.words[v])
	some s in on(d)
	page.of(s, pattern)
]

in_table(d, word) if {
	some r in table(d)
	regex.match(sprintf(`\b%s\b`, [word]), lower(concat(" | ", r.value.cells)))
}

on(d) := [s | some s in page.statements; s.value.page == d.subject]

# table: rows whose head says that they name vendors.
table(d) := [r |
	some r in page.rows
	r.value.page == d.subject
	regex.match(`vendor|subprocessor|sub-processor|provider|company|name`, r.value.head[0])
	regex.match(`purpose|what for|service|region|where|location|data`, concat(" ", r.value.head))
]

# listed: the first words of their first cells, up to a bracket.
listed(d) := {name |
	some r in table(d)
	name := trim_space(regex.replace(r.value.cells[0], `\s*[(,].*$`, ""))
	name != ""
}

# A sentence that names at least three, and at least half, means to list them.
shorter(d) := [s |
	list := listed(d)
	count(list) > 3
	some s in on(d)
	n := count(among(list, d, s))
	n >= 3
	n * 2 >= count(list)
	n < count(list)
]

named(d, s) := among(listed(d), d, s)

# Vendors are named in the statement or in the others of its paragraph.
among(list, d, s) := {v |
	some v in list
	regex.match(sprintf(`\b%s\b`, [lower(regex.replace(v, `[^\w .-]`, "."))]), block_text[d.subject][s.value.block])
}

# block_text is what each paragraph of a page says: as a whole value, since a
# partial rule would be worked out anew for each statement.
block_text := {p: texts |
	some p, blocks in by_block
	texts := {b: concat("\n", parts) | some b, parts in blocks}
}

by_block[p][b] contains s.value.low if {
	some s in page.statements
	p := s.value.page
	b := s.value.block
}

known_vendors(d) := {v |
	some v, pattern in page_vendors.ours
	some s in on(d)
	page.of(s, pattern)
}

first(d) := [s.at |
	some s in on(d)
	some pattern in page_vendors.ours
	page.of(s, pattern)
][0]

place(r) := {"path": r.at.path, "line": r.at.line, "label": r.value.cells[0]}
