# METADATA
# scope: package
# title: A policy changes every resource of a service
# description: |
#   `Resource: "*"` is right where AWS knows nothing narrower, and too much where
#   it does. Which actions can be limited to a resource, and which of them change
#   something, is read from AWS' own list.
#
#   - **Fails**: an action that changes things and that AWS can limit to a
#     resource is allowed on every resource, by its name or by a wildcard such as
#     `s3:*`, and no condition narrows that. A condition on who, when and from
#     where does not, nor does one on the account or the region.
#   - **Passes**: resources are named; or the actions only read; or AWS can't
#     limit them (the message says which), or an account has only one of what they
#     can be limited to (the catalog of Glue); or a condition ties the statement to
#     some resources: to a value of a tag (`aws:ResourceTag/team`) or to a tag that
#     a controller of Kubernetes sets on what is its own, to the service of a
#     service-linked role, to the sender of a mail. The message names the key.
#   - **Unknown**: only a deployment knows the actions or the resources, another
#     condition may narrow what is granted (`kms:ViaService`,
#     `aws:RequestTag/team`; an operator that a request without the key meets; a
#     value that is everything), the list does not hold the action's
#     service, or the resources are all of one service and the action is of another
#     (`sqs:SendMessage` on `arn:aws:logs:*:*:*`). Also where the statement is of a
#     policy that AWS keeps and alone can narrow: one that it writes for the role
#     of a service or its agent (`AmazonSSMManagedInstanceCore`), because the tree
#     does not show whether the service needs all of it; and one that it calls
#     read-only, when nothing but actions whose names say that they read and that
#     AWS' own list calls changes (`iot:GetConnection`) speaks against it. Or it is a
#     statement as AWS publishes it: for its Load Balancer Controller, in a policy
#     that asks for the controller's tag, or for the network interfaces of functions
#     in a VPC. Or it is a copy of a statement that one of those policies of AWS, or a
#     guide of AWS, has on every resource as well: every action but those that list,
#     describe and write logs stands there, and the role is one that only the service
#     takes on (`dlm.amazonaws.com`), or the copy holds at least four fifths of five
#     actions or more (the CloudWatch agent), of six where AWS writes it for a service
#     and no trust is in the tree. A whole service (`ec2:*`) is no copy of anything, nor
#     is what AWS writes for services that run anybody's code.
#   - **Not applicable**: `Deny`, trust and resource policies, boundaries,
#     statements that grant everything or all but a few actions (see
#     `iam/admin-wildcard`), and those that change only things of services that AWS
#     has shut down (OpsWorks Stacks).
#
#   Policies of AWS that give full access or are meant for people, and those that
#   its documentation calls replaced (`AmazonEC2RoleforSSM`), are judged like a
#   policy of one's own.
# custom:
#   severity: warning
#   control: least-privilege
#   needs: [iam.statement]
#   fix: name the resources; the message shows which actions can be limited
#   version: "4"
#   params:
#     services: {help: "look at these services only; empty means all", default: []}
#     harmless: {help: "actions, wildcards allowed, that may stay wide: writing to a log or a metric, and what rules of their own judge", default: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents", "cloudwatch:PutMetricData", "iam:PassRole"]}
package candor.rules.iam.wildcard_resource

import data.candor.lib
import data.candor.lib.iam

params := lib.params("iam/wildcard-resource")

services := [lower(s) | some s in params.services]

results contains judge(st) if some st in lib.facts("iam.statement")

judge(st) := lib.not_applicable(st, sprintf("%s %s", [st.subject, iam.grants_nothing[st.value.kind]])) if {
	iam.grants_nothing[st.value.kind]
} else := lib.not_applicable(st, sprintf("%s denies", [st.subject])) if {
	iam.effect(st, "Deny")
} else := lib.pass(st, sprintf("%s names its resources", [st.subject])) if {
	count(st.value.not_resources) == 0
	count(st.value.resources) > 0
	count(maybe_all(st)) == 0
} else := lib.not_applicable(st, sprintf("%s grants everything, see iam/admin-wildcard", [st.subject])) if {
	iam.everything(st)
} else := lib.not_applicable(st, sprintf("%s grants everything but a few actions, see iam/admin-wildcard", [st.subject])) if {
	iam.hands_out_all(st)
} else := decided(st, candor.iam_changes(sure(st), iam.possible(st), iam.excepted(st), services, params.harmless))

# sure are the action patterns that certainly hold for every resource: what may be
# excepted is not certainly named.
sure(st) := names if {
	iam.effect(st, "Allow")
	count(all_of(st)) > 0
	count(narrowing(st)) == 0
	iam.certain(st)
	names := met(st, iam.named(st))
} else := []

# narrowing are the keys that may leave fewer resources than all of an account in a
# region: that is everything here, as it is in arn:aws:sqs:eu-west-1:111122223333:*.
narrowing(st) := iam.narrowing(st) - {"aws:requestedregion", "aws:resourceaccount", "aws:resourceorgid", "aws:resourceorgpaths", "ec2:region"}

# met are the actions of the services whose resources are all named:
# arn:aws:logs:*:*:* is every log group, and no queue. Where an action's service
# has another name in the ARN, it can't be told.
met(st, names) := names if {
	count(st.value.not_resources) > 0
} else := names if {
	some r in all_of(st)
	anyone(r)
} else := [a |
	some a in names
	some r in all_of(st)
	glob.match(split(lower(a), ":")[0], [], split(iam.instance(r), ":")[2])
]

