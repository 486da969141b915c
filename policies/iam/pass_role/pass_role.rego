# METADATA
# scope: package
# title: A policy may hand any role to a service
# description: |
#   Who may pass every role of an account to a service runs code with the rights
#   of the strongest of them.
#
#   - **Fails**: `iam:PassRole`, by its name or by a wildcard, is allowed on
#     every role, and nothing narrows the roles: a condition on who, when and from
#     where does not, and the message names it. A `Deny` elsewhere does not count.
#   - **Passes**: the roles are named or share a prefix, or `iam:PassRole` is
#     not granted.
#   - **Unknown**: a condition limits the service that the role may be passed to
#     (`iam:PassedToService`), which leaves every role of that service; only a
#     deployment knows the roles; or the defaults leave the statement out, or its
#     policy calls itself a permissions boundary and nothing attaches it.
#     A statement that grants everything is told by `iam/admin-wildcard`: no claim holds
#     on this rule alone because of that.
#   - **Not applicable**: `Deny`, trust and resource policies, boundaries, and the other
#     failing statements of a policy that AWS keeps and one attachment gives.
# custom:
#   severity: error
#   control: least-privilege
#   needs: [iam.statement]
#   fix: name the roles that may be passed in Resource
#   version: "5"
package candor.rules.iam.pass_role

import data.candor.lib
import data.candor.lib.iam

action := "iam:PassRole"

results contains judge(st) if some st in lib.facts("iam.statement")

judge(st) := lib.not_applicable(st, sprintf("%s %s", [st.subject, iam.grants_nothing[st.value.kind]])) if {
	iam.grants_nothing[st.value.kind]
} else := lib.not_applicable(st, sprintf("%s denies", [st.subject])) if {
	iam.effect(st, "Deny")
} else := lib.pass(st, sprintf("%s does not grant %s", [st.subject, action])) if {
	not iam.may_cover(st, action)
} else := lib.unknown(st, sprintf("%s grants everything, see iam/admin-wildcard", [st.subject])) if {
	iam.effect(st, "Allow")
	iam.everything(st)
} else := lib.pass(st, sprintf("%s grants %s on named roles", [st.subject, action])) if {
	count(st.value.not_resources) == 0
	count(st.value.resources) > 0
	count(iam.maybe_wide(st, "iam:role")) == 0
} else := broad(st, iam.wide(st, "iam:role")[0]) if {
	iam.effect(st, "Allow")
	iam.covers(st, action)
	count(iam.narrowing(st)) == 0
} else := broad(st, st.value.not_resources[0]) if {
	iam.effect(st, "Allow")
	iam.covers(st, action)
	count(iam.narrowing(st)) == 0
} else := lib.unknown(st, sprintf("Whether %s may pass every role can't be told: %s", [st.subject, concat("; ", sort(why(st)))]))

broad(st, r) := lib.once(lib.at(mended(st, lib.fail(st, message)), r.at), key(st), 0) if {
	message := sprintf("%s allows %s%s on every role%s%s", [iam.holds(st), action, iam.by(st, action), iam.under(st), iam.overridden(iam.resting([r]))])
}

# key: what the user wrote is a finding each.
key(st) := iam.attachment(st) if {
	st.value.managed
} else := sprintf("%v", [st.n])

mended(st, result) := lib.fix(result, sprintf("attach a policy of your own that names the roles instead of %s", [iam.managed_name(st)])) if {
	st.value.managed
} else := result

why(st) := {sprintf("a condition on %s narrows it", [concat(", ", sort(iam.narrowing(st)))])} if {
	count(iam.narrowing(st)) > 0
} else := reasons if {
	reasons := {v.why |
		some v in array.concat(array.concat([st.value.effect], st.value.actions), array.concat(st.value.resources, st.value.not_actions))
		v.k in {"pattern", "unknown"}
	} | {lib.choice(r) | some r in st.value.resources; r.others}
	count(reasons) > 0
} else := {"the statement is incomplete"}
