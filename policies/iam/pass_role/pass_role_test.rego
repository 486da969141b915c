package candor.rules.iam.pass_role_test

import data.candor.rules.iam.pass_role

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 5}}

hidden := {"k": "unknown", "why": "parameter P has no default", "at": {"line": 6}}

base := {
	"owner": "Role", "kind": "identity", "effect": known("Allow"), "actions": [known("iam:PassRole")], "not_actions": [],
	"resources": [known("*")], "not_resources": [], "principals": [], "has_condition": false, "conditions": null,
}

judged(change) := r if {
	rs := pass_role.results with input as {"facts": {"iam.statement": [{
		"kind": "iam.statement", "subject": "Role/P/0", "n": 0, "at": {"path": "t.yaml", "line": 2},
		"value": object.union(base, change),
	}]}}
	some r in rs
}

test_actions if {
	every action, want in {
		"iam:PassRole": "fail", "iam:*": "fail", "iam:Pass*": "fail", "*": "unknown", "*:*": "unknown", "?*": "unknown", "iam*": "fail", "iam:Get*": "pass", "s3:*": "pass",
	} {
		judged({"actions": [known(action)]}).outcome == want
	}
	judged({"actions": [hidden]}).outcome == "unknown"
	judged({"actions": [], "not_actions": [known("s3:*")]}).outcome == "fail"
	judged({"actions": [], "not_actions": [known("iam:*")]}).outcome == "pass"
	judged({"actions": [], "not_actions": [hidden]}).outcome == "unknown"
	judged({"actions": [{"k": "pattern", "v": "iam:*", "raw": "iam:${A}", "why": "parameter A", "at": {"line": 5}}]}).outcome == "unknown"
}

test_resources if {
	every resource, want in {
		"*": "fail", "arn:aws:iam::111122223333:role/*": "fail", "arn:aws:iam::*:role*": "fail", "arn:aws:iam::*": "fail",
		"arn:aws:iam::1:role/acme-*": "pass", "arn:aws:s3:::*": "pass", "arn:aws:s3*": "pass",
	} {
		judged({"resources": [known(resource)]}).outcome == want
	}
	judged({"resources": [hidden]}).outcome == "unknown"
	judged({"resources": [], "not_resources": [known("arn:aws:iam::1:role/admin")]}).outcome == "fail"
	pattern := {"k": "pattern", "v": "arn:aws:iam::*:role/*", "raw": "arn:aws:iam::${A}:role/${R}", "why": "R is not known", "at": {"line": 5}}
	judged({"resources": [pattern]}).outcome == "unknown"
	judged({"resources": [object.union(pattern, {"raw": "arn:aws:iam::${A}:role/*"})]}).outcome == "fail"
}

test_what_grants_everything_is_said_once if {
	contains(judged({"actions": [known("*")]}).message, "iam/admin-wildcard")
	judged({"actions": [known("*")], "resources": [], "not_resources": [known("arn:aws:s3:::b")]}).outcome == "unknown"
	judged({"actions": [known("*")], "resources": [known("arn:aws:iam::1:role/*")]}).outcome == "fail"
	judged({"actions": [known("*")], "resources": [known("arn:aws:iam::1:role/acme-*")]}).outcome == "pass"
	judged({"actions": [known("*")], "resources": [hidden]}).outcome == "unknown"
}

test_conditions if {
	service := {"StringEquals": {"iam:PassedToService": [known("lambda.amazonaws.com")]}}
	r := judged({"has_condition": true, "conditions": service})
	r.outcome == "unknown"
	contains(r.message, "iam:passedtoservice")
	judged({"has_condition": true, "conditions": {"Bool": {"aws:SecureTransport": [known("true")]}}}).outcome == "fail"
}

test_kinds if {
	judged({"kind": "trust"}).outcome == "not_applicable"
	judged({"effect": known("Deny")}).outcome == "not_applicable"
	judged({"effect": hidden}).outcome == "unknown"
}

test_incomplete if {
	judged({"resources": []}).outcome == "unknown"
	contains(judged({"resources": [], "effect": known("allow")}).message, "incomplete")
}

test_a_choice if {
	role := {"k": "known", "v": "arn:aws:iam::1:role/x", "from": "default", "why": "default of parameter R", "at": {"line": 5}}
	judged({"resources": [role]}).outcome == "pass"
	judged({"resources": [object.union(role, {"others": ["*"]})]}).outcome == "unknown"
}

test_words if {
	r := judged({"has_condition": true, "conditions": {"ForAnyValue:StringEquals": {"aws:CalledVia": [known("cloudformation.amazonaws.com")]}}})
	r.outcome == "fail"
	endswith(r.message, "allows iam:PassRole on every role, under a condition on aws:calledvia, which leaves every resource")
	contains(judged({"actions": [known("iam:*")]}).message, "allows iam:PassRole (by iam:*) on every role")
	contains(judged({"actions": [], "not_actions": [known("s3:*")]}).message, "allows iam:PassRole (by everything but s3:*) on every role")
	kept := judged({"owner": "Role", "managed": "arn:aws:iam::aws:policy/X"})
	contains(kept.message, "Role attaches AWS' policy X")
	kept.fix == "attach a policy of your own that names the roles instead of X"
	startswith(kept.once, "t.yaml Role arn:aws:iam::aws:policy/X")
	judged({}).once == "0"
}
