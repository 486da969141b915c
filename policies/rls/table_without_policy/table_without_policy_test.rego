package candor.rules.rls.table_without_policy_test

import data.candor.rules.rls.table_without_policy

base := {
	"schema": "public", "name": "deals", "temporary": false, "foreign": false, "partition_of": "",
	"rls": true, "force": false, "rls_at": null, "policies": [], "columns": [],
}

judge(value, params) := r if {
	rs := table_without_policy.results with input as {
		"facts": {"sql.table": [{"kind": "sql.table", "subject": "public.deals", "state": "observed", "value": object.union(base, value), "at": {"path": "m/1.sql", "line": 3}, "n": 0}]},
		"params": {"rls/table-without-policy": object.union({"except": []}, params)},
	}
	count(rs) == 1
	some r in rs
}

open := {"name": "p", "permissive": true}

gate := {"name": "g", "permissive": false}

test_no_policy_fails_and_says_who_is_shut_out if {
	r := judge({}, {})
	r.outcome == "fail"
	contains(r.message, "denied to everyone but the owner")
}

test_restrictive_alone_denies if {
	r := judge({"policies": [gate]}, {})
	r.outcome == "fail"
	contains(r.message, "restrictive policies alone")
}

test_permissive_passes if judge({"policies": [open, gate]}, {}).outcome == "pass"

test_without_rls if judge({"rls": false}, {}).outcome == "not_applicable"

test_temporary if judge({"temporary": true}, {}).outcome == "not_applicable"

test_partition if judge({"partition_of": "public.events"}, {}).outcome == "not_applicable"

test_except if judge({}, {"except": ["deals"]}).outcome == "not_applicable"

test_except_full_name if judge({}, {"except": ["public.deals"]}).outcome == "not_applicable"

test_dynamic_policies_are_unknown if judge({"policies_unsure": "m/2.sql:4 EXECUTE"}, {}).outcome == "unknown"

test_dynamic_drop_makes_a_present_policy_unknown if {
	judge({"policies": [open], "policies_unsure": "m/2.sql:4 EXECUTE"}, {}).outcome == "unknown"
}
