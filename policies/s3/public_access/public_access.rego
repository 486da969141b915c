# METADATA
# scope: package
# title: A bucket does not block public access
# description: |
#   Four switches keep the public out of a bucket whatever its ACLs and policies
#   say: they refuse public ACLs and policies, and ignore those that are there.
#
#   - **Passes**: every switch in `flags` is on, for the bucket or for its account.
#   - **Fails**: one is off, or is left out of a block that is written. Of a bucket
#     that serves a website to everybody, the message says so.
#   - **Unknown**: no block is written. Buckets made since April 2023 get one,
#     older ones have none, and the template does not tell how old a bucket is.
#     With `defaults: ignore` such a bucket fails.
# custom:
#   severity: warning
#   control: public-exposure
#   needs: [s3.access]
#   fix: add a public access block with all four switches on
#   version: "3"
#   params:
#     flags: {help: "switches that have to be on", default: [block_acls, block_policy, ignore_acls, restrict]}
#     defaults: {help: "count (what the platform may do on its own stays unknown) or ignore (the template has to say it)", default: count}
package candor.rules.s3.public_access

import data.candor.lib

flags := lib.params("s3/public-access").flags

defaults := lib.params("s3/public-access").defaults

results contains judge(bucket) if some bucket in lib.facts("s3.access")

# The names of switches are the user's: one that does not exist is not passed.
misnamed := [f | some f in flags; not f in {"block_acls", "block_policy", "ignore_acls", "restrict"}]

off(bucket) := [f | some f in flags; lib.known(bucket.value[f]); bucket.value[f].v == false]

open(bucket) := [f | some f in flags; unsure(bucket.value[f])]

unsure(flag) if not lib.known(flag)

unsure(flag) if lib.may_be(flag, false)

# shown are the switches that a website for everybody can't have on.
shown(bucket) := [f | some f in off(bucket); f in {"block_policy", "restrict"}]

acls(bucket) := "; the two switches for ACLs can be on all the same" if count(off(bucket)) > count(shown(bucket))

acls(bucket) := "" if count(off(bucket)) == count(shown(bucket))

# What Terraform, and what AWS and all else call the switches.
names := {
	"terraform": {"block_acls": "block_public_acls", "block_policy": "block_public_policy", "ignore_acls": "ignore_public_acls", "restrict": "restrict_public_buckets"},
	"aws": {"block_acls": "BlockPublicAcls", "block_policy": "BlockPublicPolicy", "ignore_acls": "IgnorePublicAcls", "restrict": "RestrictPublicBuckets"},
}

named(bucket, switches) := [n[f] | n := object.get(names, object.get(bucket.value, "format", ""), names.aws); some f in switches]

said(bucket, switches) := sprintf("%s is off", named(bucket, switches)) if count(switches) == 1

said(bucket, switches) := sprintf("%s and %s are off", [concat(", ", array.slice(own, 0, count(own) - 1)), own[count(own) - 1]]) if {
	count(switches) > 1
	own := named(bucket, switches)
}

judge(bucket) := lib.unknown(bucket, "flags names no switch") if {
	count(flags) == 0
} else := lib.unknown(bucket, sprintf("flags names a switch that does not exist: %s", [concat(", ", misnamed)])) if {
	count(misnamed) > 0
} else := lib.fix(lib.at(lib.fail(bucket, sprintf("%s does not block public access: it serves a website to everybody; if that is meant, waive it, or put CloudFront with origin access control before it%s", [bucket.subject, acls(bucket)])), bucket.value[shown(bucket)[0]].at), "waive it where everybody is meant to read the bucket, or serve the site by CloudFront with origin access control and add a public access block with all four switches on") if {
	bucket.value.site
	count(shown(bucket)) > 0
} else := lib.at(lib.fail(bucket, sprintf("%s does not block public access: %s", [bucket.subject, said(bucket, off(bucket))])), bucket.value[off(bucket)[0]].at) if {
	count(off(bucket)) > 0
} else := lib.fail(bucket, sprintf("%s has no public access block", [bucket.subject])) if {
	defaults == "ignore"
	bucket.value.written == false
} else := lib.at(lib.unknown(bucket, sprintf("Whether %s blocks public access can't be told: %s", [bucket.subject, lib.reason(bucket.value[open(bucket)[0]])])), bucket.value[open(bucket)[0]].at) if {
	count(open(bucket)) > 0
} else := lib.at(lib.pass(bucket, sprintf("%s blocks public access: %s", [bucket.subject, concat(", ", named(bucket, flags))])), bucket.value[flags[0]].at)
