package candor.rules.residency.region_test

import data.candor.rules.residency.region

judged(val) := r if {
	rs := region.results with input as {
		"params": {"residency/region": {"allow": ["eu-*", "us-east-1"]}},
		"facts": {"store.region": [{
			"kind": "store.region", "subject": "T/Replicas[1]", "state": "observed", "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": {"region": object.union({"at": {"line": 9}}, val), "what": "Replicas"},
		}]},
	}
	count(rs) == 1
	some r in rs
}

test_inside if judged({"k": "known", "v": "eu-central-1", "from": "literal"}).outcome == "pass"

test_inside_by_name if judged({"k": "known", "v": "us-east-1", "from": "literal"}).outcome == "pass"

test_outside if {
	r := judged({"k": "known", "v": "us-east-2", "from": "literal"})
	r.outcome == "fail"
	r.at.line == 9
	r.message == "T/Replicas[1] (Replicas) is in us-east-2, outside eu-*, us-east-1"
}

test_by_default if {
	r := judged({"k": "known", "v": "us-west-2", "from": "default", "why": "default of parameter Region"})
	r.outcome == "fail"
	contains(r.message, "by the default of parameter Region")
}

test_hidden if judged({"k": "unknown", "why": "parameter Region has no default"}).outcome == "unknown"

test_pattern if judged({"k": "pattern", "v": "eu-*", "why": "parameter Zone has no default"}).outcome == "unknown"
