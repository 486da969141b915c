# METADATA
# scope: package
# title: A policy grants everything
# description: |
#   A statement that allows every action, or all of a service that hands out
#   permissions, makes its holder an administrator.
#
#   - **Fails**: `Allow` with action `*`, with every action of one of `services`,
#     or with another `NotAction`, where the resource is everything (`*`, or every
#     resource of such a service). A condition does not change that.
#   - **Passes**: narrower actions, or resources of one other service only. Single
#     actions that lead to more permissions, such as `iam:PutRolePolicy`, are
#     not weighed here.
#   - **Unknown**: actions or resources that only a deployment knows, or that
#     stand in a managed policy which is not in the tree; what the defaults leave
#     out; a policy that calls itself a permissions boundary and that nothing
#     attaches.
#   - **Not applicable**: `Deny`; trust and resource policies, which say who may
#     use one thing (in a key policy `*` means that key); permission boundaries,
#     which grant nothing; and `NotAction` that leaves out every action of all
#     `services` but `sts`, as PowerUserAccess does: what hands out permissions is
#     not granted, and the rest is for `iam/wildcard-resource` and
#     `iam/privilege-escalation`.
# custom:
#   severity: error
#   control: least-privilege
#   needs: [iam.statement]
#   fix: name the actions and the resources that are needed
#   version: "2"
#   params:
#     services: {help: "services whose every action makes an administrator", default: [iam, sts, organizations]}
package candor.rules.iam.admin_wildcard

import data.candor.lib
import data.candor.lib.iam

services := lib.params("iam/admin-wildcard").services

results contains judge(st) if some st in lib.facts("iam.statement")

reasons := {
	"trust": "says who may take the role on, not what the role may do",
	"resource": "says who may use one resource",
	"boundary": "bounds what others grant and grants nothing",
}

judge(st) := lib.not_applicable(st, sprintf("%s %s", [st.subject, reasons[st.value.kind]])) if {
	reasons[st.value.kind]
} else := lib.not_applicable(st, sprintf("%s denies", [st.subject])) if {
	is_effect(st, "Deny")
} else := lib.pass(st, sprintf("%s grants no wildcard over everything", [st.subject])) if {
	narrow(st)
} else := lib.not_applicable(st, sprintf("%s grants all but what hands out rights; see iam/wildcard-resource", [st.subject])) if {
	iam.spares_rights(st, services)
} else := lib.at(lib.fail(st, sprintf("%s allows %s on %s%s%s", [st.subject, action_text(st), resource_text(st), condition_text(st), origin(st)])), place(st)) if {
	is_effect(st, "Allow")
	surely_wide(st)
	surely_broad(st)
} else := lib.unknown(st, sprintf("Whether %s grants everything can't be told: %s", [st.subject, concat("; ", sort(hidden(st)))]))

is_effect(st, effect) if {
	st.value.effect.k == "known"
	st.value.effect.v == effect
}

# --- actions: wide (everything), narrow, or not to be told

# IAM reads ? as any one character, so ?* is a wildcard over everything as well.
full(text) if regex.match(`^[*?]*\*[*?]*(:[*?]*\*[*?]*)?$`, text)

wide_text(text) if {
	regex.match(`(^|:)[*?]*\*[*?]*$`, text) # most texts end in a name, and need no closer look
	wide_pattern(text)
}

wide_pattern(text) if full(text)

wide_pattern(text) if {
	some service in services
	regex.match(`^[*?]*\*[*?]*$`, trim_prefix(lower(text), sprintf("%s:", [service])))
}

wide_actions(st) := [a | some a in st.value.actions; wide_text(instance(a))]

# A wildcard within the service's name: i*:*.
wide_pattern(text) if {
	parts := split(lower(text), ":")
	count(parts) == 2
	regex.match(`[*?]`, parts[0])
	regex.match(`^[*?]*\*[*?]*$`, parts[1])
	some service in services
	candor.iam_match(parts[0], service)
}

