package candor.rules.backup.deletion_protection_test

import data.candor.rules.backup.deletion_protection

judged(protected) := judged_as("database", protected)

judged_as(what, protected) := judged_at("t.yaml", what, protected)

judged_at(path, what, protected) := r if {
	rs := deletion_protection.results with input as {"params": {"backup/deletion-protection": {"of": ["database"]}}, "facts": {"store.protection": [{
		"kind": "store.protection", "subject": "Db", "n": 0, "at": {"path": path, "line": 2},
		"value": {"what": what, "protected": object.union({"at": {"line": 5}}, protected)},
	}]}}
	count(rs) == 1
	some r in rs
}

test_protected if judged({"k": "known", "v": true, "from": "literal"}).outcome == "pass"

test_deleted if {
	r := judged({"k": "known", "v": false, "from": "platform", "why": "DeletionPolicy is not set, which means Delete"})
	r.outcome == "fail"
	r.message == "Db (database) would be deleted with its data: DeletionPolicy is not set, which means Delete"
}

test_ways if {
	v := {"k": "known", "v": false, "from": "literal", "why": "skip_final_snapshot is true"}
	r := of_fact({"what": "database", "protected": object.union({"at": {"line": 5}}, v), "ways": ["a = true", "b"], "also": [{"k": "known", "v": false, "why": "a is false", "at": {"line": 7}}]})
	r.fix == "set a = true, or b"
	r.related == [{"path": "t.yaml", "line": 7, "label": "a is false"}]
}

of_fact(value) := r if {
	rs := deletion_protection.results with input as {"params": {"backup/deletion-protection": {"of": ["database"]}}, "facts": {"store.protection": [{
		"kind": "store.protection", "subject": "Db", "n": 0, "at": {"path": "t.yaml", "line": 2}, "value": value,
	}]}}
	some r in rs
}

test_trial if judged_at("tests/db.yaml", "database", {"k": "known", "v": false, "from": "platform"}).outcome == "unknown"

test_kinds if judged_as("cache", {"k": "known", "v": false, "from": "platform"}).outcome == "not_applicable"

test_hidden if judged({"k": "unknown", "why": "w"}).outcome == "unknown"
