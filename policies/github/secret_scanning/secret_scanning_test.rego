package candor.rules.github.secret_scanning_test

import data.candor.rules.github.secret_scanning

judged(change, params) := r if {
	rs := secret_scanning.results with input as {
		"params": {"github/secret-scanning": object.union({"push_protection": true}, params)},
		"facts": {"github.scanning": [{
			"kind": "github.scanning", "subject": "acme/app", "n": 0, "at": {"resource": "github://acme/app"},
			"value": object.union({"repository": "acme/app", "archived": false, "secret_scanning": "enabled", "push_protection": "enabled"}, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

outcome(change) := judged(change, {}).outcome


test_scanning if {
	outcome({}) == "pass"
	outcome({"secret_scanning": "disabled"}) == "fail"
	outcome({"push_protection": "disabled"}) == "fail"
	judged({"push_protection": "disabled"}, {"push_protection": false}).outcome == "pass"
	outcome({"push_protection": "paused"}) == "unknown"
	outcome({"archived": true}) == "not_applicable"
}
