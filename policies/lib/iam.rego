# METADATA
# title: Words that rules on IAM statements share
# description: |
#   What a statement names for certain, what it may name, and what narrows it.
#   A value with a hole counts as everything where a pass is at stake and as one
#   fixed name where a failure is.
package candor.lib.iam

import data.candor.lib

effect(st, word) if {
	st.value.effect.k == "known"
	st.value.effect.v == word
}

# may_allow: not certainly a Deny.
# not: an unknown effect may allow
may_allow(st) if not effect(st, "Deny")

# kinds of documents that give nobody rights over other things.
grants_nothing := {
	"trust": "says who may take the role on, not what the role may do",
	"resource": "says who may use one resource",
	"boundary": "bounds what others grant and grants nothing",
}

# named are the action patterns that the statement certainly holds; possible are
# those and every reading of the ones with holes.
named(st) := candor.texts(st.value.actions).named if {
	count(st.value.not_actions) == 0
} else := ["*"]

possible(st) := candor.texts(st.value.actions).possible if {
	count(st.value.not_actions) == 0
} else := ["*"]

# everything: it grants every action on every resource, or on all but a few.
everything(st) if {
	count(st.value.not_actions) == 0
	some a in named(st)
	regex.match(`^[*?]*\*[*?]*(:[*?]*\*[*?]*)?$`, a)
	every_resource(st)
}

every_resource(st) if count(st.value.not_resources) > 0

every_resource(st) if {
	some r in st.value.resources
	regex.match(`^[*?]*\*[*?]*$`, instance(r))
}

# hands_out_all: it grants every action on every resource but a few actions, and
# those are not all that hand out rights.
hands_out_all(st) if {
	count(st.value.not_actions) > 0
	effect(st, "Allow")
	every a in st.value.not_actions {
		lib.known(a)
		not regex.match(`^[*?]*\*[*?]*(:[*?]*\*[*?]*)?$`, a.v)
	}
	every_resource(st)
	not spares_rights(st, ["iam", "organizations"])
}

# spares_rights: every action of the services that hand out permissions is surely
# left out. Of sts that is not asked: a role is taken on by whom its trust lets.
spares_rights(st, services) if {
	asked := {lower(s) | some s in services} - {"sts"}
	count(asked) > 0
	count(st.value.not_actions) > 0
	every s in asked {
		some a in st.value.not_actions
		lib.known(a)
		all_of_service(lower(a.v), s)
	}
}

all_of_service(text, service) if {
	parts := split(text, ":")
	count(parts) == 2
	candor.iam_match(parts[0], service)
	regex.match(`^[*?]*\*[*?]*$`, parts[1])
	not regex.match(`\?`, parts[1]) # which asks for a length
	not regex.match(`^[*?]*\*[*?]*(:[*?]*\*[*?]*)?$`, text) # which leaves out everything
}

# leads_on: everything but a few actions is granted on everything, those that hand out
# rights are among the few, and what is left surely leads to more rights.
leads_on(st) if {
	count(st.value.not_actions) > 0
	effect(st, "Allow")
	some r in st.value.resources
	regex.match(`^[*?]*\*[*?]*$`, instance(r))
	count(narrowing(st)) == 0
	not st.value.bounded
	not st.value.only
	not st.value.kept["for"]
	count(covered(st, ["lambda:UpdateFunctionCode", "cloudformation:UpdateStack", "ssm:StartSession"])) > 0
}

# beside are the statements that one principal holds together with this one, which
# is among them. Instances of a module are told apart where their statements
# differ. A statement without holders is one of a live account.
beside(st) := [s |
	some i in {holding_pairs[k][0] | some h in holders(st); some k in held[h]}
	s := lib.facts("iam.statement")[i]
	meet(instances(st), instances(s))
]

holders(st) := st.value.holders

holders(st) := [["", st.value.owner]] if not st.value.holders

# an index: who looks through all statements for each has no end of it
holding_pairs := [[i, h] | some i, st in lib.facts("iam.statement"); some h in holders(st)]

held := candor.positions([p[1] | some p in holding_pairs])

# bound_to: whoever holds the one holds the other, in every instance.
bound_to(a, b) if {
	a.value.holders[0] == b.value.holders[0]
	within(instances(a), instances(b))
}

bound_to(a, b) if {
	not a.value.holders
	a.value.owner == b.value.owner
}

instances(st) := object.get(st.value, "instances", [])

meet([], _)

meet(_, [])

meet(xs, ys) if {
	some x in xs
	x in ys
}

within(_, [])

within(xs, ys) if {
	count(xs) > 0
	every x in xs { x in ys }
}

# excepted are the action patterns that the statement certainly leaves out.
excepted(st) := [] if {
	count(st.value.not_actions) == 0
} else := candor.texts(st.value.not_actions).named

# reach is what the statement certainly names; may_reach is everything that it
# may name. What may be excepted is not certainly named.
reach(st, _) := {"groups": [], "unknown": [], "misspelt": {}} if {
	some a in st.value.not_actions
	not lib.known(a)
}

