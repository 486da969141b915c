# METADATA
# scope: package
# title: A policy reaches beyond the promised resources
# description: |
#   "Permissions are limited to our own resources" holds when every resource
#   that a statement grants for the named services lies inside the promised
#   patterns. This is decided exactly: a failure shows an ARN that the statement
#   grants and no pattern covers.
#
#   - **Passes**: every granted resource is inside `allow`, whatever the holes
#     of the template are filled with; or the actions have no resource-level
#     support in AWS, which forces `*` (the message says which).
#   - **Fails**: an ARN outside is granted, whatever the holes are filled with.
#   - **Unknown**: the holes decide; a condition narrows what is granted (it is
#     not judged); an action of a service whose actions candor does not list.
#   - **Not applicable**: statements that grant nothing on these services, deny,
#     or belong to trust and resource policies.
#
#   A pass says so when the granted pattern can match no legal name: a Lambda
#   function's name holds no slash.
# custom:
#   severity: error
#   control: least-privilege
#   needs: [iam.statement]
#   fix: name the promised resources in the statement, or change what is published
#   version: "1"
#   claim_only: true
#   params:
#     services: {help: "services that the promise speaks of, such as ecr or lambda", required: true}
#     allow: {help: "ARN patterns of what may be granted", required: true}
#     unscopable: {help: "further actions, wildcards allowed, that may be granted on every resource", default: []}
package candor.rules.iam.scope

import data.candor.lib
import data.candor.tables.iam_actions

params := lib.params("iam/scope")

results contains judge(st) if some st in lib.facts("iam.statement")

kinds := {
	"trust": "says who may take the role on, not what the role may do",
	"resource": "says who may use one resource",
	"boundary": "bounds what others grant and grants nothing",
}

judge(st) := lib.not_applicable(st, sprintf("%s %s", [st.subject, kinds[st.value.kind]])) if {
	kinds[st.value.kind]
} else := lib.not_applicable(st, sprintf("%s denies", [st.subject])) if {
	is_effect(st, "Deny")
} else := lib.not_applicable(st, sprintf("%s grants nothing on %s", [st.subject, concat(", ", params.services)])) if {
	count(touching(st)) + count(unread_actions(st)) == 0
} else := decided(st, view(st))

# view is what the outcome rests on, worked out once.
view(st) := {
	"touching": touching(st),
	"limitable": [a | some a in touching(st); class(a) == "limitable"],
	"unlisted": [a | some a in touching(st); class(a) == "unlisted"],
	"relevant": relevant(st),
	"outside": outside(st),
}

decided(st, v) := lib.pass(st, sprintf("%s is limited to the promised resources%s%s", [st.subject, origin(st, v), vacuous(v)])) if {
	all_inside(st, v)
} else := lib.pass(st, sprintf("%s grants %s on every resource: AWS gives these actions no resource-level support", [st.subject, names(v.touching)])) if {
	count(unread_actions(st)) == 0
	every a in v.touching { class(a) == "unscopable" }
} else := lib.at(lib.fail(st, sprintf("%s allows %s on every resource but a few", [st.subject, names(v.limitable)])), st.value.not_resources[0].at) if {
	certain(st)
	count(st.value.not_resources) > 0
	count(v.limitable) > 0
} else := failure(st, v, v.limitable, v.outside[0]) if {
	certain(st)
	count(v.limitable) > 0
} else := failure(st, v, v.unlisted, named_outside(v)[0]) if {
	certain(st)
	count(v.unlisted) > 0
} else := lib.unknown(st, sprintf("Whether %s is limited to the promised resources can't be told: %s", [st.subject, concat("; ", sort(hidden(st, v)))]))

failure(st, v, actions, out) := lib.at(lib.fail(st, message), out.at) if {
	message := sprintf(
		"%s allows %s on %s, outside the promised resources: for example %s%s",
		[st.subject, names(actions), out.text, out.witness, origin(st, v)],
	)
}

is_effect(st, effect) if {
	lib.known(st.value.effect)
	st.value.effect.v == effect
}

# certain: what the statement lists is granted, and nothing narrows it.
certain(st) if {
	is_effect(st, "Allow")
	not st.value.has_condition
}

# --- actions

# touching are the actions that may be of one of the services. NotAction is a
# grant of everything else.
touching(st) := array.concat(
	[a | some a in st.value.actions; touches(a)],
	[n | some n in [nearly_all(st)]],
)

touches(a) if {
	a.k in {"known", "pattern"}
	some service in params.services
	of_service(a, lower(service))
}

nearly_all(st) := {"k": "known", "v": "*", "from": "literal", "at": st.value.not_actions[0].at} if {
	count(st.value.not_actions) > 0
	some service in params.services
	not excluded(st, lower(service))
}

