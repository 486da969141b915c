package candor.rules.github.code_owners_test

import data.candor.rules.github.code_owners

judged(change, params) := r if {
	rs := code_owners.results with input as {
		"params": {"github/code-owners": object.union({}, params)},
		"facts": {"github.codeowners": [{
			"kind": "github.codeowners", "subject": "acme/app", "n": 0, "at": {"resource": "github://acme/app"},
			"value": object.union({"repository": "acme/app", "archived": false, "path": ".github/CODEOWNERS", "errors": 0}, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

outcome(change) := judged(change, {}).outcome


test_owners if {
	outcome({}) == "pass"
	outcome({"path": ""}) == "fail"
	outcome({"errors": 2}) == "fail"
	outcome({"archived": true}) == "not_applicable"
	judged({}, {}).outcome == "pass"
}
