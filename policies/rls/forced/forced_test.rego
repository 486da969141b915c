package candor.rules.rls.forced_test

import data.candor.rules.rls.forced

judge(value) := r if {
	rs := forced.results with input as {
		"facts": {"sql.table": [{
			"kind": "sql.table", "subject": "public.deals", "state": "observed", "n": 0, "at": {"path": "m/1.sql", "line": 3},
			"value": object.union({"temporary": false, "rls": true, "force": false, "force_at": null}, value),
		}]},
		"params": {"rls/forced": {}},
	}
	count(rs) == 1
	some r in rs
}

test_not_forced_fails if judge({}).outcome == "fail"

test_no_force_shows_its_line if {
	r := judge({"force_at": {"path": "m/9.sql", "line": 4, "col": 1}})
	r.outcome == "fail"
	r.at == {"path": "m/9.sql", "line": 4, "col": 1}
	r.related[0].path == "m/1.sql"
}

test_forced_passes if judge({"force": true}).outcome == "pass"

test_without_rls if judge({"rls": false}).outcome == "not_applicable"

test_temporary if judge({"temporary": true}).outcome == "not_applicable"

test_dynamic_is_unknown if judge({"force_unsure": "m/2.sql:1 EXECUTE"}).outcome == "unknown"
