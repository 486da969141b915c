# METADATA
# scope: package
# title: A sentence that says more than can be shown
# description: |
#   - **Fails**: words that no evidence can carry ("bank-grade"), and sentences
#     that known facts deny: an audit opinion before the audit, a pattern that can
#     match no name, a deletion that backups outlive.
#   - **Unknown**: sentences that only code, a database or an account can settle;
#     the message says which.
#   - **Passes**: every other statement.
#   - **Not applicable**: headings.
# custom:
#   severity: warning
#   control: governance
#   needs: [page.statement, page.row]
#   fix: write what is done and can be shown, or bind the claim to a rule or an attestation
#   version: "2"
package candor.rules.page.wording

import data.candor.lib
import data.candor.lib.page
import data.candor.tables.page_wording

results contains judge(s, said(s)) if some s in page.statements

# A row is a sentence without a verb.
results contains judge(row, said(row)) if {
	some r in page.rows
	text := lower(concat(" | ", r.value.cells))
	row := object.union(r, {"value": object.union(r.value, {"low": text, "shape": "row", "badge": ""})})
}

judge(s, list) := lib.not_applicable(s, "A heading") if {
	s.value.shape == "heading"
	count(list) == 0
} else := lib.fail(s, w.why) if {
	w := [x | some x in list; x.verdict == "fail"][0]
} else := lib.unknown(s, list[0].why) if {
	count(list) > 0
} else := lib.pass(s, "It says nothing that is known to be too much")

said(s) := [w |
	some w in page_wording.patterns
	page.of(s, w.say)
	not excused(s, w)
	badge_fits(s, w)
]

excused(s, w) if page.of(s, w.unless)

excused(s, w) if {
	some o in page.statements
	page.same_page(s, o)
	page.of(o, w.unless_page)
}

badge_fits(_, w) if not w.badge

badge_fits(s, w) if s.value.badge == w.badge