# instance is what a value grants whatever its holes are filled with: a hole is
# never a wildcard here.
instance(val) := val.v if {
	val.k == "known"
} else := regex.replace(val.raw, `\$\{[^}]*\}`, "x") if {
	val.k == "pattern"
}

# Not certainly narrow: wide, or with a hole that may make it so, or unknown.
open_actions(st) := [a |
	some a in candor.texts(st.value.actions).open
	open_action(a)
]

open_action(a) if a.k == "unknown"

open_action(a) if {
	a.k in {"known", "pattern"}
	wide_text(a.v)
}

open_action(a) if {
	some o in object.get(a, "others", [])
	wide_text(o)
}

surely_wide(st) if count(wide_actions(st)) > 0

surely_wide(st) if except_actions(st)

except_actions(st) if {
	count(st.value.not_actions) > 0
	every a in st.value.not_actions {
		lib.known(a)
		not full(a.v)
	}
}

# --- resources: broad (everything), narrow, or not to be told

broad_text(text) if {
	regex.match(`[*?]`, text)
	broad_pattern(text)
}

broad_pattern(text) if regex.match(`^[*?]*\*[*?]*$`, text)

# The service segment is open: arn:*, arn:aws:*, arn:aws:*:...
broad_pattern(text) if regex.match(`^arn:([^:]*\*$|[^:]*:[^:]*[*?])`, text)

# All of a service that hands out permissions.
broad_pattern(text) if {
	parts := split(text, ":")
	parts[2] in services
	regex.match(`^((role|user|group|policy)/)?[*?]*\*[*?]*$`, concat(":", array.slice(parts, 5, count(parts))))
}

surely_broad(st) if count(broad_resources(st)) > 0

surely_broad(st) if count(st.value.not_resources) > 0

broad_resources(st) := [r | some r in st.value.resources; broad_text(instance(r))]

open_resources(st) := [r |
	some r in st.value.resources
	open_resource(r)
]

open_resource(r) if r.k == "unknown"

open_resource(r) if {
	r.k in {"known", "pattern"}
	broad_text(r.v)
}

# narrow: whatever the holes are filled with, no action is wide or no resource broad.
narrow(st) if {
	count(st.value.not_actions) == 0
	count(open_actions(st)) == 0
}

narrow(st) if {
	count(st.value.not_resources) == 0
	count(st.value.resources) > 0
	count(open_resources(st)) == 0
}

# --- words

action_text(st) := wide_actions(st)[0].v if count(wide_actions(st)) > 0

action_text(st) := sprintf("every action but %s", [concat(", ", [a.v | some a in st.value.not_actions])]) if {
	count(wide_actions(st)) == 0
}

resource_text(st) := broad_resources(st)[0].v if count(broad_resources(st)) > 0

resource_text(st) := "every resource but a few" if count(broad_resources(st)) == 0

condition_text(st) := " under a condition" if st.value.has_condition

condition_text(st) := "" if not st.value.has_condition

origin(st) := sprintf(" (managed policy %s)", [st.value.managed]) if st.value.managed

origin(st) := sprintf(" (by the %s, which a deployment can override)", [defaults(st)[0]]) if {
	not st.value.managed
	count(defaults(st)) > 0
}

origin(st) := "" if {
	not st.value.managed
	count(defaults(st)) == 0
}

defaults(st) := [v.why |
	some v in array.concat(wide_actions(st), broad_resources(st))
	v.from == "default"
]

hidden(st) := reasons if {
	reasons := {v.why |
		some v in array.concat([st.value.effect], array.concat(
			array.concat(open_actions(st), st.value.not_actions),
			open_resources(st),
		))
		v.k in {"pattern", "unknown"}
	} | {lib.choice(a) | some a in open_actions(st); a.others}
	count(reasons) > 0
} else := {"the statement is incomplete"}

place(st) := wide_actions(st)[0].at if count(wide_actions(st)) > 0

place(st) := st.value.not_actions[0].at if count(wide_actions(st)) == 0
