package candor.rules.rls.policy_always_true_test

import data.candor.rules.rls.policy_always_true

base := {
	"schema": "public", "table": "public.deals", "name": "p", "command": "ALL", "permissive": true, "roles": ["public"],
	"using": "true", "check": null, "using_shape": "true", "check_shape": "missing", "narrowed_by": [], "rls": true, "temporary": false,
}

judge(value, params) := r if {
	rs := policy_always_true.results with input as {
		"facts": {"sql.policy": [{"kind": "sql.policy", "subject": "public.deals/p", "state": "observed", "value": object.union(base, value), "at": {"path": "m/1.sql", "line": 3}, "n": 0}]},
		"params": {"rls/policy-always-true": object.union({"public": [], "service_roles": ["service_role", "supabase_auth_admin"]}, params)},
	}
	count(rs) == 1
	some r in rs
}

test_using_true_fails if {
	r := judge({}, {})
	r.outcome == "fail"
	r.message == `policy "p" of public.deals lets public read and write every row: its USING is always true`
}

test_each_command_fails if {
	every c in ["SELECT", "UPDATE", "DELETE"] {
		judge({"command": c}, {}).outcome == "fail"
	}
}

test_check_true_on_insert_fails if {
	r := judge({"command": "INSERT", "using_shape": "missing", "check_shape": "true"}, {})
	r.outcome == "fail"
	contains(r.message, "insert any row: its WITH CHECK")
}

test_check_true_with_a_good_using_fails_for_writes if {
	judge({"command": "UPDATE", "using_shape": "other", "check_shape": "true"}, {}).outcome == "fail"
	judge({"using_shape": "other", "check_shape": "true"}, {}).outcome == "fail"
}

test_all_with_check_alone_opens_insert if {
	judge({"using_shape": "missing", "check_shape": "true"}, {}).outcome == "fail"
}

# Harmless shapes.
test_no_expression_denies_for_each_command if {
	every c in ["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"] {
		r := judge({"command": c, "using_shape": "missing"}, {})
		r.outcome == "pass"
		contains(r.message, "denial")
	}
}

test_update_with_check_and_no_using_reaches_nothing if {
	judge({"command": "UPDATE", "using_shape": "missing", "check_shape": "true"}, {}).outcome == "pass"
}

test_using_without_check_is_reused if {
	every c in ["ALL", "UPDATE"] {
		judge({"command": c, "using_shape": "other"}, {}).outcome == "pass"
	}
}

test_null_and_false_deny if {
	every s in ["null", "false"] {
		judge({"using_shape": s}, {}).outcome == "pass"
		judge({"command": "INSERT", "using_shape": "missing", "check_shape": s}, {}).outcome == "pass"
	}
}

test_restrictive_true_adds_nothing if judge({"permissive": false}, {}).outcome == "pass"

test_what_a_restrictive_gate_leaves_is_unknown if {
	r := judge({"narrowed_by": ["gate"]}, {})
	r.outcome == "unknown"
	contains(r.message, "gate")
}

test_service_role_is_inert if judge({"roles": ["service_role"]}, {}).outcome == "not_applicable"

test_service_role_beside_another_is_not if judge({"roles": ["service_role", "anon"]}, {}).outcome == "fail"

test_rls_off_is_inert if judge({"rls": false}, {}).outcome == "not_applicable"

test_temporary if judge({"temporary": true}, {}).outcome == "not_applicable"

test_unknown_rls if judge({"rls": null}, {}).outcome == "unknown"

test_unknown_rls_matters_only_where_it_is_true if judge({"rls": null, "using_shape": "other"}, {}).outcome == "pass"

test_public_table_may_be_read if {
	judge({"command": "SELECT"}, {"public": ["deals"]}).outcome == "pass"
	judge({"command": "SELECT"}, {"public": ["public.deals"]}).outcome == "pass"
}

test_public_table_may_not_be_written if judge({"command": "UPDATE"}, {"public": ["deals"]}).outcome == "fail"

test_using_does_not_count_for_insert if {
	judge({"command": "INSERT", "check_shape": "other"}, {}).outcome == "pass"
}
