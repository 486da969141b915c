package candor.rules.backup.retention_test

import data.candor.rules.backup.retention

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 5}}

judged(change) := r if {
	rs := retention.results with input as {
		"params": {"backup/retention": {"days": 7, "of": ["database"]}},
		"facts": {"store.backup": [{
			"kind": "store.backup", "subject": "Db", "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": object.union({"what": "database", "plan": false, "days": null, "on": null}, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

test_days if {
	judged({"days": known(7)}).outcome == "pass"
	r := judged({"days": known(6)})
	r.outcome == "fail"
	r.at.line == 5
	r.message == "Db (database) is not backed up for 7 days: 6 days"
	judged({"days": known(0)}).outcome == "fail"
}

test_on if {
	judged({"on": known(true)}).outcome == "pass"
	judged({"on": known(false)}).outcome == "fail"
}

test_others if judged({"what": "bucket", "on": known(false)}).outcome == "not_applicable"

test_plan if judged({"days": known(0), "plan": true}).outcome == "unknown"

test_hidden if judged({"days": {"k": "unknown", "why": "w", "at": {"line": 6}}}).outcome == "unknown"

test_origins if {
	contains(judged({"days": {"k": "known", "v": 1, "from": "platform", "why": "not set", "at": {"line": 2}}}).message, "1 days (not set)")
	contains(judged({"days": {"k": "known", "v": 9, "from": "default", "why": "default of parameter D", "at": {"line": 2}}}).message, "which a deployment can override")
}
