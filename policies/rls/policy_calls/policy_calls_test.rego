package candor.rules.rls.policy_calls_test

import data.candor.rules.rls.policy_calls

base := {
	"table": "public.deals", "name": "p", "permissive": true, "roles": ["authenticated"], "temporary": false,
	"using": "organization_id = app.user_org()", "check": null,
}

judge(value, functions) := r if {
	rs := policy_calls.results with input as {
		"facts": {"sql.policy": [{"kind": "sql.policy", "subject": "public.deals/p", "state": "observed", "value": object.union(base, value), "at": {"path": "m/1.sql", "line": 3}, "n": 0}]},
		"params": {"rls/policy-calls": {"functions": functions, "except": ["public.plans"], "service_roles": ["service_role"]}},
	}
	count(rs) == 1
	some r in rs
}

helper := ["app.user_org"]

test_calls if judge({}, helper).outcome == "pass"

test_calls_without_schema if {
	judge({"using": "user_org() = organization_id"}, helper).outcome == "pass"
	judge({"using": "(SELECT user_org ()) = organization_id"}, ["user_org"]).outcome == "pass"
}

test_other_function if {
	r := judge({"using": "organization_id = other.user_org()"}, helper)
	r.outcome == "fail"
	r.message == "USING of policy \"p\" of public.deals calls none of app.user_org"
	judge({"using": "organization_id = my_user_org()"}, helper).outcome == "fail"
}

test_a_text_that_spells_it if judge({"using": "note = 'app.user_org()'"}, helper).outcome == "fail"

test_one_condition_without_it if {
	r := judge({"check": "true"}, helper)
	r.outcome == "fail"
	startswith(r.message, "WITH CHECK of policy")
}

test_not_applicable if {
	every change in [{"permissive": false}, {"temporary": true}, {"table": "public.plans"}, {"roles": ["service_role"]}, {"using": null}, {"using": "false"}] {
		judge(change, helper).outcome == "not_applicable"
	}
}
