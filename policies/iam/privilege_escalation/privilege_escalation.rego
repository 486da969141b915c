# METADATA
# scope: package
# title: A policy lets its holder gain more rights
# description: |
#   Some actions, alone or together, lead to more rights than the policy means to
#   give: writing a policy into any role, or passing any role to a function that
#   one may create. What all policies of one role, user or group grant counts
#   together, as far as the file or folder attaches them.
#
#   - **Fails**: every action of such a way is certainly granted, and no condition
#     narrows it: the first one on every resource of its type, or on a pattern
#     that takes in the holder itself where that is enough (`iam:PutRolePolicy`
#     on `role/acme-*`, held by the role `acme-ci`). The finding stands at the
#     statement that grants the first action. A permissions boundary in the tree that
#     allows every action of the way on everything does not change that.
#   - **Passes**: no such way begins in this statement, or only on what it names
#     one by one. What another file or folder attaches to the same role is not put
#     together here.
#   - **Unknown**: it can't be told from the tree; a condition, a boundary of the
#     holder or a `Deny` beside it narrows it; a pattern takes in roles, users,
#     groups or policies that are not named one by one, which may be stronger; a
#     step is missing that others may do, such as to run a new function; commands are
#     sent by the account's own documents, which are not read; the
#     defaults leave a part of it out; or every
#     step is granted by policies that AWS writes for the role of a service or its
#     agent (`AWSGlueServiceRole`): only AWS can narrow those, and the tree does not
#     show whether the service needs all of it.
#     So is one that grants everything, which needs no way, and one whose holder may do
#     everything already by another statement: `iam/admin-wildcard` tells of it, and no
#     claim holds on this rule alone because of that.
#   - **Not applicable**: `Deny`, trust and resource policies, boundaries, and the
#     other failing statements of a policy that AWS keeps and one attachment gives.
# custom:
#   severity: error
#   control: least-privilege
#   needs: [iam.statement]
#   fix: name the roles, users or functions in Resource, or take the action away
#   version: "6"
package candor.rules.iam.privilege_escalation

import data.candor.lib
import data.candor.lib.iam
import data.candor.tables.iam_escalation

results contains judge(st) if some st in lib.facts("iam.statement")

judge(st) := lib.not_applicable(st, sprintf("%s %s", [st.subject, iam.grants_nothing[st.value.kind]])) if {
	iam.grants_nothing[st.value.kind]
} else := lib.not_applicable(st, sprintf("%s denies", [st.subject])) if {
	iam.effect(st, "Deny")
} else := lib.pass(st, sprintf("%s opens no known way to more rights by itself", [st.subject])) if {
	count(iam.may_cover_of(st, firsts)) == 0 # most of them: no way begins here
} else := lib.unknown(st, sprintf("%s grants everything already, see iam/admin-wildcard", [st.subject])) if {
	iam.everything(st)
} else := lib.unknown(st, sprintf("Whoever holds %s may do everything already by %s, see iam/admin-wildcard", [st.subject, admins(st)[0].subject])) if {
	count(admins(st)) > 0
} else := found(st, nearest(st, open_ways(st))) if {
	count(open_ways(st)) > 0
} else := lib.unknown(st, sprintf("%s. %s", [opens(st, ways(st)), iam.only_aws(st)])) if {
	count(ways(st)) > 0
} else := lib.pass(st, sprintf("%s opens no known way to more rights by itself on what it names", [st.subject])) if {
	count(possible(st)) == 0
} else := lib.unknown(st, sprintf("Whether %s leads to more rights (%s) can't be told: %s", [st.subject, words(possible(st)[0].actions), concat("; ", sort(why(st, possible(st)[0])))]))

found(st, list) := lib.once(lib.fix(lib.at(lib.fail(st, message), place(st, list[0])), mended(st, list[0])), key(st), count(list)) if {
	message := sprintf("%s%s%s%s", [opens(st, list), iam.overridden(iam.resting(st.value.resources)), iam.under(st), iam.instead(st)])
}

