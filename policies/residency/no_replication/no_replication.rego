# METADATA
# scope: package
# title: Data is copied to another region
# description: |
#   For those who promise that data is in one region and copied nowhere: tables,
#   buckets, databases, secrets, registries and backup plans that the templates
#   make.
#
#   - **Passes**: no copy is set, or it stays in the region.
#   - **Fails**: a replica, a global cluster or a copy of backups elsewhere.
#   - **Unknown**: there is a copy whose region is not told; or only a deployment
#     knows.
# custom:
#   severity: error
#   control: data-residency
#   needs: [store.copy]
#   fix: remove the copy, or change what is published
#   version: "2"
#   claim_only: true
package candor.rules.residency.no_replication

import data.candor.lib

results contains lib.at(judge(store), store.value.copies.at) if some store in lib.facts("store.copy")

judge(store) := lib.unknown(store, sprintf("Whether %s (%s) is copied to another region can't be told: %s", [store.subject, store.value.what, store.value.copies.why])) if {
	not lib.known(store.value.copies)
} else := lib.fail(store, sprintf("%s (%s) is copied to another region%s", [store.subject, store.value.what, because(store.value.copies)])) if {
	store.value.copies.v == true
} else := lib.pass(store, sprintf("%s (%s) is not copied to another region%s", [store.subject, store.value.what, because(store.value.copies)]))

because(val) := sprintf(": %s", [val.why]) if val.why

because(val) := "" if not val.why
