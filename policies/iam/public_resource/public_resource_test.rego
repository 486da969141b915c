package candor.rules.iam.public_resource_test

import data.candor.rules.iam.public_resource

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 5}}

hidden := {"k": "unknown", "why": "parameter P has no default", "at": {"line": 6}}

who(type, v) := object.union(known(v), {"type": type})

base := {
	"owner": "Q", "kind": "resource", "service": "sqs", "effect": known("Allow"), "actions": [known("sqs:*")], "not_actions": [],
	"resources": [known("*")], "not_resources": [], "principals": [who("*", "*")], "has_condition": false, "conditions": null,
}

judged(change) := r if {
	rs := public_resource.results with input as {"facts": {"iam.statement": [{
		"kind": "iam.statement", "subject": "Q/0", "n": 0, "at": {"path": "t.yaml", "line": 2},
		"value": object.union(base, change),
	}]}}
	some r in rs
}

under(conditions) := judged({"has_condition": true, "conditions": conditions}).outcome

test_principals if {
	judged({}).outcome == "fail"
	judged({"principals": [who("AWS", "*")]}).outcome == "fail"
	judged({"principals": [who("notAWS", "arn:aws:iam::1:root")]}).outcome == "fail"
	judged({"principals": [who("AWS", "arn:aws:iam::1:root"), who("Service", "s3.amazonaws.com")]}).outcome == "pass"
	judged({"principals": [object.union(hidden, {"type": "AWS"})]}).outcome == "unknown"
	judged({"principals": [object.union(hidden, {"type": "Service"})]}).outcome == "pass"
	root := {"k": "pattern", "v": "arn:aws:iam::*:root", "raw": "arn:aws:iam::${A}:root", "why": "w", "type": "AWS", "at": {}}
	judged({"principals": [root]}).outcome == "pass"
	judged({"principals": [object.union(root, {"raw": "${P}"})]}).outcome == "unknown"
	contains(judged({"principals": []}).message, "no principal")
}

test_no_arn if {
	r := judged({"service": "s3", "resources": [known("site/*")]})
	r.outcome == "unknown"
	r.message == "Q/0 names no ARN as its resource (site/*), which S3 refuses; with one it would let anyone in"
	judged({"service": "s3", "resources": [known("arn:aws:s3:::site/*")]}).outcome == "fail"
	judged({"service": "s3", "resources": [known("site/*"), known("*")]}).outcome == "fail"
	judged({"service": "s3", "resources": [{"k": "pattern", "v": "*/x", "raw": "${B}/x", "why": "w", "at": {}}]}).outcome == "fail"
	hole := {"k": "pattern", "v": "*/x", "raw": "${B}/x", "why": "the name of B is given at deployment", "at": {}}
	judged({"service": "s3", "resources": [hole]}).message == "Q/0 names no ARN as its resource (${B}/x), which S3 refuses; with one it would let anyone in"
	judged({"service": "s3", "resources": [hole, known("*")]}).outcome == "fail"
	judged({"service": "s3", "resources": [object.union(hole, {"why": "the name of C is given at deployment"})]}).outcome == "fail"
}

test_odd_principals if {
	every p in [who("AWS", "arn:aws:iam::*:root"), who("Federated", "*"), who("CanonicalUser", "*")] {
		r := judged({"principals": [p]})
		r.outcome == "unknown"
		contains(r.message, "no wildcard")
	}
}

test_addresses_of_ipv6 if {
	under({"IpAddress": {"aws:SourceIp": [known("2600::/8")]}}) == "unknown"
	under({"IpAddress": {"aws:SourceIp": [known("2001:db8::/32")]}}) == "pass"
}

test_choice if {
	p := object.union(who("AWS", "arn:aws:iam::1:root"), {"from": "default", "why": "default of parameter Who", "others": ["*"]})
	judged({"principals": [p]}).outcome == "unknown"
	contains(judged({"principals": [p]}).message, "names *")
	judged({"principals": [object.union(p, {"others": ["arn:aws:iam::2:root"]})]}).outcome == "pass"
}

test_asks_for_a_password if {
	judged({"service": "es", "asks": "a password is asked for"}).outcome == "unknown"
	judged({"service": "es", "asks": "a password is asked for", "effect": known("Deny")}).outcome == "not_applicable"
}

test_inside if {
	r := judged({"service": "es", "inside": "vpc_options"})
	r.outcome == "pass"
	contains(r.message, "vpc_options")
}

test_own_account if {
	every own in ["AWS::AccountId is set by the deployment", "data.aws_caller_identity.current.account_id is read at deployment"] {
		it := {"k": "unknown", "why": own, "at": {"line": 6}}
		judged({"principals": [object.union(it, {"type": "AWS"})]}).outcome == "pass"
		under({"StringEquals": {"aws:SourceAccount": [it]}}) == "pass"
	}
	under({"StringEquals": {"aws:SourceAccount": [hidden]}}) == "unknown"
}

