# METADATA
# scope: package
# title: A feature that two places give to different plans
# description: |
#   - **Fails**: one statement gives a feature to one plan, another gives it, or
#     the right to enforce it, to a plan that the first does not name.
#   - **Passes**: every place that names plans for the feature names the same.
#   - **Not applicable**: statements that name no plan, or no such feature.
# custom:
#   severity: warning
#   control: governance
#   needs: [page.statement]
#   fix: name the plans of a feature in one way everywhere
#   version: "1"
package candor.rules.page.plan_scope

import data.candor.lib
import data.candor.lib.page

results contains judge(s) if some s in page.statements

judge(s) := lib.related(lib.fail(s, sprintf("%s: for %s here and for %s in line %d", [o[0].feature, concat(", ", plans(s)), concat(", ", plans(o[0].other)), o[0].other.at.line])), [page.beside(x.other) | some x in o]) if {
	o := page.few(others(s))
	count(o) > 0
} else := lib.pass(s, sprintf("Every place gives it to the same plans: %s", [concat(", ", plans(s))])) if {
	count(plans(s)) > 0
	some pattern in page.features
	page.of(s, pattern)
} else := lib.not_applicable(s, "It gives no feature to a plan")

others(s) := [{"feature": f, "other": o} |
	count(plans(s)) > 0
	some f, list in sold
	page.of(s, page.features[f])
	some o in list
	page.same_page(s, o)
	o.value.i < s.value.i
	count({p | some p in plans(s)} & {p | some p in plans(o)}) == 0
]

sold := {f: [s | some s in page.statements; page.of(s, pattern); count(plans(s)) > 0] | some f, pattern in page.features}

# plans are written "on the X plan", "X plan", "on X+" or "X:" at the beginning.
plans(s) := sort({lower(m[1]) |
	some pattern in [`([A-Z][a-z]+\+?) (?:plan|tier)s?\b`, `\bon ([A-Z][A-Za-z]+\+)`, `^(Enterprise|Business|Team|Pro)\b:`, `\b(?:available |included )?on (Enterprise|Business|Team|Pro)\b`]
	some m in regex.find_all_string_submatch_n(pattern, s.value.text, -1)
	not lower(m[1]) in {"the", "each", "every", "any", "all", "our", "paid", "free", "this", "that", "single", "same"}
})