# key: of a policy that AWS keeps, one attachment is one finding.
key(st) := iam.attachment(st) if {
	st.value.managed
} else := sprintf("%v", [st.n])

# nearest puts the ways first that the statement opens alone.
nearest(st, list) := array.concat([p | some p in list; leads([st], p)], [p | some p in list; not leads([st], p)])

# admins are statements that grant everything to whoever holds this one.
admins(st) := [s |
	some s in grants_all
	iam.within(iam.instances(st), iam.instances(s))
	every h in iam.others(st) { h in iam.holders(s) }
]

# grants_all are the statements that surely grant everything: few, and looked up once.
grants_all := [s |
	some s in lib.facts("iam.statement")
	s.value.actions[0].v in {"*", "*:*"} # beside which nobody writes another
	s.value.kind == "identity"
	iam.effect(s, "Allow")
	iam.everything(s)
	count(s.value.not_resources) == 0
	count(iam.keys(s)) == 0
	not s.value.only
	not s.value.maybe
]

# mended says what to do: of a policy that AWS keeps, nobody else changes the text.
mended(st, way) := sprintf("use %s instead of %s", [st.value.kept.instead, iam.managed_name(st)]) if {
	st.value.managed
	st.value.kept.instead
} else := sprintf("attach a policy of your own that names %s, or goes without %s, instead of %s", [things(way), way.actions[0], iam.managed_name(st)]) if {
	st.value.managed
} else := "name in Action what is needed, instead of all but a few in NotAction" if {
	count(st.value.not_actions) > 0
} else := sprintf("leave its own %s out of Resource, or take %s away", [own(st, way)[0].kind, way.actions[0]]) if {
	count(iam.wide(st, way.type)) == 0
} else := sprintf("name %s in Resource, or take %s away", [things(way), way.actions[0]])

things(way) := "the instances, or documents that run nothing that their caller writes," if {
	way.by
} else := iam_escalation.some_of[way.type]

opens(st, list) := sprintf("%s allows %s%s on %s%s: its holder can %s%s", [iam.holds(st), list[0].actions[0], iam.by(st, list[0].actions[0]), on(st, list[0]), together(st, list[0]), list[0].can, more(list)])

# on is where the first action is granted.
on(st, way) := iam_escalation.all_of[way.type] if {
	count(iam.wide(st, way.type)) > 0
} else := sprintf("%s, which takes in its own %s %s", [tail(mine[0].by), mine[0].kind, trim_prefix(tail(mine[0].own), sprintf("%s/", [mine[0].kind]))]) if {
	mine := own(st, way)
}

# together are the other actions that the way surely has, or the document that it
# works by.
together(st, way) := sprintf(" with the document %s", [document]) if {
	way.by
	document := [regex.replace(d, `^.*/`, "") |
		some d in iam_escalation.running
		some s in surely(same(st), way.actions[0])
		some r in s.value.resources
		candor.arn_meets(iam.instance(r), [d]) != ""
	][0]
} else := "" if {
	count(steps(same(st), way)) == 0
} else := sprintf(" with %s", [words(steps(same(st), way))])

# words lists actions as a sentence does.
words(list) := list[0] if {
	count(list) == 1
} else := sprintf("%s and %s", [concat(", ", array.slice(list, 0, count(list) - 1)), list[count(list) - 1]])

steps(statements, way) := array.concat(rest(way), run(statements, way))

# more are the other ways, by their first actions where they are few.
more(list) := "" if {
	count(list) == 1
} else := sprintf(" (and one more way: %s)", [begun(list[1])]) if {
	count(list) == 2
} else := sprintf(" (and %d more ways: %s)", [count(list) - 1, concat("; ", [begun(way) | some i, way in list; i > 0])]) if {
	count(list) <= 5
} else := sprintf(" (and %d more ways)", [count(list) - 1])

# begun is a way in short. Many begin with iam:PassRole: what goes with it tells them apart.
begun(way) := sprintf("iam:PassRole with %s", [way.actions[1]]) if {
	way.actions[0] == "iam:PassRole"
} else := way.actions[0]

