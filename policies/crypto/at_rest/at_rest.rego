# METADATA
# scope: package
# title: Data is stored without encryption
# description: |
#   Every store that the templates make should encrypt what it holds.
#
#   - **Passes**: encryption is switched on, or the platform's documentation
#     says that it always is (the message names the default).
#   - **Fails**: it is switched off, or left out where that means off; or its kind
#     can't encrypt, as a cache cluster of Redis that is no replication group.
#   - **Unknown**: a snapshot, a cluster or the account's settings decide, or a
#     parameter without a default; or it is not encrypted and made only if a
#     deployment overrides a default. So does the age of a cluster of Aurora for which
#     encryption is left off: those made since 18 February 2026 are encrypted by a
#     key that AWS owns. Where a key of KMS is asked for, or defaults do not count,
#     it fails.
#
#   Encryption has three strengths. `require: kms` asks for a key of KMS, the
#   service's own or the customer's; `require: customer-key` for a key that the
#   customer made, so neither `alias/aws/...` nor a key that AWS keeps to itself.
#
#   Some services encrypt whatever is written: S3 since 5 January 2023, and SNS,
#   whose disks are encrypted although nobody names a key. Both readings can be had: with `defaults: count`, such a default is
#   enough and the message names it; with `defaults: ignore`, the template itself
#   has to switch encryption on.
# custom:
#   severity: error
#   control: encryption-at-rest
#   needs: [store.encryption]
#   fix: switch encryption at rest on
#   version: "3"
#   params:
#     require: {help: "on (encrypted at all), kms (by a key of KMS) or customer-key (by a key that the customer made)", default: "on"}
#     defaults: {help: "count (what the platform does on its own is enough) or ignore (the template has to say it)", default: count}
package candor.rules.crypto.at_rest

import data.candor.lib

require := lib.params("crypto/at-rest").require

defaults := lib.params("crypto/at-rest").defaults

results contains lib.at(judge(store), place(store)) if {
	some store in lib.facts("store.encryption")
}

place(store) := store.value.encrypted.at if not about_key(store)

place(store) := key(store).at if about_key(store)

# about_key: the switch is fine and the result speaks of the key.
about_key(store) if {
	require in {"kms", "customer-key"}
	encrypted(store)
}

# key is what the strength asks of the key: true, false or not told.
key(store) := {"kms": store.value.kms, "customer-key": store.value.customer}[require]

asked := {"kms": "key of KMS", "customer-key": "key that the customer made"}[require]

encrypted(store) if {
	lib.known(store.value.encrypted)
	store.value.encrypted.v == true
	not lib.may_be(store.value.encrypted, false)
}

# silent: the template does not say it, and defaults are not to count.
silent(store) if {
	defaults == "ignore"
	store.value.written == false
}

# keyless: whatever else is not told, the platform uses no such key.
keyless(store) if {
	lib.unsure(store.value.encrypted)
	lib.known(key(store))
	key(store).v == false
	key(store).from == "platform"
}

judge(store) := lib.unknown(store, sprintf("The parameter require is %v: want on, kms or customer-key", [require])) if {
	not require in {"on", "kms", "customer-key"}
} else := lib.unknown(store, sprintf("The parameter defaults is %v: want count or ignore", [defaults])) if {
	not defaults in {"count", "ignore"}
} else := mended(store, lib.fail(store, sprintf("%s (%s) is not encrypted at rest%s", [store.subject, store.value.service, origin(store.value.encrypted)]))) if {
	lib.known(store.value.encrypted)
	store.value.encrypted.v == false
} else := lib.fail(store, sprintf("Nothing in the template encrypts %s (%s) at rest%s", [store.subject, store.value.service, because(store.value.encrypted)])) if {
	silent(store)
} else := lib.fail(store, sprintf("%s (%s) is encrypted by no %s%s", [store.subject, store.value.service, asked, because(key(store))])) if {
	keyless(store)
} else := lib.unknown(store, sprintf("Whether %s (%s) is encrypted at rest can't be told: %s", [store.subject, store.value.service, lib.choice(store.value.encrypted)])) if {
	lib.may_be(store.value.encrypted, false)
} else := lib.unknown(store, sprintf("Whether %s (%s) is encrypted at rest can't be told: %s", [store.subject, store.value.service, object.get(store.value.encrypted, "why", "neither true nor false")])) if {
	# not: what is not known to be encrypted is unknown
	not encrypted(store)
} else := lib.pass(store, sprintf("%s (%s) is encrypted at rest%s", [store.subject, store.value.service, origin(store.value.encrypted)])) if {
	require == "on"
} else := lib.pass(store, sprintf("%s (%s) is encrypted by a %s%s", [store.subject, store.value.service, asked, origin(key(store))])) if {
	lib.known(key(store))
	key(store).v == true
} else := lib.fail(store, sprintf("%s (%s) is encrypted, but by no %s%s", [store.subject, store.value.service, asked, because(key(store))])) if {
	lib.known(key(store))
	key(store).v == false
} else := lib.unknown(store, sprintf("The key of %s (%s) can't be told: %s", [store.subject, store.value.service, object.get(key(store), "why", "not given")]))

# mended: what has no such setting has to become something that has.
mended(store, result) := lib.fix(result, "make it a replication group (one node is enough) with encryption at rest switched on, or a serverless cache") if {
	store.value.type in {"AWS::ElastiCache::CacheCluster", "aws_elasticache_cluster"}
} else := result

because(val) := sprintf(": %s", [val.why]) if val.why

because(val) := "" if not val.why

origin(val) := sprintf(": %s, which a deployment can override", [val.why]) if val.from == "default"

origin(val) := sprintf(": %s", [val.why]) if val.from == "platform"

origin(val) := "" if not object.get(val, "from", "") in {"default", "platform"}
