package candor.rules.sql.free_form_test

import data.candor.rules.sql.free_form

column(name, type) := {"name": name, "type": type, "path": "m/1.sql", "line": 7}

judge(columns, value, except) := r if {
	base := {"temporary": false, "columns_known": true, "columns": columns}
	rs := free_form.results with input as {
		"facts": {"sql.table": [{"kind": "sql.table", "subject": "public.runs", "state": "observed", "value": object.union(base, value), "at": {"path": "m/1.sql", "line": 3}, "n": 0}]},
		"params": {"sql/free-form": {"types": ["json", "jsonb", "bytea"], "except": except}},
	}
	count(rs) == 1
	some r in rs
}

test_document_fails_at_the_column if {
	r := judge([column("id", "int8"), column("body", "jsonb")], {}, [])
	r.outcome == "fail"
	r.at.line == 7
	r.message == "public.runs can hold anything in body (jsonb)"
}

test_types if {
	every type in ["json", "JSONB", "jsonb[]", "pg_catalog.bytea"] {
		judge([column("x", type)], {}, []).outcome == "fail"
	}
	every type in ["text", "int8", "varchar(40)", "jsonpath", "timestamptz"] {
		judge([column("x", type)], {}, []).outcome == "pass"
	}
}

test_excepted if judge([column("body", "jsonb")], {}, ["public.runs.body"]).outcome == "pass"

test_columns_that_are_not_named if judge([], {"columns_known": false}, []).outcome == "unknown"

test_temporary if judge([column("body", "jsonb")], {"temporary": true}, []).outcome == "not_applicable"
