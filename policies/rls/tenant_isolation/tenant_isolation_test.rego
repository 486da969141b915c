package candor.rules.rls.tenant_isolation_test

import data.candor.rules.rls.tenant_isolation

judge(value, params) := r if {
	base := {
		"table": "public.deals", "role": "authenticated", "command": "SELECT", "verdict": "isolated", "reason": "because", "escalation": "", "exceptions": [],
		"tenant": {"column": "organization_id"}, "named": ["organization_id"], "proof": [{"text": "policy p", "at": {"path": "m/1.sql", "line": 2}}, {"text": "no place", "at": null}],
	}
	rs := tenant_isolation.results with input as {
		"facts": {"sql.access": [{"kind": "sql.access", "subject": "public.deals/authenticated/SELECT", "state": "observed", "value": object.union(base, value), "at": {"path": "m/1.sql", "line": 3}, "n": 0}]},
		"params": {"rls/tenant-isolation": object.union({"public": [], "accept": [], "roles": []}, params)},
	}
	count(rs) == 1
	some r in rs
}

test_isolated_passes_with_its_proof if {
	r := judge({}, {})
	r.outcome == "pass"
	r.message == "SELECT of public.deals by authenticated: because"
	r.related == [{"path": "m/1.sql", "line": 2, "label": "policy p"}]
}

test_denied_passes if judge({"verdict": "denied"}, {}).outcome == "pass"

test_unreachable if judge({"verdict": "unreachable"}, {}).outcome == "not_applicable"

test_unknown if judge({"verdict": "unknown"}, {}).outcome == "unknown"

test_open_and_any_user_fail if {
	every v in ["open", "any_user"] {
		r := judge({"verdict": v}, {})
		r.outcome == "fail"
		contains(r.message, "rows of every tenant")
	}
}

test_a_public_table_may_be_read if {
	judge({"verdict": "open"}, {"public": ["public.deals"]}).outcome == "not_applicable"
	judge({"verdict": "open", "command": "UPDATE"}, {"public": ["public.deals"]}).outcome == "fail"
}

test_a_table_without_tenant if {
	judge({"verdict": "open", "tenant": null, "named": []}, {}).outcome == "unknown"
	judge({"verdict": "open", "tenant": null, "named": [], "command": "DELETE"}, {}).outcome == "fail"
	judge({"verdict": "open", "tenant": null}, {}).outcome == "fail"
}

test_exceptions if {
	r := judge({"verdict": "isolated_except", "exceptions": ["is_public", "shared"]}, {"accept": ["shared"]})
	r.outcome == "fail"
	contains(r.message, "other rows than the tenant's own: is_public")
	judge({"verdict": "isolated_except", "exceptions": ["is_public"]}, {"accept": ["is_public"]}).outcome == "pass"
}

test_a_global_role_is_unknown if judge({"verdict": "global_role"}, {}).outcome == "unknown"

test_escalation_fails if judge({"escalation": "a user can add himself"}, {}).outcome == "fail"

test_other_roles if judge({"verdict": "open"}, {"roles": ["app"]}).outcome == "not_applicable"

test_declared_public_is_no_pass if {
	every v in ["isolated", "denied", "open", "unknown"] {
		judge({"verdict": v, "declared": ["public"]}, {}).outcome == "not_applicable"
	}
	judge({"command": "UPDATE", "declared": ["public"]}, {}).outcome == "pass"
}
