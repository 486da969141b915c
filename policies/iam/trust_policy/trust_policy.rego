# METADATA
# scope: package
# title: A role that strangers may take on
# description: |
#   A trust policy says who may take a role on. `*` is everyone with an AWS
#   account. An OIDC provider such as a code host signs tokens for all of its
#   users, so without a condition on the subject any of them is let in.
#
#   - **Fails**: `Allow` for `*` with no condition that says whose request it must
#     be; an OIDC or web identity provider with no condition on the subject, or
#     with one that every subject meets (`*`, `system:serviceaccount:*`), or for the
#     guests of an app, who have not signed in: that is anyone on the internet; an
#     account that is not among `accounts`, when these are given.
#   - **Passes**: principals are named services or accounts (without `accounts`,
#     which account is not weighed), or the condition holds the subject: of a
#     cluster, a namespace and an account; of Amazon Cognito, the identity pool and
#     that the user has signed in. The provider may be one that only a deployment
#     knows (`${replace(aws_iam_openid_connect_provider.x.url, "https://", "")}:sub`):
#     a token of any other has no such key.
#   - **Unknown**: only a deployment knows the principal or the condition; an
#     identity pool that may have guests; a namespace or an account of a cluster
#     that is a wildcard.
#   - **Not applicable**: `Deny`; policies that are no trust policies.
# custom:
#   severity: error
#   control: access-control
#   needs: [iam.statement]
#   fix: name the principal, and the subject of an identity provider in a condition
#   version: "3"
#   params:
#     accounts: {help: "numbers of the accounts that may be trusted; empty means any that is named", default: []}
package candor.rules.iam.trust_policy

import data.candor.lib
import data.candor.lib.iam

accounts := lib.params("iam/trust-policy").accounts

results contains judge(st) if some st in lib.facts("iam.statement")

judge(st) := lib.not_applicable(st, sprintf("%s is no trust policy", [st.subject])) if {
	st.value.kind != "trust"
} else := lib.not_applicable(st, sprintf("%s denies", [st.subject])) if {
	iam.effect(st, "Deny")
} else := lib.at(lib.fail(st, sprintf("%s lets anyone take the role on", [st.subject])), iam.anyone(st)[0].at) if {
	iam.effect(st, "Allow")
	count(iam.anyone(st)) > 0
	not iam.conditioned(st)
} else := lib.at(lib.fix(lib.fail(st, sprintf("%s lets in whoever has not signed in", [st.subject])), "allow no guests in the identity pool (AllowUnauthenticatedIdentities) and drop their role, or waive it where the app is made for guests"), guests(st)[0].at) if {
	iam.effect(st, "Allow")
	count(guests(st)) > 0
} else := lib.at(lib.fail(st, sprintf("%s lets in every subject of %s", [st.subject, iam.text(unbound(st)[0])])), unbound(st)[0].at) if {
	iam.effect(st, "Allow")
	count(unbound(st)) > 0
} else := lib.at(lib.fail(st, sprintf("%s trusts account %s, which is not one of ours", [st.subject, account(strange(st)[0])])), strange(st)[0].at) if {
	iam.effect(st, "Allow")
	count(strange(st)) > 0
} else := lib.pass(st, settlement(st)) if {
	iam.effect(st, "Allow")
	count(st.value.principals) > 0
	every p in st.value.principals { settled(st, p) }
} else := lib.unknown(st, sprintf("Whether strangers may take on the role by %s can't be told: %s", [st.subject, concat("; ", sort(why(st)))]))

# --- one principal

settled(_, p) if {
	p.type in {"Service", "CanonicalUser"}
	p.k in {"known", "pattern"}
}

settled(_, p) if {
	p.type == "AWS"
	p.k in {"known", "pattern"}
	count(iam.maybe_anyone({"value": {"principals": [p]}})) == 0
	trusted(iam_account(p))
}

settled(_, p) if {
	p.type == "AWS"
	iam.own_account(p)
}

settled(st, p) if {
	p.type in {"*", "AWS"}
	count(iam.bound(st)) > 0
}

settled(st, p) if {
	p.type == "Federated"
	p.k in {"known", "pattern"}
	not identity_provider(p)
	count(iam.keys(st)) > 0
}

