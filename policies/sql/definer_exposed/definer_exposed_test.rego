package candor.rules.sql.definer_exposed_test

import data.candor.rules.sql.definer_exposed

judge(value, except) := r if {
	base := {
		"schema": "public", "name": "f", "definer": true, "trigger": false, "executable_by": ["anon"], "exposed": true, "body_known": true,
		"reads": ["public.deals"], "writes": [], "filters": false, "why": "because",
	}
	rs := definer_exposed.results with input as {
		"facts": {"sql.function": [{"kind": "sql.function", "subject": "public.f(uuid)", "state": "observed", "value": object.union(base, value), "at": {"path": "m/1.sql", "line": 3}, "n": 0}]},
		"params": {"sql/definer-exposed": {"except": except}},
	}
	count(rs) == 1
	some r in rs
}

test_open_fails if {
	r := judge({}, [])
	r.outcome == "fail"
	r.message == "public.f(uuid) lets anon read public.deals past its policies: because"
}

test_tied_passes if judge({"filters": true}, []).outcome == "pass"

test_reads_nothing if judge({"reads": [], "filters": true}, []).outcome == "pass"

test_can_not_be_told if {
	judge({"filters": null}, []).outcome == "unknown"
	judge({"body_known": false}, []).outcome == "unknown"
	judge({"writes": ["public.deals"]}, []).outcome == "unknown"
}

test_harmless if {
	judge({"definer": false}, []).outcome == "not_applicable"
	judge({"trigger": true}, []).outcome == "not_applicable"
	judge({"executable_by": []}, []).outcome == "not_applicable"
	judge({"exposed": false}, []).outcome == "not_applicable"
	judge({}, ["public.f"]).outcome == "not_applicable"
	judge({}, ["public.f(uuid)"]).outcome == "not_applicable"
}

test_grants_that_can_not_be_told if {
	judge({"executable_by": [], "grants_unsure": "a DO block"}, []).outcome == "unknown"
	judge({"grants_unsure": "a DO block"}, []).outcome == "unknown"
	judge({"filters": true, "grants_unsure": "a DO block"}, []).outcome == "pass"
}
