package candor.rules.rls.inert_policy_test

import data.candor.rules.rls.inert_policy

policy(name) := {"name": name, "at": {"path": "m/2.sql", "line": 9}}

judge(value) := r if {
	base := {"temporary": false, "foreign": false, "rls": false, "rls_at": null, "policies": [policy("p")]}
	rs := inert_policy.results with input as {"facts": {"sql.table": [{"kind": "sql.table", "subject": "public.deals", "state": "observed", "value": object.union(base, value), "at": {"path": "m/1.sql", "line": 3}, "n": 0}]}}
	count(rs) == 1
	some r in rs
}

test_a_policy_without_the_switch_fails_at_the_policy if {
	r := judge({})
	r.outcome == "fail"
	r.at.path == "m/2.sql"
	r.message == `public.deals has row-level security switched off, so its policy "p" does nothing`
	count(r.related) == 1
}

test_several_and_the_statement_that_switched_it_off if {
	r := judge({"policies": [policy("p"), policy("q")], "rls_at": {"path": "m/3.sql", "line": 1}})
	contains(r.message, "its policies (2) do nothing")
	r.related[1].path == "m/3.sql"
}

test_on_passes if judge({"rls": true}).outcome == "pass"

test_none_does_not_apply if judge({"policies": []}).outcome == "not_applicable"

test_none_that_we_know_of_is_unknown if judge({"policies": [], "policies_unsure": "dynamic SQL"}).outcome == "unknown"

test_on_without_policy_does_not_apply if judge({"rls": true, "policies": []}).outcome == "not_applicable"

test_temporary if judge({"temporary": true}).outcome == "not_applicable"

test_foreign if judge({"foreign": true, "policies": []}).outcome == "not_applicable"
