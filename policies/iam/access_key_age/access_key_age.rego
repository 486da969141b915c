# METADATA
# scope: package
# title: An access key of a user is old
# description: |
#   An access key works until somebody takes it away, wherever it has leaked to.
#   The older it is, the more places it has been.
#
#   - **Passes**: the user has no active key that is older than `days`.
#   - **Fails**: one is older.
#   - **Unknown**: the credential report does not tell whether a key is active or
#     how old it is.
# custom:
#   severity: warning
#   control: secrets-management
#   needs: [iam.user]
#   fix: let programs take roles on instead of keys, or make a new key and delete the old one
#   version: "1"
#   params:
#     days: {help: "how old an active key may be", default: 90}
package candor.rules.iam.access_key_age

import data.candor.lib

days := lib.params("iam/access-key-age").days

results contains judge(user) if some user in lib.facts("iam.user")

old(user) := [k.age | some k in user.value.keys; k.active == true; is_number(k.age); k.age > days]

open(user) := [k | some k in user.value.keys; not told(k)]

told(key) if {
	is_boolean(key.active)
	is_number(key.age)
}

judge(user) := lib.unknown(user, "days is no number above zero") if {
	not lasting
} else := lib.fail(user, sprintf("an active access key of %s is %d days old, and %v are the most", [user.subject, max(old(user)), days])) if {
	count(old(user)) > 0
} else := lib.unknown(user, sprintf("the credential report does not tell how old a key of %s is", [user.subject])) if {
	count(open(user)) > 0
} else := lib.pass(user, sprintf("%s has %d active access keys, none older than %v days", [user.subject, count(user.value.keys), days]))

lasting if {
	is_number(days)
	days > 0
}
