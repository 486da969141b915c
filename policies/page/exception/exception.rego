# METADATA
# scope: package
# title: A promise without exception, and its exception on the same page
# description: |
#   "Never", "nothing" and "identical" are read as they stand. Where the same page
#   says what takes them back, one of the two sentences has to change.
#
#   - **Fails**: a statement promises without exception, and another statement or
#     a table row of the page is such an exception.
#   - **Passes**: a promise of that kind that nothing on the page takes back.
#   - **Not applicable**: other statements.
# custom:
#   severity: warning
#   control: governance
#   needs: [page.statement, page.row]
#   fix: name the exception in the promise itself, or the scope for which it holds
#   version: "2"
package candor.rules.page.exception

import data.candor.lib
import data.candor.lib.page
import data.candor.tables.page_concepts

results contains judge(s) if some s in page.statements

results contains lib.not_applicable(r, "A row of a table promises nothing without exception") if some r in page.rows

judge(s) := lib.not_applicable(s, "It promises nothing without exception") if {
	not made[s.n]
} else := lib.related(lib.fail(s, message(t[0])), array.concat([place(x.other) | some x in page.few(t)], [page.beside(o) | some o in page.few(again(s))])) if {
	t := taken_back(s)
	count(t) > 0
} else := lib.not_applicable(s, "It repeats a promise that is judged where it stands first") if {
	some c in made[s.n]
	repeats(s, c)
} else := lib.pass(s, "Nothing on the page takes this promise back")

message(x) := sprintf("It says that %s, and line %d: %s; %s", [concepts[x.concept].name, x.other.at.line, said(x.other), concepts[x.concept].why])

concepts := page_concepts.concepts

# promises and denials of each concept, by its place in the table.
promises := [[s | some s in page.statements; page.of(s, c.always)] | some c in concepts]

denials := [array.concat(
	[o | some o in page.statements; page.of(o, c.but); not page.of(o, c.always)],
	[r | some r in page.rows; regex.match(c.but, lower(concat(" | ", r.value.cells)))],
) |
	some c in concepts
]

# made are the concepts of each statement that promises: as a whole value, since
# a partial rule would be worked out anew for each statement.
made := promising

promising[n] contains c if {
	some c, list in promises
	some s in list
	n := s.n
}

taken_back(s) := [{"concept": c, "other": o} |
	some c in made[s.n]
	not repeats(s, c)
	some o in denials[c]
	page.same_page(s, o)
	o.n != s.n
]

# repeats: an earlier statement makes the same promise.
repeats(s, c) if {
	some o in promises[c]
	page.same_page(s, o)
	o.value.i < s.value.i
}

again(s) := [o |
	some c in made[s.n]
	some o in promises[c]
	page.same_page(s, o)
	o.value.i > s.value.i
]

said(o) := o.value.short if o.kind == "page.statement"

said(o) := concat(", ", o.value.cells) if o.kind == "page.row"

place(o) := {"path": o.at.path, "line": o.at.line, "label": said(o)}
