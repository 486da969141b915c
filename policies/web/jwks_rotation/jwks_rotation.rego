# METADATA
# scope: package
# title: A key that signs tokens is older than was promised
# description: |
#   The keys of a published set, as looks at it saw them come and go. A key is at
#   least as old as the looks that saw it, and at most as old as the last look that
#   did not.
#
#   - **passes**: it can't be older than `days` days.
#   - **fails**: it has been there for longer.
#   - **stays unknown**: it was there at the first look, and the looks do not reach
#     back far enough; or they are too far apart.
#   - **not applicable**: it is gone.
# custom:
#   severity: warning
#   control: secrets-management
#   needs: [web.key]
#   fix: sign with a new key, and take the old one out of the set when its tokens have lapsed
#   version: "1"
#   claim_only: true
#   params:
#     days: {help: "how old a key may become", default: 365}
package candor.rules.web.jwks_rotation

import data.candor.lib

most := lib.params("web/jwks-rotation").days

results contains judge(k) if some k in lib.facts("web.key")

judge(k) := lib.not_applicable(k, sprintf("%s was no longer there on %s", [k.subject, k.value.gone])) if {
	k.value.gone != ""
} else := lib.fail(k, sprintf("%s has been there since %s or before: %d days, more than %d", [k.subject, k.value.first_seen, k.value.age_least, most])) if {
	k.value.age_least > most
} else := lib.unknown(k, sprintf("%s was there at the first look, on %s: how old it is can't be told yet", [k.subject, k.value.first_seen])) if {
	k.value.age_most == null
} else := lib.pass(k, sprintf("%s was not there on %s: %d days old at most", [k.subject, k.value.absent_until, k.value.age_most])) if {
	k.value.age_most <= most
} else := lib.unknown(k, sprintf("%s came between %s and %s, so it is %d to %d days old; look more often", [k.subject, k.value.absent_until, k.value.first_seen, k.value.age_least, k.value.age_most]))
