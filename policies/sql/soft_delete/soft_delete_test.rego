package candor.rules.sql.soft_delete_test

import data.candor.rules.sql.soft_delete

column(name, not_null) := {"name": name, "not_null": not_null, "path": "m/1.sql", "line": 7}

judge(columns, known, tables) := {[r.subject, r.outcome, r.at.line] | some r in rs} if {
	rs := soft_delete.results with input as {
		"facts": {"sql.table": [{"kind": "sql.table", "subject": "public.deals", "state": "observed", "value": {"columns_known": known, "columns": columns}, "at": {"path": "m/1.sql", "line": 3}, "n": 0}]},
		"params": {"sql/soft-delete": {"tables": tables, "column": "deleted_at"}},
	}
}

test_marked if judge([column("deleted_at", false)], true, ["public.deals"]) == {["public.deals", "pass", 3]}

test_no_mark if judge([column("id", true)], true, ["public.deals"]) == {["public.deals", "fail", 3]}

test_never_empty if judge([column("deleted_at", true)], true, ["public.deals"]) == {["public.deals", "fail", 7]}

test_columns_that_are_not_named if judge([], false, ["public.deals"]) == {["public.deals", "unknown", 3]}

test_other_tables if judge([], true, ["public.notes"]) == {["public.deals", "not_applicable", 3], ["public.notes", "unknown", 3]}
