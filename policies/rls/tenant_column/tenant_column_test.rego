package candor.rules.rls.tenant_column_test

import data.candor.rules.rls.tenant_column

base := {
	"schema": "public", "name": "deals", "temporary": false, "columns_known": true,
	"columns": [{"name": "id", "path": "m/1.sql", "line": 4}],
}

judge(value, params) := r if {
	rs := tenant_column.results with input as {
		"facts": {"sql.table": [{"kind": "sql.table", "subject": "public.deals", "state": "observed", "value": object.union(base, value), "at": {"path": "m/1.sql", "line": 3}, "n": 0}]},
		"params": {"rls/tenant-column": object.union({"column": "organization_id", "schemas": [], "except": []}, params)},
	}
	count(rs) == 1
	some r in rs
}

with_column := {"columns": [{"name": "organization_id", "path": "m/2.sql", "line": 7}]}

test_missing_fails if judge({}, {}).outcome == "fail"

test_present_passes_and_shows_where if {
	r := judge(with_column, {})
	r.outcome == "pass"
	r.related[0].line == 7
}

test_other_name if judge({}, {"column": "id"}).outcome == "pass"

test_except_by_name if judge({}, {"except": ["deals"]}).outcome == "not_applicable"

test_except_by_full_name if judge({}, {"except": ["public.deals"]}).outcome == "not_applicable"

test_other_schema if judge({}, {"schemas": ["app"]}).outcome == "not_applicable"

test_temporary if judge({"temporary": true}, {}).outcome == "not_applicable"

test_bookkeeping if judge({"name": "goose_db_version"}, {}).outcome == "not_applicable"

test_columns_of_a_query_are_unknown if judge({"columns_known": false}, {}).outcome == "unknown"

test_columns_of_a_query_that_name_it_pass if judge(object.union(with_column, {"columns_known": false}), {}).outcome == "pass"
