package candor.rules.github.workflow_token_test

import data.candor.rules.github.workflow_token

judged(change, params) := r if {
	rs := workflow_token.results with input as {
		"params": {"github/workflow-token": object.union({}, params)},
		"facts": {"github.actions": [{
			"kind": "github.actions", "subject": "acme/app", "n": 0, "at": {"resource": "github://acme/app"},
			"value": object.union({"repository": "acme/app", "archived": false, "enabled": true, "token": "read", "approves": false}, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

outcome(change) := judged(change, {}).outcome


test_token if {
	outcome({}) == "pass"
	outcome({"token": "write"}) == "fail"
	outcome({"approves": true}) == "fail"
	outcome({"token": "none"}) == "unknown"
	outcome({"enabled": false, "token": null, "approves": null}) == "pass"
	outcome({"archived": true}) == "not_applicable"
	judged({}, {}).outcome == "pass"
}