reach(st, services) := candor.iam_reach(named(st), excepted(st), services) if {
	every a in st.value.not_actions { lib.known(a) }
}

may_reach(st, services) := candor.iam_reach(possible(st), excepted(st), services)

# covered are those of some actions that the statement certainly names; may_cover_of
# are those that it may name. One question for a whole list: statements are many.
covered(st, actions) := candor.iam_covered(named(st), excepted(st), actions) if {
	certain(st)
} else := []

# certain: what the statement leaves out is known.
certain(st) if count(st.value.not_actions) == 0

certain(st) if {
	count(st.value.not_actions) > 0
	every a in st.value.not_actions { lib.known(a) }
}

may_cover_of(st, actions) := candor.iam_covered(possible(st), excepted(st), actions)

covers(st, action) if count(covered(st, [action])) > 0

may_cover(st, action) if count(candor.iam_covered(possible(st), excepted(st), [action])) > 0

# open is a resource with its holes read as anything, IAM's own included.
open(r) := regex.replace(r.v, `\$\{[^}]*\}`, "*") if r.k in {"known", "pattern"}

# text is a resource with its holes kept.
text(r) := r.v if lib.known(r)

text(r) := r.raw if lib.pattern(r)

# everyone tells a resource pattern that takes in any resource of a type, such as
# iam:role: "*", or one that reads "role/*". A hole is one name.
everyone(r, _) if regex.match(`^[*?]*\*[*?]*$`, instance(r))

everyone(r, type) if {
	parts := split(instance(r), ":")
	count(parts) < 6
	candor.arn_meets(instance(r), made_up("*", type)) != ""
}

everyone(r, type) if {
	parts := split(instance(r), ":")
	count(parts) >= 6
	candor.iam_match(parts[2], split(type, ":")[0])
	candor.arn_meets(instance(r), made_up(parts[4], type)) != ""
}

# made_up are ARNs of a name that nobody promised.
made_up(account, type) := [sprintf("arn:*:%s:*:%s:%s%szz9-anyone", [kind[0], account, kind[1], sign]) | some sign in ["/", ":"]] if kind := split(type, ":")

# instance is a resource with one made-up name in each hole.
instance(r) := r.v if {
	r.k == "known"
} else := regex.replace(r.raw, `\$\{[^}]*\}`, "x") if {
	r.k == "pattern"
}

# wide are the resources that certainly take in every one of a type. A variable
# of IAM's own is one name in each request.
wide(st, type) := [r | some r in st.value.resources; everyone(fixed(r), type)]

fixed(r) := object.union(r, {"v": regex.replace(r.v, `\$\{[^}]*\}`, "x")}) if {
	r.k == "known"
} else := r

# maybe_wide adds those of which it can't be told.
maybe_wide(st, type) := [r | some r in st.value.resources; may_be_everyone(r, type)]

may_be_everyone(r, _) if r.k == "unknown"

may_be_everyone(r, type) if {
	some other in object.get(r, "others", [])
	everyone({"k": "known", "v": other}, type)
}

# The name of the caller's own user is no other's.
may_be_everyone(r, type) if {
	r.k in {"known", "pattern"}
	own := object.union(r, {"v": replace(r.v, "${aws:username}", "x")})
	everyone({"k": "known", "v": open(own)}, type)
}

# --- words

# origin tells where a value comes from that a deployment can change.
origin(st, values) := sprintf(" (managed policy %s)", [st.value.managed]) if {
	st.value.managed
} else := overridden(values)

overridden(values) := sprintf(" (by the %s, which a deployment can override)", [defaults[0]]) if {
	defaults := [v.why | some v in values; v.from == "default"]
	count(defaults) > 0
} else := ""

# by is what an action comes from that nobody wrote down.
by(st, action) := sprintf(" (by everything but %s)", [few(excepted(st))]) if {
	count(st.value.not_actions) > 0
} else := sprintf(" (by %s)", [wild[0]]) if {
	every a in named(st) { lower(a) != lower(action) }
	wild := [a | some a in named(st); candor.iam_match(a, action)]
	count(wild) > 0
} else := ""

# resting are those on whose defaults more rests than the partition, region or account
# of an ARN: where it lies changes nothing of what it holds.
resting(values) := [v | some v in values; not v.within]

# few names the first of many texts, and the number of the others.
few(texts) := concat(", ", texts) if {
	count(texts) <= 5
} else := sprintf("%s and %d more", [concat(", ", array.slice(texts, 0, 4)), count(texts) - 4])

# --- who a trust or resource policy speaks to

# anyone are the principals that are surely everybody; maybe_anyone adds those
# that may be.
anyone(st) := [p | some p in st.value.principals; lib.known(p); is_anyone(p.type, p.v)]

maybe_anyone(st) := [p | some p in st.value.principals; may_be_anyone(p)]

is_anyone("*", "*")

is_anyone("AWS", "*")

# Everybody but a few is everybody.
is_anyone(type, _) if startswith(type, "not")

