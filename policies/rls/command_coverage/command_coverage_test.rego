package candor.rules.rls.command_coverage_test

import data.candor.rules.rls.command_coverage

policy(command, permissive) := {"name": "p", "command": command, "permissive": permissive}

judge(value, params) := r if {
	base := {"temporary": false, "foreign": false, "rls": true, "policies": []}
	rs := command_coverage.results with input as {
		"facts": {"sql.table": [{"kind": "sql.table", "subject": "public.deals", "state": "observed", "value": object.union(base, value), "at": {"path": "m/1.sql", "line": 3}, "n": 0}]},
		"params": {"rls/command-coverage": object.union({"commands": ["SELECT", "INSERT", "UPDATE", "DELETE"], "except": []}, params)},
	}
	count(rs) == 1
	some r in rs
}

test_all_covers_each if judge({"policies": [policy("ALL", true)]}, {}).outcome == "pass"

test_a_missing_command_is_named if {
	r := judge({"policies": [policy("SELECT", true), policy("INSERT", true), policy("DELETE", true)]}, {})
	r.outcome == "fail"
	contains(r.message, "no permissive policy for UPDATE,")
}

test_restrictive_does_not_count if judge({"policies": [policy("ALL", false)]}, {}).outcome == "fail"

test_fewer_commands if judge({"policies": [policy("SELECT", true)]}, {"commands": ["select"]}).outcome == "pass"

test_excepted if judge({}, {"except": ["public.deals"]}).outcome == "not_applicable"

test_unsure if judge({"policies_unsure": "dynamic SQL"}, {}).outcome == "unknown"

test_off if judge({"rls": false}, {}).outcome == "not_applicable"

test_temporary if judge({"temporary": true}, {}).outcome == "not_applicable"

test_foreign if judge({"foreign": true}, {}).outcome == "unknown"
