# METADATA
# scope: package
# title: A secret is kept as readable text in Vercel
# description: |
#   Vercel keeps an environment variable as `plain`, as `encrypted`, which everybody
#   in the team can read back, or as `sensitive`, which nobody can. Values are never
#   asked for: a variable counts as a secret by its name.
#
#   - **passes**: a variable with the name of a secret is kept as one of `types`.
#   - **fails**: it is kept otherwise, and its name leaves no doubt: a password, a
#     private key, a name out of `names`.
#   - **stays unknown**: it is kept otherwise, and the name may also be that of
#     something public, such as a token for a map or an address without a password;
#     or its type is one that is not known.
#   - **not applicable**: the name is that of no secret; the variable is of the
#     system, or goes to browsers by its name (`NEXT_PUBLIC_` and the like); or it is for
#     development alone, where Vercel has no sensitive type.
# custom:
#   severity: warning
#   control: secrets-management
#   needs: [vercel.env]
#   fix: remove the variable and add it again as a sensitive one, with a new value
#   version: "1"
#   params:
#     types: {help: "how a secret may be kept: sensitive, encrypted, secret", default: [sensitive, encrypted, secret]}
#     names: {help: "regular expressions of further names that are secrets", default: []}
package candor.rules.vercel.env_type

import data.candor.lib

params := lib.params("vercel/env-type")

results contains judge(e) if some e in lib.facts("vercel.env")

judge(e) := lib.not_applicable(e, sprintf("%s has no environment variable", [e.subject])) if {
	e.state == "absent"
} else := lib.not_applicable(e, sprintf("%s is no secret by its name", [e.subject])) if {
	not secret(e.value.name)
	not likely(e.value.name)
} else := lib.not_applicable(e, sprintf("%s is for development alone", [e.subject])) if {
	e.value.targets == ["development"]
	e.value.custom == 0
} else := lib.not_applicable(e, sprintf("%s is set by the system", [e.subject])) if {
	e.value.type == "system"
} else := lib.unknown(e, sprintf("%s is kept as %s, which candor does not know", [e.subject, e.value.type])) if {
	not e.value.type in {"plain", "encrypted", "sensitive", "secret"}
} else := lib.pass(e, sprintf("%s is kept as %s", [e.subject, e.value.type])) if {
	e.value.type in params.types
} else := lib.unknown(e, sprintf("%s is kept as %s, and whether it is a secret can't be told by its name", [e.subject, e.value.type])) if {
	not secret(e.value.name)
} else := lib.fail(e, sprintf("%s is kept as %s: the team can read it", [e.subject, e.value.type]))

public(name) if regex.match(`(^|_)(PUBLIC|PUBLISHABLE|ANON|VITE|REACT_APP|GATSBY)(_|$)`, upper(name))

secret(name) if {
	not public(name)
	regex.match(`(^|_)(SECRET|SECRETS|PASSWORD|PASSWD|PRIVATE_KEY|SECRET_KEY|SECRET_ACCESS_KEY|SERVICE_ROLE_KEY|SIGNING_KEY|ENCRYPTION_KEY|MASTER_KEY|CREDENTIALS)$`, upper(name))
}

secret(name) if {
	some pattern in params.names
	regex.match(pattern, name)
}

likely(name) if {
	not public(name)
	regex.match(`(^|_)(PASS|TOKEN|APIKEY|API_KEY|ACCESS_KEY|SERVICE_KEY|DATABASE_URL|POSTGRES_URL|REDIS_URL|MONGODB_URI|CONNECTION_STRING)$`, upper(name))
}
