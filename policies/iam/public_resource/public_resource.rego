# METADATA
# scope: package
# title: A resource policy lets anyone in
# description: |
#   A policy on a bucket, queue, topic, key, repository, function or secret says
#   who may use it. The principal `*` is everyone with an AWS account, and for
#   some services everyone.
#
#   - **Fails**: `Allow` for `*`, or for everyone but a few, with no condition that
#     says whose request it must be.
#     Of a bucket the message says what anyone may do: read objects, list them, write
#     them or change who may; and that it serves a website, where it does.
#   - **Passes**: principals are named, or a condition holds the caller to an
#     account, organisation, resource, network or address (`aws:SourceArn`,
#     `aws:PrincipalOrgID`, `kms:CallerAccount` and the like). The policy of a
#     search domain inside a VPC speaks to those alone who are in that network.
#     So does a `Deny` of the same, in the same policy, for all requests but those
#     (`StringNotEquals` on `aws:SourceVpce`).
#   - **Unknown**: only a deployment knows the principal, or the condition is one
#     that candor can't weigh. So is the open policy of a search domain that asks for
#     a password (fine-grained access control, with no anonymous requests), and
#     the policy of a bucket whose resources are names and no ARNs: S3 refuses it.
#     So is one whose bucket has a public access block in the sources that restricts
#     public buckets or refuses public policies: it lets strangers in once that goes.
#   - **Not applicable**: `Deny`; policies of roles and users; policies of network
#     endpoints, which bound what others allow.
# custom:
#   severity: error
#   control: public-exposure
#   needs: [iam.statement]
#   fix: name the principals, or add a condition on aws:SourceArn or aws:PrincipalOrgID
#   version: "5"
package candor.rules.iam.public_resource

import data.candor.lib
import data.candor.lib.denials
import data.candor.lib.iam

results contains judge(st) if some st in lib.facts("iam.statement")

judge(st) := lib.not_applicable(st, sprintf("%s is no resource policy", [st.subject])) if {
	st.value.kind != "resource"
} else := lib.not_applicable(st, sprintf("%s bounds what passes through an endpoint; it lets nobody in", [st.subject])) if {
	st.value.service == "vpce"
} else := lib.not_applicable(st, sprintf("%s denies", [st.subject])) if {
	iam.effect(st, "Deny")
} else := lib.pass(st, sprintf("%s names whom it lets in%s", [st.subject, iam.origin(st, st.value.principals)])) if {
	count(st.value.principals) > 0
	count(iam.maybe_anyone(st)) == 0
} else := lib.pass(st, sprintf("%s lets in only requests that its condition on %s holds to", [st.subject, concat(", ", sort(iam.bound(st)))])) if {
	count(iam.bound(st)) > 0
} else := lib.pass(st, sprintf("%s lets in whoever is in its network: %s puts its endpoint there", [st.subject, st.value.inside])) if {
	st.value.inside
} else := lib.pass(st, sprintf("%s lets in only requests that a denial of the same policy spares, by %s", [st.subject, concat(", ", sort(denials.kept_to(st)))])) if {
	count(denials.kept_to(st)) > 0
} else := lib.unknown(st, sprintf("Whether %s lets anyone in can't be told: a denial of the same policy spares those whose %s has a value that can't be told or that strangers may have, or is itself left out by a condition", [st.subject, concat(", ", sort({e.key | some e in denials.held(st)}))])) if {
	count(denials.held(st)) > 0
} else := lib.unknown(st, sprintf("%s lets anyone up to its door: %s", [st.subject, st.value.asks])) if {
	st.value.asks
	count(iam.anyone(st)) > 0
} else := lib.unknown(st, sprintf("%s names no ARN as its resource (%s), which S3 refuses; with one it would let anyone in", [st.subject, iam.text(st.value.resources[0])])) if {
	no_arn(st)
	count(iam.anyone(st)) > 0
} else := lib.unknown(st, sprintf("%s would let anyone in, but %s", [st.subject, st.value.fenced])) if {
	st.value.fenced
	iam.effect(st, "Allow")
	count(iam.anyone(st)) > 0
	not iam.conditioned(st)
} else := lib.fix(lib.at(lib.fail(st, sprintf("%s lets anyone %s%s%s", [st.subject, concat(", ", may), serving(st), iam.origin(st, iam.anyone(st))])), iam.anyone(st)[0].at), mend(st, may)) if {
	may := on_bucket(st)
	count(may) > 0
	iam.effect(st, "Allow")
	count(iam.anyone(st)) > 0
	not iam.conditioned(st)
} else := meant(st, lib.at(lib.fail(st, sprintf("%s lets anyone use it: %s%s", [st.subject, actions(st), iam.origin(st, iam.anyone(st))])), iam.anyone(st)[0].at)) if {
	iam.effect(st, "Allow")
	count(iam.anyone(st)) > 0
	not iam.conditioned(st)
} else := lib.unknown(st, sprintf("Whether %s lets anyone in can't be told: %s", [st.subject, concat("; ", sort(why(st)))]))

