package candor.rules.lambda.function_url_auth_test

import data.candor.rules.lambda.function_url_auth

document(auth) := {"facts": {"lambda.url": [{
	"kind": "lambda.url", "subject": "Hook", "state": "observed", "n": 0,
	"at": {"path": "t.yaml", "line": 3, "col": 3, "resource": "Hook"},
	"value": {"auth": auth, "format": "cloudformation"},
}]}}

judged(auth) := r if {
	rs := function_url_auth.results with input as document(auth)
	count(rs) == 1
	some r in rs
}

literal(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 7, "col": 5}}

# A permission is none of a function's addresses.
test_permission if {
	doc := json.patch(document(literal("NONE")), [{"op": "add", "path": "/facts/lambda.url/0/value/permission", "value": true}])
	some r in function_url_auth.results with input as doc
	r.outcome == "fail"
	startswith(r.message, "The permission Hook lets everybody call the address of its function")
	contains(r.fix, "name who may call")
	closed := json.patch(document(literal("AWS_IAM")), [{"op": "add", "path": "/facts/lambda.url/0/value/permission", "value": true}])
	some p in function_url_auth.results with input as closed
	p.message == "The permission Hook asks for AWS_IAM"
}

test_none if {
	r := judged(literal("NONE"))
	r.outcome == "fail"
	r.at == {"path": "t.yaml", "line": 7, "col": 5, "resource": "Hook"}
}

test_iam if {
	r := judged(literal("AWS_IAM"))
	r.outcome == "pass"
}

test_default if {
	r := judged({"k": "known", "v": "NONE", "from": "default", "why": "default of parameter Auth", "at": {"line": 7}})
	r.outcome == "fail"
	contains(r.message, "default of parameter Auth")
}

test_choice if {
	r := judged({"k": "known", "v": "AWS_IAM", "from": "default", "why": "default of parameter Auth", "others": ["NONE"], "at": {"line": 7}})
	r.outcome == "unknown"
	contains(r.message, "beside which the source names NONE")
	judged({"k": "known", "v": "AWS_IAM", "from": "default", "why": "default of parameter Auth", "others": ["AWS_IAM"], "at": {"line": 7}}).outcome == "pass"
}

test_other_value if {
	r := judged(literal("JWT"))
	r.outcome == "unknown"
}

test_hidden if {
	some k in ["unknown", "pattern"]
	r := judged({"k": k, "v": "*", "why": "parameter Auth has no default", "at": {"line": 7}})
	r.outcome == "unknown"
}