test_conditions if {
	under({"StringEquals": {"aws:PrincipalOrgID": [known("o-1")]}}) == "pass"
	under({"ArnLike": {"aws:SourceArn": [{"k": "pattern", "v": "arn:aws:s3:::*", "raw": "arn:aws:s3:::${B}", "why": "w", "at": {}}]}}) == "pass"
	under({"ArnLike": {"aws:SourceArn": [{"k": "pattern", "v": "*", "raw": "*", "why": "w", "at": {}}]}}) == "unknown"
	under({"StringEquals": {"aws:SourceAccount": [hidden]}}) == "unknown"
	under({"StringLike": {"aws:PrincipalArn": [known("*")]}}) == "unknown"
	under({"IpAddress": {"aws:SourceIp": [known("0.0.0.0/0")]}}) == "unknown"
	under({"IpAddress": {"aws:SourceIp": [known("203.0.113.0/24")]}}) == "pass"
	under({"ArnLike": {"aws:SourceArn": [known("arn:aws:sns:*:*:*")]}}) == "unknown"
	under({"StringLike": {"aws:PrincipalArn": [known("arn:aws:iam::*:role/x")]}}) == "unknown"
	under({"StringLike": {"aws:PrincipalOrgID": [known("o-*")]}}) == "unknown"
	under({"StringLike": {"aws:userid": [known("AROAEXAMPLEID:*")]}}) == "pass"
	under({"IpAddress": {"aws:SourceIp": [known("0.0.0.0/1")]}}) == "unknown"
	under({"ArnLike": {"aws:SourceArn": [known("arn:aws:s3:::acme*")]}}) == "unknown"
	under({"ArnLike": {"aws:SourceArn": [known("arn:aws:s3:::acme")]}}) == "pass"
	under({"ArnLike": {"aws:SourceArn": [known("arn:aws:sns:eu-west-1:111122223333:*")]}}) == "pass"
	under({"StringNotEquals": {"aws:PrincipalOrgID": [known("o-1")]}}) == "unknown"
	under({"Bool": {"aws:SecureTransport": [known("true")]}}) == "fail"
	under({"StringEquals": {"lambda:FunctionUrlAuthType": [known("NONE")]}}) == "fail"
	under({"ForAnyValue:StringEquals": {"aws:PrincipalOrgID": [known("o-1")]}}) == "pass"
	under({"ForAllValues:StringEquals": {"aws:PrincipalOrgID": [known("o-1")]}}) == "unknown"
	under({"StringEquals": {"aws:VpceAccount": [known("111122223333")]}}) == "pass"
	under({"StringLike": {"aws:Referer": [known("https://www.example.com/*")]}}) == "fail"
	under(null) == "unknown"
}

test_kinds if {
	judged({"service": "vpce"}).outcome == "not_applicable"
	judged({"kind": "identity"}).outcome == "not_applicable"
	judged({"effect": known("Deny")}).outcome == "not_applicable"
	judged({"effect": hidden}).outcome == "unknown"
}

test_conditions_that_strangers_meet if {
	under({"StringEquals": {"aws:PrincipalAccount": [known("${aws:PrincipalAccount}")]}}) == "unknown"
	under({"IpAddress": {"aws:SourceIp": [known(sprintf("%d.0.0.0/8", [i])) | some i in numbers.range(0, 255)]}}) == "unknown"
	under({"IpAddress": {"aws:SourceIp": [known("198.51.100.0/24"), known("10.0.0.0/8"), known("2001:db8::/32")]}}) == "pass"
}

# beside judges the statement beside a denial of its policy.
beside(allow, denial) := {r.outcome | some r in rs; r.subject == "allow"} if {
	deny := object.union(base, object.union({"effect": known("Deny"), "has_condition": true}, denial))
	rs := public_resource.results with input as {"facts": {"iam.statement": [
		{"kind": "iam.statement", "subject": "deny", "n": 0, "at": {"path": "t.yaml", "line": 2}, "value": deny},
		{"kind": "iam.statement", "subject": "allow", "n": 1, "at": {"path": "t.yaml", "line": 9}, "value": object.union(base, allow)},
	]}}
}

vpce(v) := {"StringNotEquals": {"aws:SourceVpce": [v]}}

test_denied_to_strangers if {
	d := {"conditions": vpce(known("vpce-1"))}
	beside({}, d) == {"pass"}
	beside({"actions": [known("sqs:SendMessage")]}, d) == {"pass"}
	beside({}, object.union(d, {"principals": [who("AWS", "*")]})) == {"pass"}
	hole := {"k": "pattern", "v": "**", "raw": "${q.arn}*", "why": "w", "at": {}}
	beside({"resources": [hole]}, object.union(d, {"resources": [hole]})) == {"pass"}
	beside({}, {"conditions": vpce(hidden)}) == {"unknown"}
	beside({}, {"conditions": vpce(known("*"))}) == {"unknown"}
	beside({}, {"conditions": {"NotIpAddress": {"aws:SourceIp": [known("192.0.2.0/24")]}}}) == {"pass"}
	beside({}, {"conditions": {"NotIpAddress": {"aws:SourceIp": [known("0.0.0.0/0")]}}}) == {"unknown"}
}

