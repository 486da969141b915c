# METADATA
# scope: package
# title: Backups can be deleted before their time
# description: |
#   Whoever takes an account over deletes the backups first. A lock on the vault,
#   or on the bucket, keeps them from it.
#
#   - **Passes**: it is locked, in the mode that `mode` asks for, and the lock keeps
#     what comes in for at least `days`.
#   - **Fails**: there is no lock; it is one that some may take off while `mode`
#     wants `compliance`; or it lasts for less.
#   - **Unknown**: the mode or the days are not told; object lock is on without a
#     default, so that each object says for itself.
#   - **Not applicable**: kinds of stores that `of` does not name; a vault that
#     holds nothing.
#
#   In governance mode an administrator with the right to do so can take a lock
#   off, in compliance mode nobody can. A vault whose lock can still be withdrawn
#   counts as one in governance mode.
# custom:
#   severity: warning
#   control: availability
#   needs: [store.lock]
#   fix: lock the vault, or set a default retention for the bucket
#   version: "2"
#   claim_only: true
#   params:
#     of: {help: "kinds of stores that have to be locked: backup vault, bucket", default: [backup vault]}
#     mode: {help: "any (governance is enough) or compliance (nobody can take the lock off)", default: any}
#     days: {help: "for how many days the lock has to keep what comes in; 0 where each backup says for itself", default: 0}
package candor.rules.backup.lock

import data.candor.lib

params := lib.params("backup/lock")

results contains lib.at(judge(store), store.value.mode.at) if some store in lib.facts("store.lock")

judge(store) := lib.unknown(store, sprintf("The parameter mode is %v: want any or compliance", [params.mode])) if {
	not params.mode in {"any", "compliance"}
} else := lib.unknown(store, "The parameter days is no number") if {
	not is_number(params.days)
} else := lib.not_applicable(store, sprintf("%s (%s) need not be locked", [store.subject, store.value.what])) if {
	not store.value.what in params.of
} else := lib.not_applicable(store, sprintf("%s (%s) holds nothing", [store.subject, store.value.what])) if {
	store.value.holds == 0
} else := lib.unknown(store, sprintf("How %s (%s) is locked can't be told: %s", [store.subject, store.value.what, object.get(store.value.mode, "why", "no reason")])) if {
	not lib.known(store.value.mode)
} else := lib.fail(store, sprintf("%s (%s) is not locked: what it holds can be deleted", [store.subject, store.value.what])) if {
	store.value.mode.v == "none"
} else := lib.unknown(store, sprintf("%s (%s) has a lock of the mode %v, which candor does not know", [store.subject, store.value.what, store.value.mode.v])) if {
	# not: the mode is known here, and is none that has a meaning
	not store.value.mode.v in {"governance", "compliance"}
} else := lib.fail(store, sprintf("%s (%s) is locked in governance mode, and administrators can take the lock off%s", [store.subject, store.value.what, because(store.value.mode)])) if {
	params.mode == "compliance"
	store.value.mode.v == "governance"
} else := lib.unknown(store, sprintf("For how long %s (%s) is locked can't be told: %s", [store.subject, store.value.what, object.get(store.value.days, "why", "no number of days")])) if {
	# not: days that are not told are unknown
	not told(store)
} else := lib.fail(store, sprintf("%s (%s) is locked for %v days, and %v are promised", [store.subject, store.value.what, store.value.days.v, params.days])) if {
	store.value.days.v < params.days
} else := lib.pass(store, sprintf("%s (%s) is locked in %s mode, for %v days at least", [store.subject, store.value.what, store.value.mode.v, store.value.days.v]))

told(store) if {
	lib.known(store.value.days)
	is_number(store.value.days.v)
}

because(val) := sprintf(": %s", [val.why]) if val.why

because(val) := "" if not val.why
