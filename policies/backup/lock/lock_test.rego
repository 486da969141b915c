package candor.rules.backup.lock_test

import data.candor.rules.backup.lock

judged(value, params) := r if {
	rs := lock.results with input as {
		"params": {"backup/lock": object.union({"of": ["backup vault"], "mode": "any", "days": 0}, params)},
		"facts": {"store.lock": [{
			"kind": "store.lock", "subject": "main", "n": 0, "at": {"path": "aws://111122223333/eu-central-1/backup/main"},
			"value": object.union({"what": "backup vault", "mode": known("compliance"), "days": known(7), "holds": 3}, value),
		}]},
	}
	count(rs) == 1
	some r in rs
}

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 0}}

hidden := {"k": "unknown", "why": "w", "at": {"line": 0}}

test_locked if {
	judged({}, {}).outcome == "pass"
	judged({"holds": null}, {"days": 7}).outcome == "pass"
	judged({}, {"days": 8}).outcome == "fail"
	judged({"mode": known("none")}, {}).outcome == "fail"
}

test_mode if {
	judged({"mode": known("governance")}, {}).outcome == "pass"
	judged({"mode": known("governance")}, {"mode": "compliance"}).outcome == "fail"
	r := judged({"mode": object.union(known("governance"), {"why": "until 2027-01-01"})}, {"mode": "compliance"})
	endswith(r.message, "take the lock off: until 2027-01-01")
	judged({}, {"mode": "compliance"}).outcome == "pass"
	judged({"mode": known("other")}, {}).outcome == "unknown"
	judged({"mode": hidden}, {}).outcome == "unknown"
}

test_days_hidden if {
	judged({"days": hidden}, {}).outcome == "unknown"
	judged({"days": known("7")}, {}).outcome == "unknown"
}

test_left_out if {
	judged({"what": "bucket"}, {}).outcome == "not_applicable"
	judged({"what": "bucket"}, {"of": ["bucket"]}).outcome == "pass"
	judged({"holds": 0, "mode": known("none")}, {}).outcome == "not_applicable"
}

test_params if {
	judged({}, {"mode": "some"}).outcome == "unknown"
	judged({}, {"days": "7"}).outcome == "unknown"
}
