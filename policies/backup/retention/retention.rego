# METADATA
# scope: package
# title: A store can't be set back to an earlier day
# description: |
#   Databases, tables, file systems and buckets that templates make or an account
#   has, and for how many days their past is kept.
#
#   A file system that is kept in one zone is backed up unless its policy says no.
#
#   - **Passes**: backups, or recovery to a point in time, reach back at least
#     `days`; a bucket keeps versions; a file system is backed up. Of a live account
#     also what AWS Backup keeps: the newest recovery point that is complete is at
#     most seven days old, and it is kept for `days`, or the oldest is as old as that.
#   - **Fails**: they are off or reach back less. That a plan selects the store is
#     said, and is no backup.
#   - **Unknown**: only a deployment knows; or they are off, but the sources make a
#     plan of AWS Backup, which may cover the store; or what AWS Backup keeps of it
#     is older, its end is not told, or it was not read. Or they are off in a
#     folder of tests, demos or examples, where nothing need be kept, or of a table whose
#     items expire, or of a table or a file system of which a name has a word of its
#     own that speaks of what passes, such as cache, session or lock.
#   - **Not applicable**: kinds of stores that `of` does not name. Buckets are named
#     by those who promise that their past is kept. A table whose whole key is
#     `LockID` holds the locks of Terraform's state, and no data.
# custom:
#   severity: warning
#   control: availability
#   needs: [store.backup]
#   optional: [backup.point, backup.read, backup.selection]
#   fix: switch backups or point-in-time recovery on, for as many days as are promised
#   version: "6"
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
	every v in lib.values(value(store)) { v >= days }
}

enough(store) if {
	lib.known(value(store))
	value(store).v == true
	not lib.may_be(value(store), false)
}

# by_default is the store without what else its source lets be chosen.
by_default(store) := {"value": {"days": alone(store.value.days), "on": alone(store.value.on)}}

alone(val) := object.remove(val, ["others"]) if is_object(val)

alone(null) := null

judge(store) := lib.not_applicable(store, sprintf("%s (%s) need not be backed up", [store.subject, store.value.what])) if {
	not store.value.what in of
} else := lib.unknown(store, sprintf("How long %s (%s) is backed up can't be told: %s", [store.subject, store.value.what, object.get(value(store), "why", "no reason")])) if {
	not lib.known(value(store))
} else := lib.pass(store, sprintf("%s (%s) is backed up%s", [store.subject, store.value.what, reach(store)])) if {
	enough(store)
} else := lib.unknown(store, sprintf("How long %s (%s) is backed up can't be told: %s", [store.subject, store.value.what, lib.choice(value(store))])) if {
	enough(by_default(store))
} else := lib.unknown(store, sprintf("%s (%s) is not backed up by itself%s; the selection %s names it for AWS Backup, and for how long its backups are kept can't be told", [store.subject, store.value.what, reach(store), store.value.named])) if {
	object.get(store.value, "named", "") != ""
} else := lib.unknown(store, sprintf("%s (%s) is not backed up by itself%s; whether a backup plan covers it can't be told", [store.subject, store.value.what, reach(store)])) if {
	store.value.plan
} else := lib.pass(store, sprintf("%s (%s) is backed up by AWS Backup: %d recovery points in five weeks, the newest %d days old%s", [store.subject, store.value.what, point.value.points, point.value.newest, ending(point)])) if {
	some point in points[store.at.resource]
	fresh(point)
	lasts(point)
} else := lib.fail(store, sprintf("%s (%s) is backed up by AWS Backup for %v days, and %v are promised", [store.subject, store.value.what, point.value.kept, days])) if {
	some point in points[store.at.resource]
	fresh(point)
	is_number(point.value.kept)
} else := lib.unknown(store, sprintf("%s (%s) is not backed up by itself%s, and what AWS Backup keeps of it does not tell for how long: %s", [store.subject, store.value.what, reach(store), left(point)])) if {
	some point in points[store.at.resource]
} else := lib.unknown(store, sprintf("%s (%s) is not backed up by itself%s; what AWS Backup keeps of it was not read", [store.subject, store.value.what, reach(store)])) if {
	store.value.format == "aws"
	not read(store)
} else := lib.unknown(store, sprintf("%s (%s) is not backed up%s%s, in a folder of tests, demos or examples: whether it holds anything to be kept can't be told", [store.subject, store.value.what, promised, reach(store)])) if {
	lib.on_trial(store)
} else := lib.fail(store, sprintf("%s (%s) is not backed up%s%s%s", [store.subject, store.value.what, promised, reach(store), selected(store)]))

# promised says for how long, where that is more than at all.
promised := sprintf(" for %d days", [days]) if {
	days > 1
} else := ""

# points are the resources of which AWS Backup has recovery points, by their ARNs.
points[point.value.arn] contains point if some point in lib.facts("backup.point")

# read: all recovery points of the region of a store were, so that it has those alone.
read(store) if {
	some all in lib.facts("backup.read")
	startswith(store.at.path, sprintf("aws://%s/%s/", [all.value.account, all.value.region]))
}

# fresh: backups are still made.
fresh(point) if {
	is_number(point.value.newest)
	point.value.newest <= 7
}

lasts(point) if point.value.kept >= days

lasts(point) if {
	is_number(point.value.oldest)
	point.value.oldest >= days
}

ending(point) := sprintf(" and kept for %d", [point.value.kept]) if is_number(point.value.kept)

ending(point) := sprintf(", the oldest %d", [point.value.oldest]) if not is_number(point.value.kept)

left(point) := sprintf("no recovery point that is complete in five weeks; it was backed up %d days ago", [point.value.last]) if {
	point.value.points == 0
	is_number(point.value.last)
}

left(point) := "no recovery point that is complete in five weeks" if {
	point.value.points == 0
	not is_number(point.value.last)
}

left(point) := sprintf("%d recovery points in five weeks, the newest %d days old", [point.value.points, point.value.newest]) if point.value.points > 0

# selected says that a plan means the store by its ARN or a pattern of it.
selected(store) := sprintf("; %s selects it for AWS Backup, and there is no recovery point of it", [plan]) if {
	plan := min({s.subject | some s in lib.facts("backup.selection"); names(s, store.at.resource)})
} else := ""

names(selection, arn) if arn in selection.value.named

names(selection, arn) if {
	some pattern in selection.value.patterns
	selection.value.tags == 0
	count(selection.value.except) == 0
	startswith(arn, "arn:")
	glob.match(pattern, null, arn)
}

reach(store) := sprintf(": %d days%s", [value(store).v, origin(value(store))]) if {
	is_number(value(store).v)
	value(store).v > 0
} else := reason(store) if {
	value(store).v == 0
}

reach(store) := origin(value(store)) if value(store).v == true

reach(store) := reason(store) if value(store).v == false

# reason says what switched them off.
reason(store) := origin(value(store)) if {
	value(store).from in {"default", "platform"}
} else := sprintf(" (%s)", [value(store).why]) if {
	value(store).why
} else := sprintf(" (%s)", [object.get(off, store.value.what, "its backups are kept for 0 days")])

off := {"bucket": "versioning is off", "file system": "its backup policy is off", "table": "point-in-time recovery is off"}

origin(val) := sprintf(" (%s, which a deployment can override)", [val.why]) if val.from == "default"

origin(val) := sprintf(" (%s)", [val.why]) if val.from == "platform"

origin(val) := "" if not val.from in {"default", "platform"}
