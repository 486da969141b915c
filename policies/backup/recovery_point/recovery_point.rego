# METADATA
# scope: package
# title: What AWS Backup should keep has no recent recovery point
# description: |
#   A plan is an intention. What can be restored is a recovery point that is
#   complete.
#
#   Each resource that was ever backed up is judged by its recovery points of the
#   last five weeks:
#
#   - **Passes**: the newest that is complete is at most `newest` days old, and it
#     is kept for `days`, or the oldest is as old as that.
#   - **Fails**: there is none that new, or it is kept for less.
#   - **Unknown**: for how long it is kept is not told.
#
#   Each selection of a plan is judged by the resources that it names:
#
#   - **Passes**: each of them was backed up at some time.
#   - **Fails**: of one there was never a backup.
#   - **Not applicable**: it names none by itself. Which resources its patterns and
#     tags mean is not read; those that were backed up are judged for themselves.
# custom:
#   severity: warning
#   control: availability
#   needs: [backup.point, backup.selection]
#   fix: look at the failed jobs of AWS Backup, and at what its role may do
#   version: "1"
#   claim_only: true
#   params:
#     newest: {help: "how many days old the newest recovery point may be", default: 7}
#     days: {help: "for how many days a recovery point has to be kept", default: 1}
package candor.rules.backup.recovery_point

import data.candor.lib

params := lib.params("backup/recovery-point")

results contains judge(point) if some point in lib.facts("backup.point")

results contains named(selection) if some selection in lib.facts("backup.selection")

sensible if {
	is_number(params.newest)
	is_number(params.days)
}

judge(point) := lib.unknown(point, "newest and days have to be numbers") if {
	not sensible
} else := lib.fail(point, sprintf("%s has no recovery point in the vault %s that is complete and of the last five weeks%s", [point.value.arn, point.value.vault, last(point)])) if {
	point.value.points == 0
} else := lib.fail(point, sprintf("the newest recovery point of %s is %d days old, and %v are the most", [point.value.arn, point.value.newest, params.newest])) if {
	point.value.newest > params.newest
} else := lib.pass(point, sprintf("%s has %d recovery points in five weeks, the newest %d days old, the oldest %d", [point.value.arn, point.value.points, point.value.newest, point.value.oldest])) if {
	lasts(point)
} else := lib.fail(point, sprintf("the recovery points of %s are kept for %d days, and %v are promised", [point.value.arn, point.value.kept, params.days])) if {
	is_number(point.value.kept)
} else := lib.unknown(point, sprintf("for how long the recovery points of %s are kept is not told; the oldest is %d days old", [point.value.arn, point.value.oldest]))

lasts(point) if {
	is_number(point.value.kept)
	point.value.kept >= params.days
}

lasts(point) if point.value.oldest >= params.days

last(point) := sprintf("; it was backed up %d days ago", [point.value.last]) if is_number(point.value.last)

last(point) := "" if not is_number(point.value.last)

backed_up contains point.value.arn if some point in lib.facts("backup.point")

missing(selection) := {arn | some arn in selection.value.named} - backed_up

named(selection) := lib.not_applicable(selection, sprintf("%s names no resource by itself", [selection.subject])) if {
	count(selection.value.named) == 0
} else := lib.pass(selection, sprintf("each of the %d resources that %s names was backed up", [count(selection.value.named), selection.subject])) if {
	count(missing(selection)) == 0
} else := lib.fail(selection, sprintf("%s names %d resources, and of %d there is no backup: %s", [selection.subject, count(selection.value.named), count(missing(selection)), concat(", ", sort(missing(selection)))]))
