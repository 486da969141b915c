package candor.rules.deps.exact_manifest_test

import data.candor.rules.deps.exact_manifest

verdict(change) := r if {
	value := object.union(
		{
			"ecosystem": "npm", "name": "a", "spec": "1.0.0", "level": "exact",
			"internal": false, "outside": false, "optional": false, "also_direct": false,
		},
		change,
	)
	rs := exact_manifest.results with input as {"facts": {"npm.spec": [
		{"kind": "npm.spec", "subject": "a@x", "n": 0, "value": value, "at": {"path": "package.json", "line": 2, "col": 3}},
	]}}
	count(rs) == 1
	some r in rs
}

test_pass if {
	verdict({}).outcome == "pass"
	verdict({"level": "hash"}).outcome == "pass"
}

test_fail if {
	verdict({"level": "range", "spec": "^1.0.0"}).message == "a asks for \"^1.0.0\", a range, not for one version"
	verdict({"level": "none", "spec": "*"}).message == "a asks for any version, not for one version"
	verdict({"level": "tag", "spec": "latest"}).message == "a asks for \"latest\", which can change its content, not for one version"
	verdict({"outside": true}).outcome == "fail"
}

test_not_applicable if {
	verdict({"internal": true}).outcome == "not_applicable"
	verdict({"optional": true, "level": "range"}).outcome == "not_applicable"
	verdict({"also_direct": true, "level": "range"}).outcome == "not_applicable"
}
