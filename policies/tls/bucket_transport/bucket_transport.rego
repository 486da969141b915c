# METADATA
# scope: package
# title: A bucket answers plain HTTP
# description: |
#   S3 answers requests without TLS unless the policy of the bucket denies them.
#
#   - **passes**: the policy denies everybody every action where
#     `aws:SecureTransport` is false, for the bucket and for its objects, or where
#     `s3:TlsVersion` is less than a number, if it exists: a request without TLS has
#     none. S3 itself takes nothing older than TLS 1.2.
#   - **fails**: the policy of the bucket does not, or for one of the two only.
#     Of a bucket that is a website the message says that its website endpoint has
#     no TLS at all: to deny plain HTTP takes it down for those who read the site there. Where the policy
#     lets nobody read without a name, or a public access block keeps everybody out,
#     that endpoint serves nobody, and the bucket is judged as any other: what CloudFront
#     or an application reads is its REST endpoint.
#   - **stays unknown**: no policy of the bucket is in the sources, or it can't be told.
# custom:
#   severity: warning
#   control: encryption-in-transit
#   needs: [tls.bucket]
#   fix: "deny s3:* to everybody where aws:SecureTransport is false, on the ARN of the bucket and on ARN/*"
#   version: "4"
package candor.rules.tls.bucket_transport

import data.candor.lib

results contains lib.at(judge(b), b.value.plain.at) if some b in lib.facts("tls.bucket")

judge(b) := lib.unknown(b, sprintf("whether %s answers plain HTTP can't be told: %s", [b.subject, b.value.plain.why])) if {
	not lib.known(b.value.plain)
} else := lib.pass(b, sprintf("the policy of %s denies plain HTTP", [b.subject])) if {
	b.value.plain.v == "denied"
} else := lib.fix(missing(b, "%s is a website, whose endpoint has no TLS at all; a policy that denies plain HTTP takes it down for those who read it there"), "serve the site by CloudFront with origin access control from the REST endpoint, without the website configuration, and deny plain HTTP then") if {
	object.get(b.value, "website", false)
} else := lib.fix(missing(b, "the policy of %s denies no plain HTTP; its website endpoint serves nobody, as nobody may read it without a name, but its REST endpoint answers plain HTTP to those who may"), "deny s3:* to everybody where aws:SecureTransport is false, on the ARN of the bucket and on ARN/*; the website configuration can go") if {
	object.get(b.value, "idle", false)
	b.value.plain.v == "allowed"
} else := missing(b, "the policy of %s denies no plain HTTP") if {
	b.value.plain.v == "allowed"
} else := lib.fail(b, sprintf("plain HTTP to %s is %s", [b.subject, b.value.plain.v]))

# missing shows the policy that lacks the statement, too: it is the one to change.
missing(b, message) := lib.related(lib.fail(b, sprintf(message, [b.subject])), [object.union(p, {"label": "the policy of the bucket"}) | some p in b.value.policy_at]) if {
	b.value.policy_at
} else := lib.fail(b, sprintf(message, [b.subject]))
