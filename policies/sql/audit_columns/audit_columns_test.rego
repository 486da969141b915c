package candor.rules.sql.audit_columns_test

import data.candor.rules.sql.audit_columns

columns(names) := [{"name": n, "not_null": n == "id", "path": "m/1.sql", "line": 7} | some n in names]

judge(subject, value, params) := r if {
	base := {"columns_known": true, "columns": columns(["id", "actor"])}
	rs := audit_columns.results with input as {
		"facts": {"sql.table": [{"kind": "sql.table", "subject": subject, "state": "observed", "value": object.union(base, value), "at": {"path": "m/1.sql", "line": 3}, "n": 0}]},
		"params": {"sql/audit-columns": object.union({"table": "public.audit", "columns": ["id", "actor"], "filled": false}, params)},
	}
	some r in rs
	r.subject == "public.audit"
}

test_all_there if {
	r := judge("public.audit", {}, {})
	r.outcome == "pass"
	count(r.related) == 2
}

test_one_missing if {
	r := judge("public.audit", {}, {"columns": ["id", "source"]})
	r.outcome == "fail"
	r.message == "public.audit has no column source"
}

test_may_be_empty if {
	r := judge("public.audit", {}, {"filled": true})
	r.outcome == "fail"
	r.at.line == 7
	r.message == "actor of public.audit may be left empty"
}

test_filled if judge("public.audit", {}, {"filled": true, "columns": ["id"]}).outcome == "pass"

test_columns_that_are_not_named if judge("public.audit", {"columns_known": false}, {"columns": ["source"]}).outcome == "unknown"

test_no_such_table if judge("public.deals", {}, {}).outcome == "unknown"

test_other_tables if {
	rs := audit_columns.results with input as {
		"facts": {"sql.table": [{"kind": "sql.table", "subject": "public.deals", "state": "observed", "value": {}, "at": {"path": "m/1.sql", "line": 3}, "n": 0}]},
		"params": {"sql/audit-columns": {"table": "public.audit", "columns": ["id"], "filled": false}},
	}
	{r.outcome | some r in rs; r.subject == "public.deals"} == {"not_applicable"}
}