may_be_anyone(p) if {
	p.k == "unknown"
	p.type in {"*", "AWS"}
	# not: only what reads as the own account is it
	not own_account(p)
}

may_be_anyone(p) if {
	p.type in {"*", "AWS"}
	lib.may_be(p, "*")
}

# AWS takes no wildcard in a part of a principal, and "*" for no other type: what it
# makes of one can't be told.
may_be_anyone(p) if {
	lib.known(p)
	p.type in {"AWS", "Federated", "CanonicalUser"}
	contains(p.v, "*")
}

# made: the value is one that AWS gives to what the sources make.
made(v) if {
	v.k == "unknown"
	regex.match(`^(the name of )?[A-Za-z0-9_.]+ is (known after|given at) deployment$`, v.why)
}

# own_account: the value is the account that the sources are deployed to.
own_account(v) if {
	v.k == "unknown"
	v.why == "AWS::AccountId is set by the deployment"
}

own_account(v) if {
	v.k == "unknown"
	regex.match(`^data\.aws_caller_identity\.[^.]+\.(account_id|id) is read at deployment$`, v.why)
}

# A hole beside other text is part of a name; a bare one may be "*".
may_be_anyone(p) if {
	lib.pattern(p)
	p.type in {"*", "AWS"}
	regex.match(`^(\$\{[^}]*\}|[*:])*$`, p.raw)
}

may_be_anyone(p) if {
	lib.known(p)
	is_anyone(p.type, p.v)
}

# Keys of conditions that say whose request it must be, and the operators that
# hold a request to the values given.
of_whom := {
	"aws:principalaccount", "aws:principalarn", "aws:principalorgid", "aws:principalorgpaths", "aws:sourceaccount",
	"aws:sourcearn", "aws:sourceip", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner", "aws:sourcevpc", "aws:sourcevpce",
	"aws:userid", "aws:vpceaccount", "aws:vpceorgid", "aws:vpceorgpaths", "kms:calleraccount", "s3:dataaccesspointaccount",
}

holding := {"arnequals", "arnlike", "ipaddress", "stringequals", "stringequalsignorecase", "stringlike"}

# bound are the keys that certainly keep strangers out.
bound(st) := {lower(key) |
	is_object(st.value.conditions)
	some operator, tests in st.value.conditions
	trim_prefix(lower(operator), "foranyvalue:") in holding # which no request without the key meets
	some key, values in tests
	lower(key) in of_whom
	count(values) > 0
	every v in values { keeps_out(v) }
	some_addresses(values)
}

# keeps_out: the value is one that a stranger can't bear. A hole is one text; a
# variable of IAM's own is filled in by the request, so a stranger bears it.
keeps_out(v) if {
	v.k in {"known", "pattern"}
	not contains(v.v, "${")
	strangers_cannot(instance(v))
}

keeps_out(v) if own_account(v)

# The ARN of a resource that the sources make begins it: that holds its account.
keeps_out(v) if {
	lib.pattern(v)
	regex.match(`^\$\{[^}]*[._](?i:arn)\}`, v.raw)
	not regex.match(`^\$\{(var|local|each|path)\.`, v.raw)
}

# some_addresses: together, networks are less than a /7 of the internet, the
# least that counts as a wide one.
some_addresses(values) if sum([size |
	some v in values
	lib.known(v)
	regex.match(`^[0-9.]+/[0-9]{1,2}$`, v.v)
	size := bits.lsh(1, 32 - to_number(split(v.v, "/")[1]))
]) < 33554432

# An account, an organisation or a network without a wildcard; an address range
# that is no half of the internet.
strangers_cannot(text) if {
	not startswith(text, "arn:")
	not regex.match(`[*?]|^$|/[0-7]$`, text)
	not wide_ipv6(text)
}

# No holder of IPv6 addresses has a /12, which is what registries have.
wide_ipv6(text) if {
	contains(text, ":")
	regex.match(`/0*([0-9]|1[0-2])$`, text)
}

# The unique id of a role before its sessions, an organisation before its units.
strangers_cannot(text) if regex.match(`^(A[A-Z0-9]{10,}:|o-[a-z0-9]{5,}/)[^?]*$`, text)

# An ARN of one account: in another one anybody may give a resource that name.
strangers_cannot(text) if {
	parts := split(text, ":")
	count(parts) >= 6
	parts[0] == "arn"
	parts[4] != ""
	not regex.match(`[*?]`, parts[4])
}

# A bucket belongs to no account, and its whole name to one owner.
strangers_cannot(text) if {
	parts := split(text, ":")
	count(parts) >= 6
	parts[0] == "arn"
	parts[4] == ""
	not regex.match(`[*?]`, split(parts[5], "/")[0])
	parts[5] != ""
}

# conditioned: there is a condition that may keep strangers out. What a caller
# writes into the request as it likes keeps nobody out.
conditioned(st) if count(keys(st) - {"aws:referer", "aws:securetransport", "aws:useragent", "lambda:functionurlauthtype", "s3:tlsversion"}) > 0
