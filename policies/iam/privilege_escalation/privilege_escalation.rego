# METADATA
# scope: package
# title: A policy lets its holder gain more rights
# description: |
#   Some actions, alone or together, lead to more rights than the policy means to
#   give: writing a policy into any role, or passing any role to a function that
#   one may create. What all policies of one role, user or group grant counts
#   together, as far as the file or folder attaches them.
#
#   - **Fails**: every action of such a way is certainly granted, the first one
#     on every resource of its type, and no condition narrows it. The finding
#     stands at the statement that grants the first action.
#   - **Passes**: no such way begins in this statement. What another file or
#     folder attaches to the same role is not put together here.
#   - **Unknown**: it can't be told from the tree, a condition narrows it, the
#     defaults leave a part of it out, or every step is granted by policies that
#     AWS writes for the role of a service or its agent (`AWSGlueServiceRole`):
#     only AWS can narrow those, and the tree does not show whether the service
#     needs all of it.
#   - **Not applicable**: `Deny`, trust and resource policies, boundaries, and
#     statements that grant everything, which need no way (see
#     `iam/admin-wildcard`).
# custom:
#   severity: error
#   control: least-privilege
#   needs: [iam.statement]
#   fix: name the roles, users or functions in Resource, or take the action away
#   version: "3"
package candor.rules.iam.privilege_escalation

import data.candor.lib
import data.candor.lib.iam
import data.candor.tables.iam_escalation

results contains judge(st) if some st in lib.facts("iam.statement")

judge(st) := lib.not_applicable(st, sprintf("%s %s", [st.subject, iam.grants_nothing[st.value.kind]])) if {
	iam.grants_nothing[st.value.kind]
} else := lib.not_applicable(st, sprintf("%s denies", [st.subject])) if {
	iam.effect(st, "Deny")
} else := lib.not_applicable(st, sprintf("%s grants everything already", [st.subject])) if {
	"*" in iam.named(st)
	count(st.value.not_actions) == 0
} else := lib.pass(st, sprintf("%s opens no known way to more rights by itself", [st.subject])) if {
	count(iam.may_cover_of(st, firsts)) == 0 # most of them: no way begins here
} else := found(st, open_ways(st)) if {
	count(open_ways(st)) > 0
} else := lib.unknown(st, sprintf("%s. %s", [opens(st, ways(st)), iam.only_aws(st)])) if {
	count(ways(st)) > 0
} else := lib.pass(st, sprintf("%s opens no known way to more rights by itself", [st.subject])) if {
	count(possible(st)) == 0
} else := lib.unknown(st, sprintf("Whether %s leads to more rights (%s) can't be told: %s", [st.subject, concat(" with ", possible(st)[0].actions), concat("; ", sort(why(st)))]))

found(st, list) := lib.at(lib.fail(st, message), place(st, list[0])) if {
	message := sprintf("%s%s%s", [opens(st, list), iam.overridden(st.value.resources), iam.instead(st)])
}

opens(st, list) := sprintf("%s allows %s: its holder %s%s", [iam.holds(st), concat(" with ", list[0].actions), list[0].gives, more(list)])

more(list) := "" if count(list) == 1

more(list) := sprintf(" (and %d more ways)", [count(list) - 1]) if count(list) > 1

place(st, way) := iam.wide(st, way.type)[0].at

# firsts are the actions with which the ways begin.
firsts := [p.actions[0] | some p in iam_escalation.paths]

# ways begin in this statement and are certain.
ways(st) := [p |
	iam.effect(st, "Allow")
	count(iam.narrowing(st)) == 0
	begun := iam.covered(st, firsts)
	count(begun) > 0
	some p in iam_escalation.paths
	p.actions[0] in begun
	count(iam.wide(st, p.type)) > 0
	leads([s | some s in same(st); together(st, s)], p)
]

# open_ways are those of which a step at least is in the user's hands.
open_ways(st) := [p | some p in ways(st); not only_by_aws(st, p)]

only_by_aws(st, p) if {
	iam.prescribed(st)
	leads([s | some s in same(st); together(st, s); iam.prescribed(s)], p)
}

# leads: some statements certainly grant what a way needs beyond its first action.
leads(statements, p) if {
	by(statements, p)
	every other in array.slice(p.actions, 1, count(p.actions)) { granted(statements, other) }
}

# by: a document that runs what its caller writes is certainly granted.
# may_be_by: one may be, here or in another statement of the same holder.
by(_, p) if not p.by

by(statements, p) if {
	p.by
	some s in statements
	iam.effect(s, "Allow")
	iam.covers(s, p.actions[0])
	count(iam.narrowing(s)) == 0
	some r in s.value.resources
	candor.arn_meets(iam.instance(r), iam_escalation.running) != ""
}

may_be_by(_, p) if not p.by

may_be_by(st, p) if {
	p.by
	some s in same(st)
	iam.may_allow(s)
	iam.may_cover(s, p.actions[0])
	some_document(s)
}

some_document(s) if count(s.value.resources) == 0

some_document(s) if {
	some r in s.value.resources
	r.k == "unknown"
}

some_document(s) if {
	some r in s.value.resources
	candor.arn_meets(iam.open(r), ["arn:*:ssm:*:*:document/*"]) != ""
	# not: a text with a hole is in no set
	not regex.replace(iam.open(r), `^.*/`, "") in iam_escalation.harmless
}

same(st) := [s |
	some s in iam.beside(st)
	not iam.grants_nothing[s.value.kind]
]

# together: by the defaults, the other statement is there as well, or this one is
# not there either.
together(_, s) if not s.value.only

together(st, s) if st.value.only == s.value.only

# granted by one of some statements, whatever the resource.
granted(statements, action) if {
	some s in statements
	iam.effect(s, "Allow")
	iam.covers(s, action)
	count(iam.narrowing(s)) == 0
}

# possible ways begin in this statement, when what is not known turns out so.
possible(st) := [p |
	begun := iam.may_cover_of(st, firsts)
	count(begun) > 0
	some p in iam_escalation.paths
	p.actions[0] in begun
	open_resources(st, p.type)
	may_be_by(st, p)
	every other in array.slice(p.actions, 1, count(p.actions)) { may_be_granted(st, other) }
]

# A statement without resources is incomplete, and grants on nobody knows what.
open_resources(st, type) if count(iam.maybe_wide(st, type)) + count(st.value.not_resources) > 0

open_resources(st, _) if count(st.value.resources) == 0

may_be_granted(st, action) if {
	some s in same(st)
	iam.may_allow(s)
	iam.may_cover(s, action)
}

why(st) := reasons if {
	reasons := narrowed(st) | {v.why |
		some v in array.concat(array.concat([st.value.effect], st.value.actions), array.concat(st.value.resources, st.value.not_actions))
		v.k in {"pattern", "unknown"}
	}
	count(reasons) > 0
} else := {"another statement of the same holder decides, or the resources are named by exception or not at all"}

narrowed(st) := {sprintf("a condition on %s narrows it", [concat(", ", sort(iam.narrowing(st)))])} if count(iam.narrowing(st)) > 0

narrowed(st) := set() if count(iam.narrowing(st)) == 0
