# METADATA
# scope: package
# title: Settings of sign-in are weaker than was said
# description: |
#   The settings of Supabase Auth, each held against what is asked for here.
#
#   - **passes**: all that is asked for holds.
#   - **fails**: something does not; the message names all of it.
#   - **stays unknown**: the service leaves out a setting that would decide, and
#     nothing that it does say fails.
#
#   That a second factor is offered does not say that anybody has one, and none of
#   this says what an application asks of its users.
# custom:
#   severity: warning
#   control: authentication
#   needs: [supabase.auth]
#   fix: change the settings under Authentication in the project, or lower what is asked for
#   version: "1"
#   params:
#     max_jwt: {help: "the longest life of an access token, in seconds", default: 3600}
#     min_password: {help: "the shortest password that may be set", default: 8}
#     leaked_passwords: {help: "whether passwords that are known to have leaked must be refused", default: true}
#     second_factor: {help: "whether a second factor must be offered", default: true}
#     anonymous: {help: "whether people may sign in as nobody", default: false}
package candor.rules.supabase.sign_in

import data.candor.lib

params := lib.params("supabase/sign-in")

results contains judge(p) if some p in lib.facts("supabase.auth")

judge(p) := lib.fail(p, sprintf("%s (%s): %s", [p.value.name, p.subject, concat("; ", sort(wrong(p)))])) if {
	count(wrong(p)) > 0
} else := lib.unknown(p, sprintf("%s (%s): the service does not say %s", [p.value.name, p.subject, concat(", ", sort(unsaid(p)))])) if {
	count(unsaid(p)) > 0
} else := lib.pass(p, sprintf("%s (%s): access tokens live for %d seconds, passwords have %d characters or more", [p.value.name, p.subject, p.value.jwt_exp, p.value.password_min_length]))

# asked are the settings that decide.
asked contains "jwt_exp"

asked contains "password_min_length"

asked contains "password_hibp_enabled" if params.leaked_passwords

asked contains "external_anonymous_users_enabled" if not params.anonymous

unsaid(p) := {name | some name in asked; not name in object.keys(p.value)} | factor_unsaid(p)

factor_unsaid(p) := {"which second factors it offers"} if {
	params.second_factor
	not offered(p)
	count([name | some name in factors; name in object.keys(p.value)]) < count(factors)
} else := set()

factors := ["mfa_totp_verify_enabled", "mfa_web_authn_verify_enabled", "mfa_phone_verify_enabled"]

offered(p) if {
	some name in factors
	p.value[name] == true
}

wrong(p) := {text | some text in said(p)}

said(p) := array.concat(array.concat(long(p), short(p)), array.concat(leaked(p), array.concat(factor(p), nobody(p))))

long(p) := [sprintf("access tokens live for %d seconds, longer than %d", [p.value.jwt_exp, params.max_jwt])] if {
	p.value.jwt_exp > params.max_jwt
} else := []

short(p) := [sprintf("passwords may have %d characters, fewer than %d", [p.value.password_min_length, params.min_password])] if {
	p.value.password_min_length < params.min_password
} else := []

leaked(p) := ["passwords that have leaked are taken"] if {
	params.leaked_passwords
	p.value.password_hibp_enabled == false
} else := []

factor(p) := ["no second factor is offered"] if {
	params.second_factor
	count([name | some name in factors; p.value[name] == false]) == count(factors)
} else := []

nobody(p) := ["people can sign in as nobody"] if {
	not params.anonymous
	p.value.external_anonymous_users_enabled == true
} else := []
