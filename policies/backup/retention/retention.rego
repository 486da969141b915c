# METADATA
# scope: package
# title: A store can't be set back to an earlier day
# description: |
#   Databases, tables, file systems and buckets that the templates make, and for
#   how many days the service itself keeps their past.
#
#   - **Passes**: backups, or recovery to a point in time, reach back at least
#     `days`; a bucket keeps versions; a file system is backed up.
#   - **Fails**: they are off or reach back less.
#   - **Unknown**: only a deployment knows; or they are off, but the sources make a
#     plan of AWS Backup, which may cover the store.
#   - **Not applicable**: kinds of stores that `of` does not name. Buckets are named
#     by those who promise that their past is kept.
# custom:
#   severity: warning
#   control: availability
#   needs: [store.backup]
#   fix: switch backups or point-in-time recovery on, for as many days as are promised
#   version: "1"
#   params:
#     days: {help: "how far back a store must be restorable", default: 1}
#     of: {help: "kinds of stores that have to be backed up: database, data warehouse, table, file system, bucket, cache", default: [database, data warehouse, table, file system]}
package candor.rules.backup.retention

import data.candor.lib

days := lib.params("backup/retention").days

of := lib.params("backup/retention").of

results contains lib.at(judge(store), value(store).at) if some store in lib.facts("store.backup")

# value is what decides: a number of days, or on and off.
value(store) := store.value.days if store.value.days != null

value(store) := store.value.on if store.value.days == null

enough(store) if {
	lib.known(value(store))
	is_number(value(store).v)
	value(store).v >= days
}

enough(store) if {
	lib.known(value(store))
	value(store).v == true
}

judge(store) := lib.not_applicable(store, sprintf("%s (%s) need not be backed up", [store.subject, store.value.what])) if {
	not store.value.what in of
} else := lib.unknown(store, sprintf("How long %s (%s) is backed up can't be told: %s", [store.subject, store.value.what, object.get(value(store), "why", "no reason")])) if {
	not lib.known(value(store))
} else := lib.pass(store, sprintf("%s (%s) is backed up%s", [store.subject, store.value.what, reach(store)])) if {
	enough(store)
} else := lib.unknown(store, sprintf("%s (%s) is not backed up by itself%s; whether a backup plan covers it can't be told", [store.subject, store.value.what, reach(store)])) if {
	store.value.plan
} else := lib.fail(store, sprintf("%s (%s) is not backed up for %d days%s", [store.subject, store.value.what, days, reach(store)]))

reach(store) := sprintf(": %d days%s", [value(store).v, origin(value(store))]) if is_number(value(store).v)

reach(store) := origin(value(store)) if is_boolean(value(store).v)

origin(val) := sprintf(" (%s, which a deployment can override)", [val.why]) if val.from == "default"

origin(val) := sprintf(" (%s)", [val.why]) if val.from == "platform"

origin(val) := "" if not val.from in {"default", "platform"}
