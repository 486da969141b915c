# METADATA
# scope: package
# title: A key of KMS is not rotated
# description: |
#   KMS can change the material of a symmetric key on its own. It can't for keys
#   that sign, keys whose material was brought along and keys in a store of the
#   customer's: there somebody has to, and no answer of AWS shows it.
#
#   - **Passes**: rotation is on, at least every `days` days.
#   - **Fails**: it is off, or less often.
#   - **Unknown**: a key that KMS does not rotate, with `others: unknown`; a key
#     that is not ready; an answer that does not say how often.
#   - **Not applicable**: keys that are switched off or about to be deleted, and
#     with `others: skip` those that KMS does not rotate. Keys that AWS manages are
#     no subject.
# custom:
#   severity: warning
#   control: secrets-management
#   needs: [kms.key]
#   fix: switch the rotation of the key on
#   version: "1"
#   params:
#     days: {help: "the most days between two rotations", default: 365}
#     others: {help: "keys that KMS does not rotate: unknown or skip", default: unknown}
package candor.rules.crypto.key_rotation

import data.candor.lib

days := lib.params("crypto/key-rotation").days

others := lib.params("crypto/key-rotation").others

results contains judge(key) if some key in lib.facts("kms.key")

# rotatable: KMS was asked whether it rotates the key, and said.
rotatable(key) if is_boolean(key.value.rotates)

judge(key) := lib.unknown(key, sprintf("The parameter others is %v: want unknown or skip", [others])) if {
	not others in {"unknown", "skip"}
} else := lib.not_applicable(key, sprintf("Key %s is not in use: %s", [key.subject, key.value.state])) if {
	key.value.state in {"Disabled", "PendingDeletion", "PendingReplicaDeletion"}
} else := lib.unknown(key, sprintf("Key %s is not ready: %v", [key.subject, key.value.state])) if {
	key.value.state != "Enabled"
} else := lib.not_applicable(key, sprintf("KMS does not rotate key %s, %s", [key.subject, sort_of(key)])) if {
	others == "skip"
	not rotatable(key)
} else := lib.unknown(key, sprintf("KMS does not rotate key %s, %s: whether somebody does can't be told", [key.subject, sort_of(key)])) if {
	not rotatable(key)
} else := lib.fail(key, sprintf("Key %s is not rotated", [key.subject])) if {
	key.value.rotates == false
} else := lib.pass(key, sprintf("Key %s is rotated every %d days", [key.subject, key.value.days])) if {
	key.value.days <= days
	is_number(key.value.days)
} else := lib.fail(key, sprintf("Key %s is rotated every %d days, and %d are the most", [key.subject, key.value.days, days])) if {
	key.value.days > days
	is_number(key.value.days)
} else := lib.unknown(key, sprintf("How often key %s is rotated can't be told", [key.subject]))

sort_of(key) := sprintf("%v from %v", [key.value.spec, key.value.origin])
