package candor.rules.github.by_pull_request_test

import data.candor.rules.github.by_pull_request

judged(change, params) := r if {
	rs := by_pull_request.results with input as {
		"params": {"github/by-pull-request": object.union({}, params)},
		"facts": {"github.change": [{
			"kind": "github.change", "subject": "acme/app@00390b0", "n": 0, "at": {"resource": "github://acme/app"},
			"value": object.union({"repository": "acme/app", "branch": "main", "sha": "00390b0", "pull": 39, "author": "ann", "at": "2026-11-20T10:00:00Z"}, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

outcome(change) := judged(change, {}).outcome


test_change if {
	outcome({}) == "pass"
	outcome({"pull": 0}) == "fail"
	contains(judged({"pull": 0}, {}).message, "by ann")
	contains(judged({"pull": 0, "author": ""}, {}).message, "does not know")
}
