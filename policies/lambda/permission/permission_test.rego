package candor.rules.lambda.permission_test

import data.candor.rules.lambda.permission

known(v) := {"k": "known", "v": v, "from": "literal", "type": "*", "at": {"line": 5}}

hidden := {"k": "unknown", "why": "parameter P has no default", "type": "*", "at": {"line": 6}}

base := {
	"owner": "P", "kind": "resource", "service": "lambda", "effect": known("Allow"), "actions": [known("lambda:InvokeFunction")], "not_actions": [],
	"resources": [known("hook")], "not_resources": [], "principals": [known("sns.amazonaws.com")], "has_condition": false, "conditions": null,
}

judged(change) := r if {
	rs := permission.results with input as {"facts": {"iam.statement": [{
		"kind": "iam.statement", "subject": "P/0", "n": 0, "at": {"path": "t.yaml", "line": 2}, "value": object.union(base, change),
	}]}}
	count(rs) == 1
	some r in rs
}

under(key, v) := {"has_condition": true, "conditions": {"StringEquals": {key: [v]}}}

test_service if {
	r := judged({})
	r.outcome == "fail"
	r.at.line == 5
}

test_everybody if {
	r := judged({"principals": [known("*")]})
	r.outcome == "fail"
	r.message == "P/0 lets everybody, in any account of AWS, invoke the function"
	contains(r.fix, "lambda:InvokedViaFunctionUrl")
	contains(judged({"principals": [known("*")], "format": "terraform"}).fix, "invoked_via_function_url")
	contains(judged({"principals": [known("*")], "actions": [known("lambda:GetLayerVersion")]}).message, "use the layer")
}

by_address(v) := {"principals": [known("*")], "has_condition": true, "conditions": {"Bool": {"lambda:InvokedViaFunctionUrl": [v]}}}

# A permission for calls by the function's address says nothing of others.
test_by_address if {
	judged(by_address(known("true"))).outcome == "not_applicable"
	judged(by_address(known(true))).outcome == "not_applicable"
	judged(by_address(known(false))).outcome == "fail"
	judged(by_address({"k": "known", "v": true, "from": "default", "why": "default of parameter P", "at": {"line": 7}})).outcome == "fail"
}

test_nobody if judged({"principals": []}).outcome == "unknown"

test_sources if {
	judged(under("aws:SourceAccount", known("111122223333"))).outcome == "pass"
	judged(under("aws:SourceArn", {"k": "pattern", "v": "arn:aws:sns:*:*:t", "raw": "arn:aws:sns:${r}:${a}:t", "why": "w", "at": {"line": 7}})).outcome == "pass"
	judged(under("aws:SourceArn", hidden)).outcome == "unknown"
}

test_own_account if {
	own := {"k": "unknown", "why": "AWS::AccountId is set by the deployment", "at": {"line": 7}}
	judged(under("aws:SourceAccount", own)).outcome == "pass"
}

test_buckets if {
	s3 := {"principals": [known("s3.amazonaws.com")]}
	judged(object.union(s3, under("aws:SourceArn", known("arn:aws:s3:::files")))).outcome == "fail"
	judged(object.union(s3, under("aws:SourceArn", hidden))).outcome == "fail"
	contains(judged(object.union(s3, under("aws:SourceArn", hidden))).message, "anybody, as the ARN of a bucket holds no account")
	judged(object.union(s3, under("aws:SourceAccount", hidden))).outcome == "unknown"
	judged(object.union(s3, under("aws:SourceAccount", known("111122223333")))).outcome == "pass"
	judged(object.union(s3, under("aws:PrincipalOrgID", known("o-1234567890")))).outcome == "pass"
}

test_words if {
	own := {"k": "pattern", "v": "arn:*:s3:::*", "raw": "arn:${AWS::Partition}:s3:::${aws_s3_bucket.files}", "why": "w", "at": {"line": 7}}
	s3 := {"principals": [known("s3.amazonaws.com")], "format": "terraform"}
	r := judged(object.union(s3, under("aws:SourceArn", own)))
	r.message == "P/0 lets s3.amazonaws.com invoke the function for whoever owns the name of the bucket, also after it was given up: source_account is missing"
	r.fix == "add source_account"
	judged(s3).message == "P/0 lets any account's S3 invoke the function: no source_arn holds it to one source"
	judged(s3).fix == "add source_arn and source_account"
	judged({"format": "cloudformation"}).fix == "add SourceArn and SourceAccount"
	judged({}).fix == "add aws:SourceArn and aws:SourceAccount"
}

test_named if {
	judged({"principals": [known("111122223333")]}).outcome == "pass"
	judged({"principals": [{"k": "pattern", "v": "arn:aws:iam::*:role/x", "raw": "arn:aws:iam::${a}:role/x", "why": "w", "at": {"line": 7}}]}).outcome == "pass"
	judged({"principals": [{"k": "unknown", "why": "AWS::AccountId is set by the deployment", "at": {"line": 7}}]}).outcome == "pass"
	judged({"principals": [hidden]}).outcome == "unknown"
}

test_others if {
	judged({"service": "sqs"}).outcome == "not_applicable"
	judged({"actions": [known("lambda:InvokeFunctionUrl")]}).outcome == "not_applicable"
}

arn(raw) := {"k": "pattern", "v": "*/*", "raw": raw, "why": "w", "at": {"line": 7}}

test_arns_of_own_resources if {
	judged(under("aws:SourceArn", arn("${aws_apigatewayv2_api.webhook.execution_arn}/*"))).outcome == "pass"
	judged(under("aws:SourceArn", arn("${Api.Arn}/*"))).outcome == "pass"
	judged(under("aws:SourceArn", arn("${var.source_arn}/*"))).outcome == "unknown"
	judged(under("aws:SourceArn", arn("arn:aws:sns:${r}:*:x"))).outcome == "fail"
}

test_a_choice if {
	who := {"k": "known", "v": "111122223333", "type": "*", "from": "default", "why": "default of parameter P", "at": {"line": 5}}
	judged({"principals": [who]}).outcome == "pass"
	judged({"principals": [object.union(who, {"others": ["*"]})]}).outcome == "unknown"
}