# no_arn: a policy of a bucket of which every resource begins with a name.
no_arn(st) if {
	st.value.service == "s3"
	count(st.value.resources) > 0
	every r in st.value.resources { begins_with_name(r) }
}

begins_with_name(r) if {
	r.k in {"known", "pattern"}
	not regex.match(`^(arn:|[*?$])`, iam.text(r))
}

# What stands for the name of a resource of the sources is one, whatever it will be.
begins_with_name(r) if {
	lib.pattern(r)
	hole := regex.find_n(`^\$\{[^}]*\}`, r.raw, 1)[0]
	contains(r.why, sprintf("the name of %s", [trim(hole, "${}")]))
}

# doings are what can be done to a bucket, in words, the most harmful first: whether to
# the bucket itself or to its objects, and actions of each.
doings := [
	["change who may use the bucket", "bucket", ["s3:PutBucketPolicy", "s3:PutBucketAcl", "s3:DeleteBucketPolicy"]],
	["delete objects of it", "objects", ["s3:DeleteObject", "s3:DeleteObjectVersion"]],
	["write objects into it", "objects", ["s3:PutObject"]],
	["list its objects", "bucket", ["s3:ListBucket", "s3:ListBucketVersions"]],
	[reads, "objects", ["s3:GetObject", "s3:GetObjectVersion"]],
]

reads := "read objects of it"

# on_bucket is what anyone may do to a bucket, as far as the statement surely says; of
# other actions nothing is said.
on_bucket(st) := [d[0] | some d in doings; d[1] in levels(st); count(iam.covered(st, d[2])) > 0] if {
	st.value.service == "s3"
}

# levels are what the resources name: a bucket, objects, or both.
levels(st) := {l | some r in st.value.resources; some l in level(r)} if {
	count(st.value.not_resources) == 0
} else := {"bucket", "objects"}

level(r) := {"bucket", "objects"} if {
	regex.match(`(^|:::)[*]$`, iam.text(r))
} else := {"objects"} if {
	contains(iam.text(r), "/")
} else := {"bucket"} if {
	r.k in {"known", "pattern"}
} else := set()

# meant says what to do where everybody may be meant: to pull images, or to call a
# function by its address.
meant(st, result) := lib.fix(result, "waive it where every account is meant to pull these images, or name accounts, or an organization in aws:PrincipalOrgID; ECR Public is the place for images that all may have") if {
	st.value.service == "ecr"
	every a in iam.possible(st) { regex.match(`(?i)^ecr:(batch)?(get|check|describe|list)[a-z]*$`, a) }
} else := lib.fix(result, "switch the AuthType of the function URL to AWS_IAM and name the principals, or waive it where the address is meant for everybody") if {
	st.value.service == "lambda"
	every a in iam.possible(st) { lower(a) == "lambda:invokefunctionurl" }
} else := lib.fix(result, "name the principals; where a function URL is meant for everybody, hold the right to requests that come by it (lambda:InvokedViaFunctionUrl is true)") if {
	st.value.service == "lambda"
	every a in iam.possible(st) { lower(a) == "lambda:invokefunction" }
} else := result

# serving says what reading by everybody is for.
serving(st) := "; it serves a website to everybody" if {
	st.value.site
} else := ""

# mend is the fix: what is there for everybody to read can be read by CloudFront.
mend(st, may) := "waive it where everybody is meant to read the site, or serve it by CloudFront with origin access control and name CloudFront as the principal, with its distribution in aws:SourceArn" if {
	may == [reads]
	st.value.site
} else := "waive it where everybody is meant to download what the bucket holds, or name who may read it: CloudFront with origin access control as the principal and its distribution in aws:SourceArn, or accounts or an organization" if {
	may == [reads]
} else := "leave s3:GetObject alone to everybody, if downloads are meant for all, and name the principals of the rest" if {
	reads in may
} else := "name the principals: nobody needs these rights without a name"

actions(st) := iam.few(array.concat(array.concat(of_harm(st, 0), of_harm(st, 1)), of_harm(st, 2)))

of_harm(st, n) := [a | some a in iam.possible(st); harm(a) == n]

# harm is 0 for what takes everything in, then what changes something by its name.
harm(action) := 0 if {
	regex.match(`^[*]$|:[*]$`, action)
} else := 1 if {
	regex.match(`^[^:]*:(?i)(add|create|delete|pass|publish|put|remove|run|send|set|start|terminate|update)`, action)
} else := 2

why(st) := reasons if {
	reasons := ({v.why | some v in array.concat([st.value.effect], st.value.principals); v.k != "known"} | odd(st)) |
		{sprintf("candor does not weigh its condition on %s", [k]) | some k in iam.keys(st)}
	count(reasons) > 0
} else := {"it has no principal"}

odd(st) := {sprintf("AWS takes no wildcard in the principal %s", [p.v]) |
	some p in iam.maybe_anyone(st)
	lib.known(p)
	contains(p.v, "*")
	not iam.is_anyone(p.type, p.v)
} | {lib.choice(p) | some p in st.value.principals; lib.may_be(p, "*")}
