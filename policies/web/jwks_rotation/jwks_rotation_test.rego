package candor.rules.web.jwks_rotation_test

import data.candor.rules.web.jwks_rotation

outcome(change) := r.outcome if {
	rs := jwks_rotation.results with input as {
		"params": {"web/jwks-rotation": {"days": 90}},
		"facts": {"web.key": [{"kind": "web.key", "subject": "a of https://example.com/jwks.json", "n": 0, "at": {"path": "web://example.com/jwks.json"}, "value": object.union(
			{"gone": "", "first_seen": "2026-03-03T00:00:00Z", "absent_until": "2026-03-01T00:00:00Z", "age_least": 40, "age_most": 42},
			change,
		)}]},
	}
	count(rs) == 1
	some r in rs
}

test_outcomes if {
	outcome({}) == "pass"
	outcome({"age_most": 90}) == "pass"
	outcome({"age_least": 91, "age_most": 95}) == "fail"
	outcome({"age_least": 91, "age_most": null, "absent_until": ""}) == "fail"
	outcome({"age_most": null, "absent_until": ""}) == "unknown"
	outcome({"age_least": 80, "age_most": 100}) == "unknown"
	outcome({"gone": "2026-04-01T00:00:00Z", "age_least": 500}) == "not_applicable"
}
