package candor.rules.sql.table_list_test

import data.candor.rules.sql.table_list

table(subject, change) := {
	"kind": "sql.table", "subject": subject, "state": "observed", "n": 0, "at": {"path": "m/1.sql", "line": 3},
	"value": object.union({"schema": "public", "temporary": false}, change),
}

judge(tables, list) := {[r.subject, r.outcome] | some r in rs} if {
	rs := table_list.results with input as {
		"facts": {"sql.table": tables},
		"params": {"sql/table-list": {"tables": list, "except_schemas": ["river"]}},
	}
}

test_listed if judge([table("public.specs", {})], ["public.specs"]) == {["public.specs", "pass"]}

test_not_listed if judge([table("public.specs", {}), table("public.answers", {})], ["public.specs"]) == {["public.specs", "pass"], ["public.answers", "fail"]}

test_temporary if judge([table("pg_temp.x", {"temporary": true}), table("public.specs", {})], ["public.specs"]) == {["pg_temp.x", "not_applicable"], ["public.specs", "pass"]}

test_schema_of_a_tool if judge([table("river.job", {"schema": "river"}), table("public.specs", {})], ["public.specs"]) == {["river.job", "not_applicable"], ["public.specs", "pass"]}

test_listed_and_not_there if judge([table("public.specs", {})], ["public.specs", "public.spec"]) == {["public.specs", "pass"], ["public.spec", "unknown"]}

test_no_table_at_all if judge([], ["public.specs"]) == set()
