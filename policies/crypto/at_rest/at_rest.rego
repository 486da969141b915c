# METADATA
# scope: package
# title: Data is stored without encryption
# description: |
#   Every store that the templates make should encrypt what it holds.
#
#   - **Passes**: encryption is switched on, or the platform's documentation
#     says that it always is (the message names the default).
#   - **Fails**: it is switched off, or left out where that means off.
#   - **Unknown**: a snapshot, a cluster or the account's settings decide, or a
#     parameter without a default.
#
#   With `require: kms` a key of KMS must encrypt, the service's own or the
#   customer's; encryption with a key that the service keeps to itself fails.
# custom:
#   severity: error
#   control: encryption-at-rest
#   needs: [store.encryption]
#   fix: switch encryption at rest on
#   version: "1"
#   params:
#     require: {help: "on (encrypted at all) or kms (by a key of KMS)", default: "on"}
package candor.rules.crypto.at_rest

import data.candor.lib

require := lib.params("crypto/at-rest").require

results contains lib.at(judge(store), place(store)) if {
	some store in lib.facts("store.encryption")
}

place(store) := store.value.encrypted.at if not about_key(store)

place(store) := store.value.kms.at if about_key(store)

# about_key: the switch is fine and the result speaks of the key.
about_key(store) if {
	require == "kms"
	encrypted(store)
}

encrypted(store) if {
	lib.known(store.value.encrypted)
	store.value.encrypted.v == true
}

judge(store) := lib.unknown(store, sprintf("The parameter require is %v: want on or kms", [require])) if {
	not require in {"on", "kms"}
} else := lib.fail(store, sprintf("%s (%s) is not encrypted at rest%s", [store.subject, store.value.service, origin(store.value.encrypted)])) if {
	lib.known(store.value.encrypted)
	store.value.encrypted.v == false
} else := lib.unknown(store, sprintf("Whether %s (%s) is encrypted at rest can't be told: %s", [store.subject, store.value.service, object.get(store.value.encrypted, "why", "neither true nor false")])) if {
	# not: what is not known to be encrypted is unknown
	not encrypted(store)
} else := lib.pass(store, sprintf("%s (%s) is encrypted at rest%s", [store.subject, store.value.service, origin(store.value.encrypted)])) if {
	require == "on"
} else := lib.pass(store, sprintf("%s (%s) is encrypted by a key of KMS%s", [store.subject, store.value.service, origin(store.value.kms)])) if {
	lib.known(store.value.kms)
	store.value.kms.v == true
} else := lib.fail(store, sprintf("%s (%s) is encrypted, but by no key of KMS", [store.subject, store.value.service])) if {
	lib.known(store.value.kms)
	store.value.kms.v == false
} else := lib.unknown(store, sprintf("The key of %s (%s) can't be told: %s", [store.subject, store.value.service, object.get(store.value.kms, "why", "not given")]))

origin(val) := sprintf(": %s, which a deployment can override", [val.why]) if val.from == "default"

origin(val) := sprintf(": %s", [val.why]) if val.from == "platform"

origin(val) := "" if not val.from in {"default", "platform"}