# Whoever the provider is: the subject is held.
settled(st, p) if {
	p.type == "Federated"
	count(held(st)) > 0
	not guests_of_a_pool(st, p)
}

settlement(st) := sprintf("%s lets in the signed-in users of one identity pool", [st.subject]) if {
	every p in st.value.principals { pools(p) }
	count(held(st)) > 0
} else := sprintf("%s names who may take the role on", [st.subject])

pools(p) if {
	p.type == "Federated"
	lib.known(p)
	p.v == "cognito-identity.amazonaws.com"
}

# A pool has guests, too, where it is set so: the pool alone is not yet who.
guests_of_a_pool(st, p) if {
	pools(p)
	every c in held(st) { endswith(c.key, ":aud") }
	not signed_in(st)
}

signed_in(st) if {
	some operator, tests in st.value.conditions
	some key, values in tests
	guest(lower(key))
	count(values) > 0
	signs_in(lower(operator), values)
}

signs_in(operator, values) if {
	trim_prefix(operator, "foranyvalue:") in {"stringequals", "stringequalsignorecase", "stringlike"}
	every v in values {
		lib.known(v)
		not candor.iam_match(iam.open(v), "unauthenticated")
	}
}

signs_in(operator, values) if {
	operator in {"foranyvalue:stringnotequals", "foranyvalue:stringnotlike", "stringnotequals", "stringnotlike"}
	some v in values
	lib.known(v)
	v.v == "unauthenticated"
}

iam_account(p) := account(p) if account(p) != "*"

trusted(_) if count(accounts) == 0

trusted(number) if number in accounts

# How templates write the account that they are deployed to.
trusted(number) if regex.match(`^\$\{(AWS\.AccountId|.*caller_identity.*)\}$`, number)

account(p) := segments(p)[0] if count(segments(p)) == 1

account(p) := segments(p)[4] if count(segments(p)) > 5

# The holes of templates hold colons of their own: ${AWS::AccountId}.
segments(p) := split(replace(iam.text(p), "${AWS::", "${AWS."), ":")

strange(st) := [p |
	count(accounts) > 0
	some p in st.value.principals
	p.type == "AWS"
	lib.known(p)
	regex.match(`^\d{12}$`, account(p))
	not account(p) in accounts
]

# --- identity providers

identity_provider(p) if contains(iam.text(p), ":oidc-provider/")

identity_provider(p) if count(segments(p)) == 1

# unbound are the providers all of whose subjects are surely let in.
unbound(st) := [p |
	some p in st.value.principals
	p.type == "Federated"
	p.k in {"known", "pattern"}
	identity_provider(p)
	readable(st)
] if count(subjects(st)) == 0

unbound(st) := [p |
	some p in st.value.principals
	p.type == "Federated"
	p.k in {"known", "pattern"}
	identity_provider(p)
	count(open_subjects(st)) > 0
	count(held(st)) == 0
] if count(subjects(st)) > 0

readable(st) if {
	not "?" in iam.keys(st)
	not app(st)
	not tail_open(st)
}

# tail_open: a hole may hold what the key asks for.
tail_open(st) if {
	some key in iam.keys(st)
	regex.match(`\}[^:]*$`, key)
}

# app: a key whose provider is not known asks for an audience that may be one app. That
# of AWS itself is the same for all who sign in there.
app(st) if {
	some tests in st.value.conditions
	some key, values in tests
	endswith(key, "}:aud")
	some v in values
	own_audience(v)
}

own_audience(v) if v.k != "known"

own_audience(v) if {
	lib.known(v)
	v.v != "sts.amazonaws.com"
}

# subjects are the conditions on what a token says of its subject; for the
# providers of apps the audience is the app.
subjects(st) := [{"operator": lower(operator), "key": lower(key), "values": values} |
	is_object(st.value.conditions)
	some operator, tests in st.value.conditions
	some key, values in tests
	regex.match(`:(sub|aud|amr|repository|repository_id|repository_owner|repository_owner_id|job_workflow_ref|environment|app_id|oaud|oidc_sub)$`, lower(key))
	names_subject(key)
	not guest(lower(key))
]

# Whether a user of an app has signed in says not which app it is.
guest(key) if key == "cognito-identity.amazonaws.com:amr"

