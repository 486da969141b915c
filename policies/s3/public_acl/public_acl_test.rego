package candor.rules.s3.public_acl_test

import data.candor.rules.s3.public_acl

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 5}}

hidden := {"k": "unknown", "why": "parameter P has no default", "at": {"line": 6}}

judged(acl, ignored, written) := r if {
	rs := public_acl.results with input as {"params": {"s3/public-acl": {"acls": ["public-read", "public-read-write", "authenticated-read"]}}, "facts": {"s3.access": [{
		"kind": "s3.access", "subject": "Files", "n": 0, "at": {"path": "t.yaml", "line": 2},
		"value": {"acl": acl, "ignore_acls": ignored, "written": written},
	}]}}
	count(rs) == 1
	some r in rs
}

test_public if {
	judged(known("public-read"), hidden, false).outcome == "fail"
	judged(known("PublicReadWrite"), known(false), true).outcome == "fail"
	judged(known("AuthenticatedRead"), hidden, true).outcome == "unknown"
	judged(known("public-read"), known(true), true).outcome == "pass"
}

test_private if judged(known("private"), hidden, false).outcome == "pass"

test_hidden if judged(hidden, known(false), true).outcome == "unknown"

test_by_default if {
	r := judged({"k": "known", "v": "public-read", "from": "default", "why": "default of parameter Acl", "at": {"line": 5}}, known(false), true)
	contains(r.message, "default of parameter Acl, which a deployment can override")
}

chosen(v, others) := {"k": "known", "v": v, "from": "default", "why": "default of parameter P", "others": others, "at": {"line": 5}}

test_a_choice if {
	judged(chosen("private", ["public-read"]), known(false), true).outcome == "unknown"
	judged(chosen("private", ["public-read"]), known(true), true).outcome == "pass"
	judged(chosen("private", ["log-delivery-write"]), known(false), true).outcome == "pass"
	judged(known("public-read"), chosen(true, [false]), true).outcome == "unknown"
}
