# METADATA
# scope: package
# title: A bucket's ACL lets the public in
# description: |
#   An access control list can open a bucket to everybody, or to everybody with
#   an AWS account, which is the same.
#
#   - **Passes**: the ACL names no strangers, none is set, or the bucket's public
#     access block ignores public ACLs.
#   - **Fails**: it is `public-read`, `public-read-write` or `authenticated-read`,
#     or a grant names one of the groups of strangers.
#     S3 refuses such an ACL on buckets that are made since April 2023 and have no
#     ownership controls and public access block that let it; older ones keep theirs.
#   - **Unknown**: only a deployment knows the ACL, or whether it is ignored.
# custom:
#   severity: error
#   control: public-exposure
#   needs: [s3.access]
#   fix: leave the ACL out and open what has to be open by a policy
#   version: "4"
#   params:
#     acls: {help: "ACLs that nobody may set", default: [public-read, public-read-write, authenticated-read]}
package candor.rules.s3.public_acl

import data.candor.lib

results contains lib.at(judge(bucket), bucket.value.acl.at) if some bucket in lib.facts("s3.access")

# plain is an ACL without its spelling: CloudFormation writes PublicRead.
plain(acl) := lower(replace(acl, "-", ""))

public := {plain(acl) | some acl in lib.params("s3/public-acl").acls}

judge(bucket) := lib.unknown(bucket, sprintf("The ACL of %s can't be told: %s", [bucket.subject, bucket.value.acl.why])) if {
	not lib.known(bucket.value.acl)
} else := lib.pass(bucket, sprintf("The ACL of %s lets no strangers in (%s)", [bucket.subject, bucket.value.acl.v])) if {
	lib.known(bucket.value.acl)
	every v in lib.values(bucket.value.acl) { not plain(v) in public }
} else := lib.pass(bucket, sprintf("The ACL of %s is %s, which its public access block ignores", [bucket.subject, bucket.value.acl.v])) if {
	lib.known(bucket.value.ignore_acls)
	bucket.value.ignore_acls.v == true
	not lib.may_be(bucket.value.ignore_acls, false)
} else := lib.unknown(bucket, sprintf("The ACL of %s can't be told: %s", [bucket.subject, lib.choice(bucket.value.acl)])) if {
	lib.known(bucket.value.acl)
	not plain(bucket.value.acl.v) in public
} else := lib.unknown(bucket, sprintf("The ACL of %s is %s; whether that is ignored can't be told: %s", [bucket.subject, bucket.value.acl.v, lib.choice(bucket.value.ignore_acls)])) if {
	lib.known(bucket.value.ignore_acls)
	bucket.value.ignore_acls.v == true
} else := lib.fail(bucket, sprintf("The ACL of %s is %s%s", [bucket.subject, bucket.value.acl.v, origin(bucket.value.acl)])) if {
	lib.known(bucket.value.ignore_acls)
} else := lib.fail(bucket, sprintf("The ACL of %s is %s, and no public access block ignores it%s; S3 refuses it on a bucket made since April 2023 unless its settings are loosened first", [bucket.subject, bucket.value.acl.v, origin(bucket.value.acl)])) if {
	bucket.value.written == false
} else := lib.unknown(bucket, sprintf("The ACL of %s is %s; whether that is ignored can't be told: %s", [bucket.subject, bucket.value.acl.v, bucket.value.ignore_acls.why]))

origin(val) := sprintf(": %s, which a deployment can override", [val.why]) if val.from == "default"

origin(val) := "" if val.from != "default"
