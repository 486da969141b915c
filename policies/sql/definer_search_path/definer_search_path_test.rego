package candor.rules.sql.definer_search_path_test

import data.candor.rules.sql.definer_search_path

judge(value) := r if {
	rs := definer_search_path.results with input as {"facts": {"sql.function": [{"kind": "sql.function", "subject": "public.f()", "state": "observed", "value": value, "at": {"path": "m/1.sql", "line": 3}, "n": 0}]}}
	count(rs) == 1
	some r in rs
}

test_pinned_passes if judge({"definer": true, "pins_path": true}).outcome == "pass"

test_not_pinned_fails if judge({"definer": true, "pins_path": false}).outcome == "fail"

test_invoker_does_not_apply if judge({"definer": false, "pins_path": false}).outcome == "not_applicable"