place(st, way) := iam.wide(st, way.type)[0].at if {
	count(iam.wide(st, way.type)) > 0
} else := own(st, way)[0].at

# tail is a resource without what all ARNs begin with. A hole may hold colons.
tail(text) := regex.replace(text, `^((\$\{[^}]*\}|[^:])*:){5}`, "")

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
	reaches(st, p)
	leads([s | some s in same(st); beside(st, s)], p)
	left(st, p)
]

# left: a boundary of the holder leaves the whole way: there is none, or it is in the
# tree and allows each action on everything.
left(st, _) if not st.value.bounded

left(st, p) if {
	within := [s |
		some s in lib.facts("iam.statement")
		s.value.kind == "boundary"
		iam.holders(s)[0] == st.value.boundary
	]
	every action in array.concat(p.actions, run(same(st), p)) {
		some s in within
		iam.effect(s, "Allow")
		iam.covers(s, action)
		count(iam.narrowing(s)) == 0
		count(iam.wide(s, p.type)) > 0
	}
	every s in within { spares(s, array.concat(p.actions, run(same(st), p))) }
}

# spares: no Deny of a boundary takes an action away again.
spares(s, _) if iam.effect(s, "Allow")

spares(s, actions) if count(iam.may_cover_of(s, actions)) == 0

# open_ways are those of which a step at least is in the user's hands.
open_ways(st) := [p | some p in ways(st); not only_by_aws(st, p)]

only_by_aws(st, p) if {
	iam.prescribed(st)
	leads([s | some s in same(st); beside(st, s); iam.prescribed(s)], p)
}

reaches(st, p) if count(iam.wide(st, p.type)) > 0

reaches(st, p) if count(own(st, p)) > 0

# own are the holders themselves that the statement takes in and that nothing
# certain or possible keeps from it.
own(st, p) := [o |
	some o in itself(st, p)
	not o.bounded
	not denied(st, p, o)
]

itself(st, p) := [o |
	p.own
	some o in object.get(st.value, "takes_in", [])
	o.kind == p.own
]

# denied: another statement of the same holder may take the action away again.
denied(st, p, o) if {
	some d in same(st)
	# not: an unknown effect may deny
	not iam.effect(d, "Allow")
	iam.may_cover(d, p.actions[0])
	meets(d, o)
}

meets(d, _) if count(d.value.resources) == 0 # all but a few, or incomplete

meets(d, _) if {
	some r in d.value.resources
	r.k == "unknown"
}

meets(d, o) if {
	some r in d.value.resources
	candor.arn_meets(iam.open(r), [regex.replace(o.own, `\$\{[^}]*\}`, "*")]) != ""
}

# leads: some statements certainly grant what a way needs beyond its first action.
leads(statements, p) if {
	by(statements, p)
	every other in rest(p) { granted(statements, other) }
	runs(statements, p)
}

rest(p) := array.slice(p.actions, 1, count(p.actions))

runs(_, p) if not p.then

runs(statements, p) if count(run(statements, p)) > 0

# run are the further actions that are surely granted, one set of them.
run(statements, p) := chosen[0] if {
	chosen := [actions |
		some actions in object.get(p, "then", [])
		every a in actions { started(statements, p, a) }
	]
} else := []

started(statements, p, action) if {
	not p.same
	granted(statements, action)
}

# A function that is there already is no new one: what is run must be what is made.
started(statements, p, action) if {
	p.same
	some s in surely(statements, action)
	some maker in surely(statements, p.actions[1])
	some made in texts(maker)
	some ran in texts(s)
	alike(ran, made)
}

texts(st) := ["*"] if {
	count(st.value.not_resources) > 0
} else := [iam.instance(r) | some r in st.value.resources]

alike(same_text, same_text)

alike(wide, made) if {
	contains(wide, "*")
	candor.arn_meets(wide, ["arn:*:lambda:*:*:function:*"]) != ""
	candor.arn_meets(wide, [made]) != ""
}

# by: a document that runs what its caller writes is certainly granted.
# may_be_by: one may be, here or in another statement of the same holder.
by(_, p) if not p.by

