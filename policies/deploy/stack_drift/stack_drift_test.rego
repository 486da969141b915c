package candor.rules.deploy.stack_drift_test

import data.candor.rules.deploy.stack_drift

outcome(change) := r.outcome if {
	rs := stack_drift.results with input as {
		"params": {"deploy/stack-drift": {"days": 30}},
		"facts": {"aws.stack": [{
			"kind": "aws.stack", "subject": "ledgerline-api", "n": 0, "at": {"path": "aws://x"},
			"value": object.union({"status": "UPDATE_COMPLETE", "nested": false, "drift": "IN_SYNC", "drift_at": "2026-11-20", "drift_days": 2, "updated_since": false}, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

test_in_sync if {
	outcome({}) == "pass"
	outcome({"drift_days": 30}) == "pass"
	outcome({"drift_days": 31}) == "unknown"
	outcome({"drift_days": null, "drift_at": null}) == "unknown"
	outcome({"updated_since": true}) == "unknown"
	outcome({"drift": "UNKNOWN"}) == "unknown"
	outcome({"drift": "NOT_CHECKED"}) == "unknown"
	outcome({"drift": null}) == "unknown"
}

test_drifted if {
	outcome({"drift": "DRIFTED"}) == "fail"
	outcome({"drift": "DRIFTED", "drift_at": null}) == "fail"
}

test_nothing_there if {
	outcome({"status": "REVIEW_IN_PROGRESS", "drift": null}) == "not_applicable"
	outcome({"status": "DELETE_IN_PROGRESS"}) == "not_applicable"
}
