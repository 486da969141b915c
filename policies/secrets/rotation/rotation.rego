# METADATA
# scope: package
# title: A secret has the same value for longer than promised
# description: |
#   A secret that leaked works until it is changed. Judged is the value that is in
#   use in Secrets Manager, whether a rotation or a person set it.
#
#   - **Passes**: the value in use is at most `days` old, and rotation is on where
#     `automatic` asks for it.
#   - **Fails**: it is older; or rotation is not on and `automatic` asks for it.
#     That rotation is on does not count by itself: a rotation that fails leaves
#     the old value.
#   - **Unknown**: the age of the value is not told.
#   - **Not applicable**: the secret has no value; or a service of AWS made it,
#     which changes it by its own rules, where `managed` is skip.
# custom:
#   severity: warning
#   control: secrets-management
#   needs: [secret.rotation]
#   fix: change the value, and let Secrets Manager rotate it
#   version: "1"
#   claim_only: true
#   params:
#     days: {help: "how old the value of a secret may be", required: true}
#     automatic: {help: "whether rotation has to be on as well", default: false}
#     managed: {help: "count or skip: secrets that a service of AWS made and rotates", default: count}
package candor.rules.secrets.rotation

import data.candor.lib

params := lib.params("secrets/rotation")

results contains judge(secret) if some secret in lib.facts("secret.rotation")

sensible if {
	is_number(params.days)
	params.days > 0
	is_boolean(params.automatic)
	params.managed in {"count", "skip"}
}

judge(secret) := lib.unknown(secret, "want days as a number above zero, automatic as true or false, managed as count or skip") if {
	not sensible
} else := lib.not_applicable(secret, sprintf("%s belongs to %s, which changes it by its own rules", [secret.subject, secret.value.managed])) if {
	params.managed == "skip"
	secret.value.managed != ""
} else := lib.not_applicable(secret, sprintf("%s has no value", [secret.subject])) if {
	secret.value.versions == 0
} else := lib.fail(secret, sprintf("rotation of %s is not on", [secret.subject])) if {
	params.automatic
	lib.known(secret.value.automatic)
	secret.value.automatic.v == false
} else := lib.fail(secret, sprintf("the value of %s is %d days old, and %v are the most", [secret.subject, secret.value.age, params.days])) if {
	is_number(secret.value.age)
	secret.value.age > params.days
} else := lib.unknown(secret, sprintf("how old the value of %s is can't be told: no version is the one in use, or it has no date", [secret.subject])) if {
	not is_number(secret.value.age)
} else := lib.unknown(secret, sprintf("whether rotation of %s is on can't be told", [secret.subject])) if {
	params.automatic

	# not: what is not known is unknown
	not lib.known(secret.value.automatic)
} else := lib.pass(secret, sprintf("the value of %s is %d days old%s", [secret.subject, secret.value.age, turning(secret)]))

turning(secret) := ", and rotation is on" if {
	lib.known(secret.value.automatic)
	secret.value.automatic.v == true
} else := ""
