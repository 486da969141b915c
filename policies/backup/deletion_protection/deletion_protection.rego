# METADATA
# scope: package
# title: A store goes when its stack does
# description: |
#   What happens to the data when the resource or its whole stack is deleted, by
#   mistake or by a replacement.
#
#   - **Passes**: deletion is refused (`DeletionProtection`, `prevent_destroy`), or
#     the data is kept (`DeletionPolicy` and `UpdateReplacePolicy` are `Retain` or
#     `Snapshot`; a final snapshot; point-in-time recovery of a table of DynamoDB,
#     which leaves a backup for 35 days).
#   - **Fails**: nothing of that; the message names all that is missing. The mend of a
#     table is its deletion protection: point-in-time recovery is `backup/retention`'s.
#   - **Unknown**: only a deployment knows; or a selection of AWS Backup names the
#     store, whose recovery points outlive it, if there are any; or a policy of Data
#     Lifecycle Manager makes snapshots of a volume by its tags; or the store stands
#     in a folder of tests, samples, demos or examples, where nothing need be kept, or is a table
#     whose items expire. So is a table, a file system or a volume of which a name has a
#     word of its own that speaks of what passes, such as cache, session or lock: a
#     name proves neither that anything is to be kept nor that nothing is.
#   - **Not applicable**: kinds that `of` does not name. A cache can be filled again;
#     the deletion of a key waits for days, which the message tells; a table whose
#     whole key is `LockID` holds the locks of Terraform's state, and no data.
# custom:
#   severity: warning
#   control: availability
#   needs: [store.protection]
#   fix: switch deletion protection on, or keep a snapshot
#   version: "5"
#   params:
#     of: {help: "kinds of stores that must outlive a deletion: database, data warehouse, table, file system, volume, cache, key", default: [database, data warehouse, table, file system, volume]}
package candor.rules.backup.deletion_protection

import data.candor.lib

of := lib.params("backup/deletion-protection").of

results contains lib.at(judge(store), store.value.protected.at) if some store in lib.facts("store.protection")

judge(store) := lib.not_applicable(store, sprintf("%s (%s) need not outlive a deletion", [store.subject, store.value.what])) if {
	not store.value.what in of
} else := lib.pass(store, sprintf("%s (%s) outlives a deletion%s", [store.subject, store.value.what, because(store.value.protected)])) if {
	lib.known(store.value.protected)
	store.value.protected.v == true
} else := lib.unknown(store, sprintf("%s (%s) would be deleted with its data%s, in a folder of tests, demos or examples: whether it holds anything to be kept can't be told", [store.subject, store.value.what, because(store.value.protected)])) if {
	lib.known(store.value.protected)
	store.value.protected.v == false
	lib.on_trial(store)
} else := mended(store, lib.fail(store, sprintf("%s (%s) would be deleted with its data%s", [store.subject, store.value.what, because(store.value.protected)]))) if {
	lib.known(store.value.protected)
	store.value.protected.v == false
} else := lib.unknown(store, sprintf("Whether %s (%s) outlives a deletion can't be told: %s", [store.subject, store.value.what, store.value.protected.why]))

# mended names the settings that its type has, and the other lines that switch one off.
mended(store, result) := lib.fix(beside(store, result), sprintf("set %s", [concat(", or ", store.value.ways)])) if {
	store.value.ways
} else := beside(store, result)

beside(store, result) := lib.related(result, [object.union(v.at, {"label": v.why}) | some v in store.value.also]) if {
	store.value.also
} else := result

because(val) := sprintf(": %s", [val.why]) if val.why

because(val) := "" if not val.why
