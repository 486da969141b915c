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
#   - **Passes**: resources are named; or the actions only read, secrets among them,
#     which is no change and not weighed here (the message says so); or AWS can't
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
#     takes on (`dlm.amazonaws.com`; Cognito, that sends text messages, to numbers that
#     have no ARN), or the copy holds at least four fifths of five
#     actions or more (the CloudWatch agent), of six where AWS writes it for a service
#     and no trust is in the tree, or the whole of at least four. A whole service
#     (`ec2:*`) is no copy of anything, nor
#     is what AWS writes for services that run anybody's code. And of a policy that is
#     replaced, a statement that the one in its place has as well.
#     So is a statement that another rule tells: of one that grants everything or all
#     but a few actions (see `iam/admin-wildcard`), or all but those that hand out rights
#     where that leads to more (see `iam/privilege-escalation`), nothing is left to narrow
#     here, and no claim holds on this rule alone because of that.
#   - **Not applicable**: `Deny`, trust and resource policies, boundaries,
#     the other failing statements of one policy that AWS keeps and one attachment
#     gives (the worst is told), and those that change only things of services that AWS
#     has shut down (OpsWorks Stacks).
#
#   Policies of AWS that give full access or are meant for people, and those that
#   its documentation calls replaced (`AmazonEC2RoleforSSM`), are judged like a
#   policy of one's own.
#
#   Of a statement that makes and deletes network interfaces, as AWS publishes it for
#   functions in a VPC, and does more, the finding names what goes beyond.
# custom:
#   severity: warning
#   control: least-privilege
#   needs: [iam.statement]
#   fix: name the resources; the message shows which actions can be limited
#   version: "6"
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
} else := lib.unknown(st, sprintf("%s grants everything, see iam/admin-wildcard", [st.subject])) if {
	iam.everything(st)
} else := lib.unknown(st, sprintf("%s grants everything but a few actions, see iam/admin-wildcard", [st.subject])) if {
	iam.hands_out_all(st)
} else := lib.unknown(st, sprintf("%s grants everything but %s, which leads to more rights: see iam/privilege-escalation", [st.subject, iam.few(iam.excepted(st))])) if {
	iam.leads_on(st)
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
	names := iam.named(st)
	count(met(st, names)) < count(names)
	others := [a | some a in names; not a in met(st, names)]
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
} else := lib.unknown(st, sprintf("%s. %s replaces this policy and has the statement as well, so who follows AWS keeps it", [allowed(st, changes), st.value.kept.instead])) if {
	changes.count > 0
	st.value.kept.instead # before what costs more
	some c in candor.iam_copies(iam.named(st))
	c.policy == st.value.kept.instead
} else := broad(st, beyond(st, changes)) if {
	changes.count > 0
} else := lib.not_applicable(st, sprintf("Of what %s allows on every resource only services that are no more would be changed: AWS shut down %s", [st.subject, concat(", ", changes.ended)])) if {
	changes.may == false
	count(changes.unknown) == 0
	count(changes.ended) > 0
} else := lib.pass(st, sprintf("%s only reads%s, or grants what AWS can't limit to a resource or what may stay wide", [st.subject, secrets(st)])) if {
	changes.may == false
	count(changes.unknown) == 0
} else := lib.pass(st, sprintf("%s changes only what its condition on %s ties it to", [st.subject, concat(", ", sort(iam.tied(st)))])) if {
	count(iam.tied(st)) > 0
} else := lib.unknown(st, sprintf("Whether %s changes more than it needs to can't be told: %s", [st.subject, concat("; ", sort(why(st, changes)))]))

# secrets are told where they are read: to read changes nothing, and is not judged.
secrets(st) := sprintf(" (secrets among them, by %s: who reads what, this rule does not judge)", [concat(", ", read)]) if {
	read := iam.covered(st, ["secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue", "ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"])
	count(read) > 0
} else := ""

# beyond is what goes further than the network interfaces of functions in a VPC, which
# AWS publishes on every resource.
beyond(st, changes) := more if {
	not st.value.managed
	changes.named == changes.count
	names := {lower(a) | some a in sure(st)}
	count({"ec2:createnetworkinterface", "ec2:deletenetworkinterface"} - names) == 0
	more := object.union(candor.iam_changes(sure(st), sure(st), iam.excepted(st), services, array.concat(params.harmless, interfaces)), {"beyond": true})
	more.count > 0
} else := changes

interfaces := ["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:AssignPrivateIpAddresses", "ec2:UnassignPrivateIpAddresses"]

beside(changes) := "; the network interfaces that it makes and deletes beside are as AWS publishes it for functions in a VPC" if {
	changes.beyond
} else := ""

broad(st, changes) := once(st, changes, lib.at(better(st, changes, lib.fail(st, message)), all_of(st)[0].at)) if {
	message := concat("", [limitable(st, changes), example(changes), beside(changes), texting(changes), defaults(st), iam.under(st), iam.instead(st)])
}

# once: of a policy that AWS keeps, one attachment is one finding.
once(st, changes, result) := lib.once(result, iam.attachment(st), changes.count) if {
	st.value.managed
} else := result

# texting: to send a text message is sns:Publish, too.
texting(changes) := "; a number that gets a text message has no ARN" if {
	texts(changes)
} else := ""

texts(changes) if "sns:Publish" in changes.first

# better says what to do where the text is not the user's to change.
better(st, changes, result) := lib.fix(result, sprintf("use %s instead of %s", [st.value.kept.instead, iam.managed_name(st)])) if {
	st.value.managed
	st.value.kept.instead
} else := lib.fix(result, sprintf("attach a policy of your own that names the resources instead of %s", [iam.managed_name(st)])) if {
	st.value.managed
} else := lib.fix(result, "name the topics; who only sends text messages keeps * and puts the topics out of reach (NotResource, or a Deny, on arn:aws:sns:*:*:*)") if {
	changes.count == 1
	texts(changes)
} else := lib.fix(result, "give the function a logGroup of its own instead of logRetention, for which CDK writes this statement") if {
	startswith(st.value.owner, "LogRetention")
	every a in changes.first { a in {"logs:PutRetentionPolicy", "logs:DeleteRetentionPolicy"} }
} else := result

# allowed names what fails and nothing else: what is written with a wildcard as it is
# written, and of what that takes in the worst.
allowed(st, changes) := sprintf("%s allows %s on every resource", [iam.holds(st), granted(st, changes)])

granted(st, changes) := sprintf("%s%s", [concat(", ", changes.first), uncounted(changes)]) if {
	changes.named == changes.count
} else := sprintf("everything but %s (%s)", [iam.few(iam.excepted(st)), counted(changes)]) if {
	count(st.value.not_actions) > 0
} else := sprintf("%s (%s)", [iam.few(changes.by), counted(changes)]) if {
	changes.named == 0
} else := sprintf("%s and %s by name (%s)", [iam.few(changes.by), actions(changes.named), counted(changes)])

actions(1) := "one action"

actions(n) := sprintf("%d actions", [n]) if n > 1

uncounted(changes) := sprintf(" and %d more", [rest]) if {
	rest := changes.count - count(changes.first)
	rest > 0
} else := ""

counted(changes) := concat(", ", changes.first) if {
	changes.count == count(changes.first)
} else := sprintf("%d actions that change something, %s among them", [changes.count, concat(", ", changes.first)])

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
