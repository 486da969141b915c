# METADATA
# scope: package
# title: Two numbers for one promise
# description: |
#   - **Fails**: the page gives two different times for the same thing: to undo,
#     to answer a report, to keep the audit log, to announce a subprocessor.
#   - **Passes**: the times agree.
#   - **Not applicable**: statements about no such time.
# custom:
#   severity: warning
#   control: governance
#   needs: [page.statement]
#   fix: write one time, or say for what each of them holds
#   version: "1"
package candor.rules.page.numbers

import data.candor.lib
import data.candor.lib.page

# promises are times that a page gives once for all. unless tells a statement
# that says itself for which plans or cases each time holds.
promises := {
	"undoing": `\bundo(ne)?\b`,
	"acknowledging a report": `acknowledge`,
	"announcing a subprocessor": `notice on additions|notify .* (subprocessor|provider)|addition .* days ahead`,
}

results contains judge(s) if some s in page.statements

judge(s) := lib.related(lib.fail(s, sprintf("For %s this says %s, and line %d says %s", [o[0].promise, concat(", ", times(s)), o[0].other.at.line, concat(", ", times(o[0].other))])), [page.beside(x.other) | some x in o]) if {
	o := page.few(others(s))
	count(o) > 0
} else := lib.pass(s, "The page gives one time for it") if {
	some pattern in promises
	page.of(s, pattern)
	count(times(s)) > 0
} else := lib.not_applicable(s, "It gives no time for a promise that has one")

others(s) := [{"promise": p, "other": o} |
	some p, list in timed
	page.of(s, promises[p])
	count(times(s)) > 0
	some o in list
	page.same_page(s, o)
	o.value.i < s.value.i
	count({t | some t in times(s)} & {t | some t in times(o)}) == 0
]

timed := {p: [s | some s in page.statements; page.of(s, pattern); count(times(s)) > 0] | some p, pattern in promises}

times(s) := sort({sprintf("%s %s", [m[1], m[2]]) |
	some m in regex.find_all_string_submatch_n(`\b(\d+)[- ](hour|day|week|month|year)s?\b`, s.value.low, -1)
})