test_denied_to_fewer if {
	d := {"conditions": vpce(known("vpce-1"))}
	every change in [
		{"conditions": null, "has_condition": false},
		{"conditions": {"StringEquals": {"aws:SourceVpce": [known("vpce-1")]}}},
		{"conditions": object.union(vpce(known("vpce-1")), {"Bool": {"aws:SecureTransport": [known("false")]}})},
		{"conditions": {"StringNotEquals": {"aws:SourceVpce": [known("vpce-1")], "aws:SourceVpc": [known("vpc-1")]}}},
		{"conditions": {"StringNotEquals": {"aws:UserAgent": [known("x")]}}},
		{"conditions": {"StringNotEquals": {"aws:SourceVpce": []}}},
		{"principals": [who("AWS", "arn:aws:iam::1:root")]},
		{"principals": [who("notAWS", "arn:aws:iam::1:root")]},
		{"effect": hidden},
		{"owner": "other"},
		{"actions": [known("sqs:DeleteQueue")]},
		{"actions": [], "not_actions": [known("sqs:SendMessage")]},
		{"resources": [known("arn:aws:sqs:*:*:other")]},
		{"resources": [hidden]},
		{"resources": [], "not_resources": [known("x")]},
	] {
		beside({"actions": [known("sqs:SendMessage")]}, object.union(d, change)) == {"fail"}
	}
	beside({"resources": [], "not_resources": [known("x")]}, d) == {"fail"}
	beside({"resources": [hidden]}, d) == {"fail"}
}

test_website if {
	r := on_bucket({"site": true, "actions": [known("s3:GetObject")]})
	r.outcome == "fail"
	r.message == "Q/0 lets anyone read objects of it; it serves a website to everybody"
	contains(r.fix, "origin access control")
}

on_bucket(change) := judged(object.union({"service": "s3", "resources": [known("arn:aws:s3:::b/*")]}, change))

test_what_anyone_may_do if {
	r := on_bucket({"actions": [known("s3:GetObject")]})
	r.message == "Q/0 lets anyone read objects of it"
	contains(r.fix, "meant to download")
	all := on_bucket({"actions": [known("s3:*")], "resources": [known("*")]})
	all.message == "Q/0 lets anyone change who may use the bucket, delete objects of it, write objects into it, list its objects, read objects of it"
	contains(all.fix, "leave s3:GetObject alone")
	both := on_bucket({"actions": [known("s3:*")], "resources": [known("arn:aws:s3:::b")]})
	both.message == "Q/0 lets anyone change who may use the bucket, list its objects"
	both.fix == "name the principals: nobody needs these rights without a name"
	on_bucket({"actions": [known("s3:GetObject")], "resources": [], "not_resources": [known("arn:aws:s3:::c/*")]}).message == "Q/0 lets anyone read objects of it"
	on_bucket({"actions": [known("s3:GetObject")], "resources": [hidden]}).message == "Q/0 lets anyone use it: s3:GetObject"
	on_bucket({"actions": [known("s3:GetBucketLocation")]}).message == "Q/0 lets anyone use it: s3:GetBucketLocation"
}

test_meant if {
	contains(judged({"service": "ecr", "actions": [known("ecr:BatchGetImage"), known("ecr:GetDownloadUrlForLayer")]}).fix, "pull these images")
	not judged({"service": "ecr", "actions": [known("ecr:PutImage")]}).fix
	contains(judged({"service": "lambda", "actions": [known("lambda:InvokeFunctionUrl")]}).fix, "AuthType")
	contains(judged({"service": "lambda", "actions": [known("lambda:InvokeFunction")]}).fix, "InvokedViaFunctionUrl")
}

test_fenced if {
	r := on_bucket({"actions": [known("s3:GetObject")], "fenced": "w"})
	r.outcome == "unknown"
	r.message == "Q/0 would let anyone in, but w"
	on_bucket({"fenced": "w", "principals": [who("AWS", "arn:aws:iam::1:root")]}).outcome == "pass"
}

test_the_worst_comes_first if {
	some_of := ["s3:GetObject", "s3:ListBucket", "s3:PutObject", "s3:GetObjectAcl", "s3:*", "s3:deleteObject"]
	contains(judged({"actions": [known(a) | some a in some_of]}).message, "use it: s3:*, s3:PutObject, s3:deleteObject, s3:GetObject and 2 more")
	endswith(judged({"actions": [known(a) | some a in array.slice(some_of, 0, 3)]}).message, "use it: s3:PutObject, s3:GetObject, s3:ListBucket")
}
