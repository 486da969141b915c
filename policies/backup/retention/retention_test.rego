package candor.rules.backup.retention_test

import data.candor.rules.backup.retention

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 5}}

judged(change) := backed(change, {})

backed(change, others) := r if {
	rs := retention.results with input as {
		"params": {"backup/retention": {"days": 7, "of": ["database"]}},
		"facts": object.union(others, {"store.backup": [{
			"kind": "store.backup", "subject": "Db", "n": 0, "at": {"path": "t.yaml", "line": 2, "resource": arn},
			"value": object.union({"what": "database", "plan": false, "days": null, "on": null}, change),
		}]}),
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

test_a_day if {
	rs := retention.results with input as {
		"params": {"backup/retention": {"days": 1, "of": ["database"]}},
		"facts": {"store.backup": [{
			"kind": "store.backup", "subject": "Db", "n": 0, "at": {"path": "t.yaml", "line": 2, "resource": arn},
			"value": {"what": "database", "plan": false, "on": null, "days": known(0)},
		}]},
	}
	some r in rs
	r.message == "Db (database) is not backed up (its backups are kept for 0 days)"
}

test_a_trial if {
	rs := retention.results with input as {
		"params": {"backup/retention": {"days": 1, "of": ["database"]}},
		"facts": {"store.backup": [{
			"kind": "store.backup", "subject": "Db", "n": 0, "at": {"path": "e2e/t.yaml", "line": 2, "resource": "Db"},
			"value": {"what": "database", "plan": false, "on": null, "days": known(0)},
		}]},
	}
	some r in rs
	r.outcome == "unknown"
}

test_what_switched_them_off if {
	written := object.union(known(0), {"why": "backup_retention_period is 0"})
	judged({"days": written}).message == "Db (database) is not backed up for 7 days (backup_retention_period is 0)"
	left_out := {"k": "known", "v": 0, "from": "platform", "why": "backup_retention_period is not set", "at": {"line": 2}}
	judged({"days": left_out}).message == "Db (database) is not backed up for 7 days (backup_retention_period is not set)"
}

test_on if {
	judged({"on": known(true)}).outcome == "pass"
	judged({"on": known(false)}).outcome == "fail"
}

test_others if judged({"what": "bucket", "on": known(false)}).outcome == "not_applicable"

test_named if {
	r := judged({"days": known(0), "plan": true, "named": "Nightly"})
	r.outcome == "unknown"
	contains(r.message, "the selection Nightly names it for AWS Backup")
}

test_plan if judged({"days": known(0), "plan": true}).outcome == "unknown"

test_hidden if judged({"days": {"k": "unknown", "why": "w", "at": {"line": 6}}}).outcome == "unknown"

test_origins if {
	contains(judged({"days": {"k": "known", "v": 1, "from": "platform", "why": "not set", "at": {"line": 2}}}).message, "1 days (not set)")
	contains(judged({"days": {"k": "known", "v": 9, "from": "default", "why": "default of parameter D", "at": {"line": 2}}}).message, "which a deployment can override")
}

arn := "arn:aws:rds:eu-central-1:111122223333:db:ledger"

point(change) := {"backup.point": [{
	"kind": "backup.point", "subject": arn, "n": 1, "at": {"path": "aws://111122223333/eu-central-1/backup"},
	"value": object.union({"arn": arn, "type": "RDS", "vault": "main", "points": 5, "newest": 1, "oldest": 5, "kept": 35, "last": 1}, change),
}]}

selection(change) := {"backup.selection": [{
	"kind": "backup.selection", "subject": "daily/all", "n": 2, "at": {"path": "aws://111122223333/eu-central-1/backup"},
	"value": object.union({"named": [], "patterns": [], "except": [], "tags": 0}, change),
}]}

test_recovery_points if {
	r := backed({"days": known(0)}, point({}))
	r.outcome == "pass"
	endswith(r.message, "5 recovery points in five weeks, the newest 1 days old and kept for 35")
	backed({"days": known(3)}, point({})).outcome == "pass"
	backed({"days": known(9)}, point({"points": 0})).outcome == "pass"
	backed({"days": known(0)}, point({"arn": "arn:aws:rds:eu-central-1:111122223333:db:other"})).outcome == "fail"
}

test_recovery_points_that_do_not_last if {
	backed({"days": known(0)}, point({"kept": 3})).outcome == "fail"
	backed({"days": known(0)}, point({"kept": 3, "oldest": 20})).outcome == "pass"
	backed({"days": known(0)}, point({"kept": null})).outcome == "unknown"
	r := backed({"days": known(0)}, point({"kept": null, "oldest": 20}))
	r.outcome == "pass"
	endswith(r.message, ", the oldest 20")
}

test_recovery_points_that_are_old if {
	r := backed({"days": known(0)}, point({"newest": 8, "oldest": 30}))
	r.outcome == "unknown"
	endswith(r.message, "5 recovery points in five weeks, the newest 8 days old")
	gone := backed({"days": known(0)}, point({"points": 0, "newest": null, "oldest": null, "kept": null, "last": 60}))
	gone.outcome == "unknown"
	endswith(gone.message, "it was backed up 60 days ago")
	never := backed({"days": known(0)}, point({"points": 0, "newest": null, "oldest": null, "kept": null, "last": null}))
	never.outcome == "unknown"
	endswith(never.message, "that is complete in five weeks")
}

test_selected_is_no_backup if {
	named := backed({"days": known(0)}, selection({"named": [arn]}))
	named.outcome == "fail"
	endswith(named.message, "daily/all selects it for AWS Backup, and there is no recovery point of it")
	contains(backed({"days": known(0)}, selection({"patterns": ["arn:aws:rds:*:*:db:*"]})).message, "selects it")
	not contains(backed({"days": known(0)}, selection({"patterns": ["*"], "tags": 1})).message, "selects it")
	not contains(backed({"days": known(0)}, selection({"patterns": ["*"], "except": [arn]})).message, "selects it")
}

live(facts) := r if {
	rs := retention.results with input as {
		"params": {"backup/retention": {"days": 7, "of": ["database"]}},
		"facts": object.union(facts, {"store.backup": [{
			"kind": "store.backup", "subject": "ledger", "n": 0, "at": {"path": "aws://111122223333/eu-central-1/rds/ledger", "resource": arn},
			"value": {"what": "database", "plan": false, "days": known(0), "on": null, "format": "aws"},
		}]}),
	}
	count(rs) == 1
	some r in rs
}

listed(account, region) := {"backup.read": [{
	"kind": "backup.read", "subject": region, "n": 1, "at": {"path": "aws://111122223333/eu-central-1/backup/resources"},
	"value": {"account": account, "region": region, "resources": 3},
}]}

test_points_not_read if {
	r := live({})
	r.outcome == "unknown"
	endswith(r.message, "what AWS Backup keeps of it was not read")
	live(listed("111122223333", "eu-west-1")).outcome == "unknown"
	live(listed("444455556666", "eu-central-1")).outcome == "unknown"
	live(selection({"named": [arn]})).outcome == "unknown"
}

test_points_read if {
	live(listed("111122223333", "eu-central-1")).outcome == "fail"
	live(object.union(listed("111122223333", "eu-central-1"), point({}))).outcome == "pass"
	live(point({})).outcome == "pass"
}

test_a_choice if {
	chosen := {"k": "known", "v": 35, "from": "default", "why": "default of parameter D", "at": {"line": 5}}
	judged({"days": object.union(chosen, {"others": [0]})}).outcome == "unknown"
	judged({"days": object.union(chosen, {"others": [7]})}).outcome == "pass"
	judged({"on": object.union(chosen, {"v": true, "others": [false]})}).outcome == "unknown"
}
