# METADATA
# scope: package
# title: A page says both that something is there and that it is planned
# description: |
#   The same feature can't be live and on the roadmap. Whoever reads only one
#   of the two places is told something that is not so.
#
#   - **Fails**: one statement of the page presents a feature (the audit log,
#     single sign-on, two-factor authentication and others) as there, another
#     puts it on the roadmap; or a badge and the text beside it say different things.
#   - **Passes**: every statement about the feature says the same.
#   - **Not applicable**: statements about no such feature.
# custom:
#   severity: error
#   control: governance
#   needs: [page.statement]
#   fix: say in one place what is there, what is not, and what is there on which plan
#   version: "2"
package candor.rules.page.status

import data.candor.lib
import data.candor.lib.page

results contains judge(s, clash(s)) if some s in page.statements

judge(s, c) := lib.fail(s, sprintf("The badge says %s, the text says that it is not planned", [s.value.badge])) if {
	s.value.badge != ""
	page.of(s, `not (on (the|our) )?(on )?(the )?road ?map|not planned|no plans? to`)
} else := lib.related(lib.fail(s, sprintf("%s: on the roadmap here, and there already in line %d", [c[0].feature, c[0].other.at.line])), [page.beside(x.other) | some x in page.few(c)]) if {
	count(c) > 0
} else := lib.pass(s, sprintf("What the page says of the %s agrees", [features(s)[0]])) if {
	count(features(s)) > 0
} else := lib.not_applicable(s, "It is about no feature that a page puts a status on")

features(s) := [f | some f in object.keys(page.features); page.about(s.value.low, f)]

# clash: the statement plans what another one has. The plan is the finding.
clash(s) := [{"feature": f, "other": o} |
	page.standing(s) == "roadmap"
	some f in features(s)
	some o in live[f]
	page.same_page(s, o)
]

live := {f: [o | some o in list; page.standing(o) == "live"] | some f, list in page.speaking; not excused(f)}

# A controls framework is written against before it is audited; page/wording
# looks at such sentences.
excused(f) if f in {"SOC 2 Type I", "SOC 2 Type II", "ISO 27001"}