by(statements, p) if {
	p.by
	some s in surely(statements, p.actions[0])
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

# beside: by the defaults, the other statement is there as well, or this one is
# not there either.
beside(_, s) if not s.value.only

beside(st, s) if st.value.only == s.value.only

# granted by one of some statements, whatever the resource.
granted(statements, action) if count(surely(statements, action)) > 0

surely(statements, action) := [s |
	some s in statements
	iam.effect(s, "Allow")
	iam.covers(s, action)
	count(iam.narrowing(s)) == 0
]

# possible ways begin in this statement, when what is not known turns out so.
possible(st) := [p |
	begun := iam.may_cover_of(st, firsts)
	count(begun) > 0
	some p in iam_escalation.paths
	p.actions[0] in begun
	may_reach(st, p)
	may_be_by(st, p)
	every other in rest(p) { may_be_granted(st, other) }
]

may_reach(st, p) if count(iam.maybe_wide(st, p.type)) + count(st.value.not_resources) > 0

# A statement without resources is incomplete, and grants on nobody knows what.
may_reach(st, _) if count(st.value.resources) == 0

may_reach(st, p) if count(several(st, p.type)) > 0

may_reach(st, p) if count(itself(st, p)) > 0

# several are the resources that take in roles, users, groups or policies without
# naming them one by one.
several(st, type) := [r |
	iam_escalation.single[type]
	some r in st.value.resources
	r.k in {"known", "pattern"}
	text := iam.instance(iam.fixed(r))
	regex.match(`[*?]`, tail(text))
	candor.arn_meets(text, [sprintf("arn:*:iam::*:%s/*", [iam_escalation.single[type].word])]) != ""
	not of_aws(text, type)
]

# of_aws: what AWS alone writes: its own policies, and the roles of its services.
of_aws(text, "iam:policy") if split(text, ":")[4] == "aws"

of_aws(text, "iam:role") if startswith(tail(text), "role/aws-service-role/")

may_be_granted(st, action) if {
	some s in same(st)
	iam.may_allow(s)
	iam.may_cover(s, action)
}

why(st, p) := reasons if {
	reasons := (((((narrowed(st) | called(st, p)) | withheld(st, p)) | missing(st, p)) | hidden(st, p)) | bounded(st)) | documents(st, p)
	count(reasons) > 0
} else := {"another statement of the same holder decides, or the resources are named by exception or not at all"}

narrowed(st) := {sprintf("a condition on %s narrows it", [concat(", ", sort(iam.narrowing(st)))])} if {
	count(iam.narrowing(st)) > 0
} else := set()

bounded(st) := {"whoever holds it has a permissions boundary, which may not leave it"} if {
	st.value.bounded
} else := set()

documents(st, p) := {"what the documents that it may run do is not read here: of those that run what their caller writes, AWS' own have no account in their ARN"} if {
	p.by
	# not: what is not certain is what is asked for
	not by(same(st), p)
} else := set()

called(st, p) := {sprintf("it takes in any %s called %s, %s", [one.word, trim_prefix(tail(iam.text(r)), sprintf("%s/", [one.word])), one.gain]) |
	one := iam_escalation.single[p.type]
	count(iam.wide(st, p.type)) == 0
	some r in several(st, p.type)
}

withheld(st, p) := {sprintf("its own %s has a permissions boundary", [o.kind]) | some o in itself(st, p); o.bounded} | {sprintf("a Deny beside it may keep it from its own %s", [o.kind]) | some o in itself(st, p); denied(st, p, o)}

missing(st, p) := {p.still} if {
	p.still
	not runs(same(st), p)
} else := set()

# hidden are the reasons why values are not known.
hidden(st, p) := {v.why |
	some v in array.concat(array.concat([st.value.effect], st.value.actions), array.concat(open_resources(st, p), st.value.not_actions))
	v.k in {"pattern", "unknown"}
}

open_resources(st, p) := [r | some r in iam.maybe_wide(st, p.type); not r in iam.wide(st, p.type)]
