package candor.rules.rls.probe_test

import data.candor.rules.rls.probe

judge(verdict, probed) := r if {
	base := {"table": "public.deals", "role": "app", "command": "SELECT", "outcome": "own", "reason": "because", "loose": [], "untold": []}
	rs := probe.results with input as {"facts": {
		"sql.probe": [{"kind": "sql.probe", "subject": "public.deals/app/SELECT", "state": "observed", "value": object.union(base, probed), "at": {"resource": "x"}, "n": 0}],
		"sql.access": [{"kind": "sql.access", "subject": "public.deals/app/SELECT", "state": "observed", "value": object.union({"verdict": verdict, "origin": "live", "escalation": ""}, object.get(probed, "access", {})), "at": {"resource": "x"}, "n": 1}],
	}}
	count(rs) == 1
	some r in rs
}

test_agreement if {
	judge("isolated", {}).outcome == "pass"
	judge("open", {"outcome": "foreign"}).outcome == "pass"
	judge("any_user", {"outcome": "own", "loose": ["org_id"]}).outcome == "pass"
	judge("denied", {"outcome": "none"}).outcome == "pass"
	judge("unreachable", {"outcome": "denied"}).outcome == "pass"
}

test_contradictions if {
	judge("isolated", {"outcome": "foreign"}).outcome == "fail"
	judge("open", {"outcome": "denied"}).outcome == "fail"
	judge("any_user", {"outcome": "none"}).outcome == "fail"
	judge("denied", {"outcome": "own"}).outcome == "fail"
	judge("unreachable", {"outcome": "none"}).outcome == "fail"
}

test_a_vacuous_pass_is_none if judge("isolated", {"outcome": "none"}).outcome == "unknown"

test_not_tried if {
	judge("isolated", {"outcome": "abstained"}).outcome == "unknown"
	judge("isolated", {"outcome": "error"}).outcome == "unknown"
}

test_nothing_proved if {
	judge("unknown", {}).outcome == "not_applicable"
	judge("isolated", {"access": {"origin": "migrations"}}).outcome == "not_applicable"
	judge("isolated", {"access": {"escalation": "he adds himself"}}).outcome == "not_applicable"
}