anyone(r) if regex.match(`^([*?]|arn:[^:]*:[^:]*[*?])`, iam.instance(r))

apart(st) := {sprintf("%s does not go with the resources, which are of %s", [concat(", ", others), concat(", ", {split(iam.instance(r), ":")[2] | some r in all_of(st)})]) |
	iam.effect(st, "Allow")
	count(all_of(st)) > 0
	count(narrowing(st)) == 0
	others := [a | some a in iam.named(st); not a in met(st, iam.named(st))]
	count(others) > 0
}

# decided looks at the actions that the statement may change things by and that
# AWS can limit.
decided(st, changes) := lib.unknown(st, sprintf("%s. %s", [allowed(st, changes), iam.only_aws(st)])) if {
	changes.count > 0
	iam.prescribed(st)
} else := lib.unknown(st, sprintf("%s. AWS calls %s read-only, while its list of actions calls these a change: which of the two errs can't be told, and only AWS can narrow the policy", [limitable(st, changes), iam.managed_name(st)])) if {
	changes.count > 0
	changes.reads == changes.count
	st.value.kept.read_only
} else := lib.unknown(st, sprintf("%s. %s", [allowed(st, changes), iam.as_published(iam.copied(st))])) if {
	changes.count > 0
	iam.copied(st)
} else := broad(st, changes) if {
	changes.count > 0
} else := lib.not_applicable(st, sprintf("Of what %s allows on every resource only services that are no more would be changed: AWS shut down %s", [st.subject, concat(", ", changes.ended)])) if {
	changes.may == false
	count(changes.unknown) == 0
	count(changes.ended) > 0
} else := lib.pass(st, sprintf("%s only reads, or grants what AWS can't limit to a resource or what may stay wide", [st.subject])) if {
	changes.may == false
	count(changes.unknown) == 0
} else := lib.pass(st, sprintf("%s changes only what its condition on %s ties it to", [st.subject, concat(", ", sort(iam.tied(st)))])) if {
	count(iam.tied(st)) > 0
} else := lib.unknown(st, sprintf("Whether %s changes more than it needs to can't be told: %s", [st.subject, concat("; ", sort(why(st, changes)))]))

broad(st, changes) := lib.at(better(st, lib.fail(st, message)), all_of(st)[0].at) if {
	message := sprintf("%s%s%s%s", [limitable(st, changes), example(changes), defaults(st), iam.instead(st)])
}

# better says what to do where the text is not the user's to change.
better(st, result) := result if {
	not st.value.managed
} else := lib.fix(result, sprintf("use %s instead of %s", [st.value.kept.instead, iam.managed_name(st)])) if {
	st.value.kept.instead
} else := lib.fix(result, sprintf("attach a policy of your own that names the resources instead of %s", [iam.managed_name(st)]))

# allowed names what fails and nothing else, the worst first.
allowed(st, changes) := sprintf("%s allows %s%s%s on every resource", [iam.holds(st), concat(", ", changes.first), uncounted(changes), by(st, changes)])

uncounted(changes) := sprintf(" and %d more", [rest]) if {
	rest := changes.count - count(changes.first)
	rest > 0
} else := ""

# by are the wildcards that the actions come from which no one wrote down.
by(st, changes) := "" if {
	changes.named == changes.count
} else := sprintf(" (by everything but %s)", [iam.few(iam.excepted(st))]) if {
	count(st.value.not_actions) > 0
} else := sprintf(" (by %s)", [iam.few(changes.by)]) if {
	changes.named == 0
} else := sprintf(" (partly by %s)", [iam.few(changes.by)])

limitable(st, changes) := sprintf("%s, %s AWS can limit", [allowed(st, changes), which(changes.count)])

which(1) := "which"

which(2) := "both of which"

which(n) := "all of which" if n > 2

example(changes) := "" if {
	changes.example.arn == ""
} else := sprintf(", for example to %s", [changes.example.arn]) if {
	changes.count == 1
} else := sprintf(", for example %s to %s", [changes.example.action, changes.example.arn])

defaults(st) := iam.overridden(array.concat(st.value.actions, iam.resting(all_of(st))))

# all_of are the resources that are surely everything.
all_of(st) := array.concat([r | some r in st.value.resources; full(iam.instance(r))], [r | some r in st.value.not_resources; lib.known(r)])

maybe_all(st) := [r | some r in st.value.resources; may_be_all(r)]

may_be_all(r) if r.k == "unknown"

may_be_all(r) if full(iam.open(r))

# arn:aws:s3:::* and arn:aws:sqs:*:*:* are everything of one service.
full(text) if regex.match(`^([*?]*\*[*?]*|arn:[^:]*:[^:]*:[^:]*:[^:]*:\*+)$`, text)

why(st, changes) := reasons if {
	reasons := ({v.why |
		some v in array.concat(array.concat([st.value.effect], st.value.actions), array.concat(maybe_all(st), array.concat(st.value.not_actions, st.value.not_resources)))
		v.k in {"pattern", "unknown"}
	} | {sprintf("candor's list of actions does not hold %s", [u]) | some u in changes.unknown}) | (narrowed(st) | apart(st))
	count(reasons) > 0
} else := {"it names no resource that can be read"}

narrowed(st) := {sprintf("a condition on %s narrows it", [concat(", ", sort(narrowing(st)))])} if count(narrowing(st)) > 0

narrowed(st) := set() if count(narrowing(st)) == 0