# of_service: the action may be one of the service.
of_service(a, _) if a.k == "unknown"

# What is written in a way that IAM does not know may be anything.
of_service(a, _) if {
	a.k in {"known", "pattern"}
	not iam_actions.plain(a)
}

of_service(a, service) if {
	a.k in {"known", "pattern"}
	iam_actions.plain(a)
	glob.match(split(lower(a.v), ":")[0], null, service)
}

# touched are the services that the actions may be of.
touched(st) := {s |
	some service in params.services
	s := lower(service)
	some a in st.value.actions
	of_service(a, s)
} | {s |
	count(st.value.not_actions) > 0
	some service in params.services
	s := lower(service)
	not excluded(st, s)
}

excluded(st, service) if {
	some n in st.value.not_actions
	lib.known(n)
	lower(n.v) in {"*", "*:*", sprintf("%s:*", [service])}
}

unread_actions(st) := [a | some a in st.value.actions; a.k == "unknown"]

# class: what the promise excuses by name comes first.
class(a) := "unscopable" if {
	extra(a)
} else := iam_actions.class(a)

extra(a) if {
	some pattern in params.unscopable
	glob.match(lower(pattern), null, lower(a.v))
}

# --- resources

# relevant leaves out what certainly belongs to another service.
relevant(st) := [r | some r in st.value.resources; not of_another(r)]

of_another(r) if {
	r.k in {"known", "pattern"}
	service := split(r.v, ":")[2]
	not contains(service, "*")
	not contains(service, "?")
	not contains(service, "$")
	not lower(service) in {lower(s) | some s in params.services}
	not allowed_service(service)
}

# Some services name their resources by another word than their actions: what
# the promise names counts, too.
allowed_service(service) if {
	some pattern in params.allow
	parts := split(pattern, ":")
	glob.match(array.concat(parts, ["*", "*", "*"])[2], null, service)
}

all_inside(st, v) if {
	count(st.value.not_resources) == 0
	count(st.value.resources) > 0
	every r in v.relevant { inside(st, r) }
}

inside(st, r) if {
	r.k in {"known", "pattern"}

	# A hole, the template's or IAM's own, is read as "anything".
	every t in reach(st, regex.replace(r.v, `\$\{[^}]*\}`, "*")) {
		candor.arn_outside(t, params.allow) == ""
	}
}

# reach is what a resource grants of the touched services: a bare "*" is
# everything of each.
reach(st, granted) := [sprintf("arn:*:%s:*:*:*", [s]) | some s in touched(st)] if {
	regex.match(`^\*+$`, granted)
} else := [granted]

# outside lists the resources that are certainly not inside, each with an ARN
# that shows it. "?" is the answer to a question too large to settle.
outside(st) := [{"text": text(r), "witness": w, "at": r.at} |
	some r in relevant(st)
	r.k in {"known", "pattern"}
	some t in reach(st, text(r))
	w := candor.arn_outside(t, params.allow)
	not w in {"", "?"}
]

# named_outside leaves out the bare "*", which an action may be forced to use.
named_outside(v) := [o | some o in v.outside; not regex.match(`^\*+$`, o.text)]

text(r) := r.v if lib.known(r)

text(r) := r.raw if lib.pattern(r)

# --- words

names(actions) := concat(", ", [a.v | some a in actions])

origin(st, _) := sprintf(" (managed policy %s)", [st.value.managed]) if st.value.managed

origin(st, v) := sprintf(" (by the %s, which a deployment can override)", [defaults(v)[0]]) if {
	not st.value.managed
	count(defaults(v)) > 0
}

origin(st, v) := "" if {
	not st.value.managed
	count(defaults(v)) == 0
}

defaults(v) := [val.why |
	some val in array.concat(v.touching, v.relevant)
	val.from == "default"
]

vacuous(v) := sprintf("; %s matches nothing, a function's name holds no slash", [odd[0]]) if {
	odd := [r.v | some r in v.relevant; regex.match(`^arn:[^:]*:lambda:[^:]*:[^:]*:function:[^:]*/`, r.v)]
	count(odd) > 0
} else := ""

hidden(st, v) := reasons if {
	reasons := (whys(st, v) | conditional(st)) | unlisted_words(v)
	count(reasons) > 0
} else := {"its actions or resources can be read in more than one way"}

whys(st, v) := {val.why |
	some val in array.concat(array.concat([st.value.effect], st.value.actions), array.concat(v.relevant, st.value.not_actions))
	val.k in {"pattern", "unknown"}
}

conditional(st) := {"a condition narrows it"} if st.value.has_condition

conditional(st) := set() if not st.value.has_condition

unlisted_words(v) := {sprintf("whether %s can be limited to a resource is not in candor's list", [a.v]) | some a in v.unlisted}
