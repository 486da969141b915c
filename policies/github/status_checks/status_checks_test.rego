package candor.rules.github.status_checks_test

import data.candor.rules.github.status_checks

judged(change, params) := r if {
	rs := status_checks.results with input as {
		"params": {"github/status-checks": object.union({"checks": []}, params)},
		"facts": {"github.branch": [{
			"kind": "github.branch", "subject": "acme/app@main", "n": 0, "at": {"resource": "github://acme/app"},
			"value": object.union({"repository": "acme/app", "branch": "main", "archived": false, "pull_request": true, "approvals": 1, "dismiss_stale": false, "code_owners": false, "last_push": false, "status_checks": ["ci"], "no_force_push": true, "no_deletion": true, "sources": ["classic protection"]}, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

outcome(change) := judged(change, {}).outcome


test_checks if {
	outcome({}) == "pass"
	outcome({"status_checks": []}) == "fail"
	judged({}, {"checks": ["ci"]}).outcome == "pass"
	judged({}, {"checks": ["test"]}).outcome == "fail"
	outcome({"archived": true}) == "not_applicable"
}
