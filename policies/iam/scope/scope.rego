# METADATA
# scope: package
# title: A policy reaches beyond the promised resources
# description: |
#   "Permissions are limited to our own resources" holds when every resource
#   that a statement grants for the named services lies inside the promised
#   patterns. Each action pattern is expanded by AWS' own list of actions, so
#   that only resources count that the action can be granted on, and the rest is
#   decided exactly: a failure shows an ARN that the statement grants and no
#   pattern covers.
#
#   - **Passes**: every granted resource is inside `allow`, whatever the holes
#     of the template are filled with; or the actions have no resource-level
#     support in AWS, which forces `*` (the message says which).
#   - **Fails**: an ARN outside is granted, whatever the holes are filled with,
#     and no `Deny` beside it takes it back.
#   - **Unknown**: the holes decide; a condition may narrow the resources
#     (conditions on who, when and from where do not); a service or an action
#     that the catalogue does not hold.
#   - **Not applicable**: statements that grant nothing on these services, deny,
#     or belong to trust and resource policies.
#
#   A pass says so when a granted pattern can match no legal name: a Lambda
#   function's name holds no slash. A misspelt action is named.
# custom:
#   severity: error
#   control: least-privilege
#   needs: [iam.statement]
#   fix: name the promised resources in the statement, or change what is published
#   version: "4"
#   claim_only: true
#   params:
#     services: {help: "services that the promise speaks of, such as ecr or lambda", required: true}
#     allow: {help: "ARN patterns of what may be granted", required: true}
#     unscopable: {help: "further actions, wildcards allowed, that may be granted on every resource", default: []}
#     forbid_unscopable: {help: "whether actions that AWS can't limit to a resource are failures, but for those of unscopable", default: false}
package candor.rules.iam.scope

import data.candor.lib
import data.candor.lib.iam

params := lib.params("iam/scope")

services := [lower(s) | some s in params.services]

results contains judge(st) if some st in lib.facts("iam.statement")

judge(st) := lib.not_applicable(st, sprintf("%s %s", [st.subject, iam.grants_nothing[st.value.kind]])) if {
	iam.grants_nothing[st.value.kind]
} else := lib.not_applicable(st, sprintf("%s denies", [st.subject])) if {
	iam.effect(st, "Deny")
} else := decided(st, view(st))

# view is what the outcome rests on, worked out once.
view(st) := {"may": may, "limitable": limitable, "forced": forced(may), "unlisted": unlisted(st, may), "outside": outside(st, sure)} if {
	may := iam.may_reach(st, services)
	limitable := [g | some g in may.groups; count(g.arns) > 0]
	sure := iam.reach(st, services)
}

decided(st, v) := lib.not_applicable(st, sprintf("%s grants nothing on %s%s", [st.subject, concat(", ", params.services), misspelt(v)])) if {
	count(v.may.groups) + count(v.unlisted) == 0
} else := failure(st, v, v.outside[0]) if {
	count(v.outside) > 0
} else := forbidden(st, v) if {
	count(v.forced) > 0
	params.forbid_unscopable
	iam.effect(st, "Allow")
	every a in st.value.actions { lib.known(a) }
} else := lib.pass(st, sprintf("%s grants %s on every resource: AWS gives these actions no resource-level support (%s)%s", [st.subject, listed(v.may.groups), candor.iam_catalogue(), misspelt(v)])) if {
	count(v.limitable) + count(v.unlisted) == 0
	iam.effect(st, "Allow")
	every a in st.value.actions { a.k != "unknown" }
} else := lib.pass(st, sprintf("%s is limited to the promised resources%s%s%s", [st.subject, iam.origin(st, st.value.resources), vacuous(st, v), misspelt(v)])) if {
	count(v.unlisted) == 0
	all_inside(st, v)
} else := lib.unknown(st, sprintf("Whether %s is limited to the promised resources can't be told: %s", [st.subject, concat("; ", sort(hidden(st, v)))]))

failure(st, _, out) := lib.at(lib.fail(st, message), out.at) if {
	message := sprintf(
		"%s allows %s on %s, outside the promised resources: for example %s%s%s",
		[st.subject, listed([out.group]), out.text, out.witness, iam.origin(st, array.concat(st.value.actions, st.value.resources)), empty_promise],
	)
}

forbidden(st, v) := lib.fail(st, sprintf("%s grants %s, which AWS can't limit to a resource (%s)", [st.subject, listed(v.forced), candor.iam_catalogue()]))

# --- actions

# forced are the actions that a policy can't limit, less those that the promise
# excuses by name.
forced(may) := [object.union(g, {"actions": kept}) |
	some g in may.groups
	count(g.arns) == 0
	kept := [a | some a in g.actions; not excused(a)]
	count(kept) > 0
]

excused(action) if {
	some p in params.unscopable
	candor.iam_match(p, action)
}

# unlisted are the promised services of which the catalogue knows nothing, when
# the statement may touch them, and action patterns that IAM does not write.
unlisted(_, may) := may.unknown

# --- resources

# relevant are the resources on which one of the actions can be granted.
relevant(st, v) := [r | some r in st.value.resources; may_touch(r, v)]

