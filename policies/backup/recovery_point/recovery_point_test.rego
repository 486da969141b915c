package candor.rules.backup.recovery_point_test

import data.candor.rules.backup.recovery_point

arn := "arn:aws:rds:eu-central-1:111122223333:db:ledger"

point(change) := [{
	"kind": "backup.point", "subject": arn, "n": 0, "at": {"path": "aws://111122223333/eu-central-1/backup/resources"},
	"value": object.union({"arn": arn, "type": "RDS", "vault": "main", "points": 5, "newest": 1, "oldest": 5, "kept": 35, "last": 1}, change),
}]

selection(named) := [{
	"kind": "backup.selection", "subject": "daily/all", "n": 1, "at": {"path": "aws://111122223333/eu-central-1/backup/plans"},
	"value": {"named": named, "patterns": ["*"], "except": [], "tags": 1},
}]

results(facts, params) := rs if {
	rs := recovery_point.results with input as {
		"params": {"backup/recovery-point": object.union({"newest": 7, "days": 1}, params)},
		"facts": facts,
	}
}

judged(change, params) := r if {
	rs := results({"backup.point": point(change)}, params)
	count(rs) == 1
	some r in rs
}

test_points if {
	judged({}, {}).outcome == "pass"
	judged({}, {"days": 35}).outcome == "pass"
	judged({}, {"days": 36}).outcome == "fail"
	judged({"newest": 8}, {}).outcome == "fail"
	judged({"newest": 8}, {"newest": 9}).outcome == "pass"
	judged({"kept": null}, {"days": 5}).outcome == "pass"
	judged({"kept": null}, {"days": 6}).outcome == "unknown"
}

test_none if {
	none := {"points": 0, "newest": null, "oldest": null, "kept": null}
	r := judged(none, {})
	r.outcome == "fail"
	endswith(r.message, "it was backed up 1 days ago")
	endswith(judged(object.union(none, {"last": null}), {}).message, "five weeks")
}

test_params if {
	judged({}, {"newest": "7"}).outcome == "unknown"
	judged({}, {"days": null}).outcome == "unknown"
}

selected(named) := r if {
	some r in results({"backup.point": point({}), "backup.selection": selection(named)}, {})
	r.subject == "daily/all"
}

test_selections if {
	selected([]).outcome == "not_applicable"
	selected([arn]).outcome == "pass"
	r := selected([arn, "arn:aws:rds:eu-central-1:111122223333:db:new"])
	r.outcome == "fail"
	endswith(r.message, "names 2 resources, and of 1 there is no backup: arn:aws:rds:eu-central-1:111122223333:db:new")
}