# guests are the providers that let in whoever has not signed in.
guests(st) := [p |
	some p in st.value.principals
	p.type == "Federated"
	lib.known(p)
	p.v == "cognito-identity.amazonaws.com"
	is_object(st.value.conditions)
	some operator, tests in st.value.conditions
	contains(lower(operator), "string")
	not contains(lower(operator), "not")
	some key, values in tests
	guest(lower(key))
	some v in values
	lib.known(v)
	v.v == "unauthenticated"
]

# The audience of a code host is the same for all of its users.
names_subject(key) if not endswith(lower(key), ":aud")

names_subject(key) if {
	endswith(lower(key), ":aud")
	some own in ["cognito-identity.", "accounts.google.com", "graph.facebook.com"]
	contains(lower(key), own)
}

open_subjects(st) := [c |
	some c in subjects(st)
	some v in c.values
	lib.known(v)
	open_subject(c.operator, v.v)
]

open_subject(_, text) if all_subjects(text)

open_subject(operator, text) if {
	endswith(operator, "like")
	any_owner(text)
}

# "repo:*" takes in every repository; "repo:acme/*" those of one owner.
all_subjects(text) if regex.match(`^([a-z_]+:)?[*?]*\*[*?/:]*`, text)

open_subject(operator, text) if {
	endswith(operator, "like")
	regex.match(`^system:([a-z]*[*?]|serviceaccount:[*?:]*$)`, text)
}

# Of an account in a cluster, both its namespace and its name are said.
service_accounts(text) if {
	startswith(text, "system:")
	not regex.match(`^system:serviceaccount:[^*?:]+:[*?]*[^*?:][^:]*$`, text)
}

# The name of an owner with a wildcard: anybody may register acme-x.
any_owner(text) if regex.match(`^(repo|project_path|organization):[^/:]*[*?]`, text)

# ForAllValues is true of a request without the key, and only the subject is in
# every token.
holds_to(c) if {
	c.operator in {"stringequals", "stringlike", "stringequalsignorecase", "foranyvalue:stringequals", "foranyvalue:stringlike"}
}

holds_to(c) if {
	c.operator in {"forallvalues:stringequals", "forallvalues:stringlike"}
	endswith(c.key, ":sub")
}

held(st) := [c |
	some c in subjects(st)
	holds_to(c)
	count(c.values) > 0
	every v in c.values { one_of(c, v) }
]

one_of(c, v) if one_subject(c.operator, v)

# The pool that the sources make, or another thing of theirs: which name it gets is
# not known, and it is one.
one_of(c, v) if {
	endswith(c.operator, "equals")
	iam.made(v)
}

one_subject(operator, v) if {
	v.k in {"known", "pattern"}
	not all_subjects(iam.open(v))
	not service_accounts(account_text(operator, v))
	owned(operator, v)
}

# account_text reads a hole as anything where the operator does.
account_text(operator, v) := iam.open(v) if {
	endswith(operator, "like")
} else := iam.instance(v)

owned(operator, _) if endswith(operator, "equals")

owned("stringequalsignorecase", _)

owned(operator, v) if {
	endswith(operator, "like")
	v.k in {"known", "pattern"}
	not any_owner(iam.open(v))
}

# Without wildcards in the operator, what fills a hole is one text.
one_subject(operator, v) if {
	lib.pattern(v)
	endswith(operator, "equals")
	not all_subjects(iam.instance(v))
	not service_accounts(iam.instance(v))
}

why(st) := reasons if {
	reasons := {v.why | some v in array.concat([st.value.effect], st.value.principals); v.k != "known"; tells(v)} | unweighed(st)
	count(reasons) > 0
} else := {"its principal can't be weighed"}

# tells: of a provider that is written, the account is no reason.
tells(v) if v.k == "unknown"

tells(v) if {
	v.k == "pattern"
	object.get(v, "type", "") != "Federated"
}

unweighed(st) := {"its pool may have guests, and no condition on cognito-identity.amazonaws.com:amr asks for who has signed in"} if {
	some p in st.value.principals
	count(held(st)) > 0
	guests_of_a_pool(st, p)
} else := {sprintf("candor does not weigh its condition on %s", [k]) | some k in iam.keys(st)}
