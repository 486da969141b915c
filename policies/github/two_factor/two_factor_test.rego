package candor.rules.github.two_factor_test

import data.candor.rules.github.two_factor

judged(change, params) := r if {
	rs := two_factor.results with input as {
		"params": {"github/two-factor": object.union({}, params)},
		"facts": {"github.org": [{
			"kind": "github.org", "subject": "acme", "n": 0, "at": {"resource": "github://acme/app"},
			"value": object.union({"organization": "acme", "two_factor_required": true}, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

outcome(change) := judged(change, {}).outcome


test_two_factor if {
	outcome({}) == "pass"
	outcome({"two_factor_required": false}) == "fail"
	judged({}, {}).outcome == "pass"
}