may_touch(r, _) if r.k == "unknown"

may_touch(r, v) if {
	some g in v.limitable
	candor.arn_meets(iam.open(r), g.arns) != ""
}

all_inside(st, v) if {
	iam.effect(st, "Allow")
	count(st.value.not_resources) == 0
	count(st.value.resources) > 0
	every r in st.value.resources { inside(r, v) }
}

inside(r, v) if {
	r.k in {"known", "pattern"}
	every g in v.limitable { inside_group(r, g) }
}

inside_group(r, g) if candor.arn_outside(iam.open(r), g.arns, params.allow) == ""

inside_group(_, g) if every a in g.actions { excused(a) }

# outside lists what is certainly granted and certainly not promised, each with
# an ARN that shows it. "?" is the answer to a question too large to settle.
outside(st, sure) := [out |
	iam.effect(st, "Allow")
	count(iam.narrowing(st)) == 0
	some g in sure.groups
	count(g.arns) > 0
	kept := [a | some a in g.actions; not excused(a)]
	count(kept) > 0
	some r in granted(st)
	w := candor.arn_outside(r.text, g.arns, params.allow)
	not w in {"", "?"}
	not taken_back(st, kept, r, g)
	out := {"group": object.union(g, {"actions": kept}), "text": r.words, "witness": w, "at": r.at}
]

granted(st) := [{"text": iam.text(r), "words": iam.text(r), "at": r.at} | some r in st.value.resources; r.k in {"known", "pattern"}] if {
	count(st.value.not_resources) == 0
}

# Everything but a few: whatever of the promise is excepted, the rest of AWS is not.
granted(st) := [{"text": "*", "words": "every resource but a few", "at": st.value.not_resources[0].at} |
	every r in st.value.not_resources { lib.known(r) }
	every r in st.value.not_resources { not regex.match(`^[*?:]*$`, r.v) }
] if {
	count(st.value.not_resources) > 0
}

# taken_back: a Deny of the same owner, which is surely there and without
# conditions, covers it all.
taken_back(st, actions, r, g) if {
	some d in iam.beside(st)
	iam.bound_to(st, d)
	d.value.kind == st.value.kind
	iam.effect(d, "Deny")
	not d.value.has_condition
	not d.value.maybe
	there(st, d)
	count(d.value.not_resources) == 0
	every a in actions { iam.covers(d, a) }
	candor.arn_outside(regex.replace(r.text, `\$\{[^}]*\}`, "*"), g.arns, [x.v | some x in d.value.resources; lib.known(x)]) == ""
}

# there: a Deny that is there wherever the statement is.
there(_, d) if not d.value.only

there(st, d) if st.value.only == d.value.only

# --- words

# listed names a few actions of the groups.
listed(groups) := text if {
	all := [a | some g in groups; some a in g.actions]
	count(all) <= 4
	text := concat(", ", all)
} else := sprintf("%s and %d more", [concat(", ", array.slice(all, 0, 3)), count(all) - 3]) if {
	all := [a | some g in groups; some a in g.actions]
}

vacuous(st, v) := sprintf("; %s can match no legal name, so it grants nothing", [odd[0]]) if {
	odd := [iam.text(r) |
		some r in st.value.resources
		r.k in {"known", "pattern"}
		of_promised_service(r)
		not may_touch(r, v)
	]
	count(odd) > 0
} else := ""

# A promised pattern that no resource of its service can bear promises nothing.
default empty_promise := ""

empty_promise := sprintf("; the promised pattern %s itself can match no legal name", [empty[0]]) if {
	empty := [p |
		some p in params.allow
		service := lower(split(p, ":")[2])
		service in services
		arns := [a | some g in candor.iam_reach([sprintf("%s:*", [service])], [], []).groups; some a in g.arns]
		count(arns) > 0
		candor.arn_meets(p, arns) == ""
	]
	count(empty) > 0
}

# of_promised_service: the pattern is meant for one of the services.
of_promised_service(r) if lower(split(r.v, ":")[2]) in services

misspelt(v) := sprintf("; AWS knows no action %s%s", [name, hint]) if {
	some name in sort(object.keys(v.may.misspelt))
	hint := did_you_mean(v.may.misspelt[name])
	name == sort(object.keys(v.may.misspelt))[0]
} else := ""

did_you_mean(near) := "" if near == ""

did_you_mean(near) := sprintf(" (%s is near)", [near]) if near != ""

hidden(st, v) := reasons if {
	reasons := (whys(st, v) | conditional(st)) | unlisted_words(v)
	count(reasons) > 0
} else := {"its actions or resources can be read in more than one way"}

whys(st, v) := {val.why |
	some val in array.concat(array.concat([st.value.effect], st.value.actions), array.concat(relevant(st, v), array.concat(st.value.not_actions, st.value.not_resources)))
	val.k in {"pattern", "unknown"}
}

conditional(st) := {sprintf("a condition on %s narrows it", [concat(", ", sort(iam.narrowing(st)))])} if count(iam.narrowing(st)) > 0

conditional(st) := set() if count(iam.narrowing(st)) == 0

unlisted_words(v) := {sprintf("candor's list of actions does not hold %s", [u]) | some u in v.unlisted}
