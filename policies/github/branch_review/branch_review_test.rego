package candor.rules.github.branch_review_test

import data.candor.rules.github.branch_review

judged(change, params) := r if {
	rs := branch_review.results with input as {
		"params": {"github/branch-review": object.union({"approvals": 1, "dismiss_stale": false, "code_owners": false, "last_push": false}, params)},
		"facts": {"github.branch": [{
			"kind": "github.branch", "subject": "acme/app@main", "n": 0, "at": {"resource": "github://acme/app"},
			"value": object.union({"repository": "acme/app", "branch": "main", "archived": false, "pull_request": true, "approvals": 1, "dismiss_stale": false, "code_owners": false, "last_push": false, "status_checks": ["ci"], "no_force_push": true, "no_deletion": true, "sources": ["classic protection"]}, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

outcome(change) := judged(change, {}).outcome


test_approvals if {
	outcome({}) == "pass"
	outcome({"approvals": 0}) == "fail"
	outcome({"pull_request": false}) == "fail"
	judged({}, {"approvals": 2}).outcome == "fail"
	judged({"approvals": 2}, {"approvals": 2}).outcome == "pass"
}

test_more if {
	some name in ["dismiss_stale", "code_owners", "last_push"]
	judged({}, {name: true}).outcome == "fail"
	judged({name: true}, {name: true}).outcome == "pass"
}

test_archived if outcome({"archived": true, "pull_request": false}) == "not_applicable"
