# METADATA
# scope: package
# title: A store goes when its stack does
# description: |
#   What happens to the data when the resource or its whole stack is deleted, by
#   mistake or by a replacement.
#
#   - **Passes**: deletion is refused (`DeletionProtection`, `prevent_destroy`), or
#     the data is kept (`DeletionPolicy` and `UpdateReplacePolicy` are `Retain` or
#     `Snapshot`; a final snapshot).
#   - **Fails**: nothing of that.
#   - **Unknown**: only a deployment knows.
# custom:
#   severity: warning
#   control: availability
#   needs: [store.protection]
#   fix: switch deletion protection on, or keep a snapshot
#   version: "1"
package candor.rules.backup.deletion_protection

import data.candor.lib

results contains lib.at(judge(store), store.value.protected.at) if some store in lib.facts("store.protection")

judge(store) := lib.pass(store, sprintf("%s (%s) outlives a deletion%s", [store.subject, store.value.what, because(store.value.protected)])) if {
	lib.known(store.value.protected)
	store.value.protected.v == true
}

judge(store) := lib.fail(store, sprintf("%s (%s) is deleted with its data%s", [store.subject, store.value.what, because(store.value.protected)])) if {
	lib.known(store.value.protected)
	store.value.protected.v == false
}

judge(store) := lib.unknown(store, sprintf("Whether %s (%s) outlives a deletion can't be told: %s", [store.subject, store.value.what, store.value.protected.why])) if {
	not lib.known(store.value.protected)
}

because(val) := sprintf(": %s", [val.why]) if val.why

because(val) := "" if not val.why
