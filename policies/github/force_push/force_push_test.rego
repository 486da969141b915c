package candor.rules.github.force_push_test

import data.candor.rules.github.force_push

judged(change, params) := r if {
	rs := force_push.results with input as {
		"params": {"github/force-push": object.union({}, params)},
		"facts": {"github.branch": [{
			"kind": "github.branch", "subject": "acme/app@main", "n": 0, "at": {"resource": "github://acme/app"},
			"value": object.union({"repository": "acme/app", "branch": "main", "archived": false, "pull_request": true, "approvals": 1, "dismiss_stale": false, "code_owners": false, "last_push": false, "status_checks": ["ci"], "no_force_push": true, "no_deletion": true, "sources": ["classic protection"]}, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

outcome(change) := judged(change, {}).outcome


test_history if {
	outcome({}) == "pass"
	outcome({"no_force_push": false}) == "fail"
	outcome({"no_deletion": false}) == "fail"
	outcome({"archived": true}) == "not_applicable"
}
