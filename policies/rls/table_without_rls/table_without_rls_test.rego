package candor.rules.rls.table_without_rls_test

import data.candor.rules.rls.table_without_rls

base := {
	"schema": "public", "name": "deals", "temporary": false, "foreign": false, "partition_of": "",
	"rls": false, "force": false, "rls_at": null, "policies": [], "columns": [],
}

at := {"path": "m/1.sql", "line": 3, "col": 1}

judge(value, params) := r if {
	v := object.union(base, value)
	rs := table_without_rls.results with input as {
		"facts": {"sql.table": [{"kind": "sql.table", "subject": sprintf("%s.%s", [v.schema, v.name]), "state": "observed", "value": v, "at": at, "n": 0}]},
		"params": {"rls/table-without-rls": object.union({"schemas": [], "except": []}, params)},
	}
	count(rs) == 1
	some r in rs
}

test_off_fails if {
	r := judge({}, {})
	r.outcome == "fail"
	r.message == "public.deals has no row-level security: whoever may read it reads every row"
	not r.related
}

test_on_passes_and_shows_where if {
	r := judge({"rls": true, "rls_at": {"path": "m/2.sql", "line": 9, "col": 1}}, {})
	r.outcome == "pass"
	r.related[0].path == "m/2.sql"
	r.related[0].line == 9
}

test_switched_off_again_fails_and_shows_where if {
	r := judge({"rls_at": {"path": "m/2.sql", "line": 9, "col": 1}}, {})
	r.outcome == "fail"
	r.at == {"path": "m/2.sql", "line": 9, "col": 1}
	r.related[0].label == "the table is created here"
}

test_policies_without_rls_do_nothing if {
	r := judge({"policies": [{"name": "p"}]}, {})
	r.outcome == "fail"
	contains(r.message, "its policies (1) do nothing")
}

test_partition_fails_like_others if {
	r := judge({"partition_of": "public.events"}, {})
	r.outcome == "fail"
	contains(r.message, "partition of public.events")
}

test_temporary if judge({"temporary": true}, {}).outcome == "not_applicable"

test_bookkeeping if judge({"name": "schema_migrations"}, {}).outcome == "not_applicable"

test_other_schema if judge({}, {"schemas": ["app"]}).outcome == "not_applicable"

test_named_schema if judge({}, {"schemas": ["public"]}).outcome == "fail"

test_foreign_is_unknown if judge({"foreign": true}, {}).outcome == "unknown"

test_except_by_name if judge({}, {"except": ["deals"]}).outcome == "not_applicable"

test_except_by_full_name if judge({}, {"except": ["public.deals"]}).outcome == "not_applicable"

test_except_still_shows_rls if judge({"rls": true}, {"except": ["deals"]}).outcome == "pass"
