# METADATA
# scope: package
# title: A bucket keeps objects longer than promised
# description: |
#   Data that is promised to be gone after some days goes only if somebody deletes
#   it. A bucket does so by its lifecycle rules.
#
#   - **Passes**: rules for the whole bucket leave nothing of an object after
#     `days`. In a bucket that keeps versions a deletion only makes an object an
#     earlier version, so the days until those end count as well.
#   - **Fails**: no rule for the whole bucket ends objects, or earlier versions
#     stay, or both together take longer.
#   - **Unknown**: rules end objects on a day or by their size; or object lock can
#     keep single objects longer.
#
#   What a program deletes by itself is not seen here. Where only some buckets are
#   promised to be emptied, name them by `over`.
# custom:
#   severity: warning
#   control: data-lifecycle
#   needs: [store.expiry]
#   fix: add a lifecycle rule without a filter that ends objects, and earlier versions, within the promised days
#   version: "2"
#   claim_only: true
#   params:
#     days: {help: "after how many days nothing of an object may be left", required: true}
package candor.rules.s3.expiry

import data.candor.lib

days := lib.params("s3/expiry").days

results contains lib.at(judge(store), store.value.days.at) if some store in lib.facts("store.expiry")

judge(store) := lib.unknown(store, "days is no number above zero") if {
	not lasting
} else := lib.unknown(store, sprintf("After how long nothing of an object is left in %s can't be told: %s", [store.subject, object.get(store.value.days, "why", "no number of days")])) if {
	# not: days that are not told are unknown
	not told(store)
} else := lib.fail(store, sprintf("%s (%s) does not end what is in it: %s", [store.subject, store.value.what, object.get(store.value.days, "why", "no rule does")])) if {
	store.value.days.v <= 0
} else := lib.pass(store, sprintf("%s (%s) leaves nothing of an object after %v days", [store.subject, store.value.what, store.value.days.v])) if {
	store.value.days.v <= days
} else := lib.fail(store, sprintf("%s (%s) keeps objects for %v days, and %v are promised", [store.subject, store.value.what, store.value.days.v, days]))

told(store) if {
	lib.known(store.value.days)
	is_number(store.value.days.v)
}

lasting if {
	is_number(days)
	days > 0
}
