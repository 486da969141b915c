package candor.rules.rls.admin_only_test

import data.candor.rules.rls.admin_only

judge(value, admin) := r if {
	base := {
		"table": "public.invoices", "role": "authenticated", "command": "SELECT", "verdict": "isolated", "reason": "because",
		"admin": object.union({"state": "", "text": "", "at": null}, admin),
	}
	rs := admin_only.results with input as {
		"facts": {"sql.access": [{"kind": "sql.access", "subject": "s", "state": "observed", "value": object.union(base, value), "at": {"path": "m/1.sql", "line": 3}, "n": 0}]},
		"params": {"rls/admin-only": {"tables": ["public.invoices"]}},
	}
	some r in rs
	r.subject == "s"
}

test_denied_and_unreachable_pass if {
	judge({"verdict": "denied"}, {}).outcome == "pass"
	judge({"verdict": "unreachable"}, {}).outcome == "pass"
}

test_behind_a_test if {
	r := judge({}, {"state": "always", "text": "is_admin", "at": {"path": "m/1.sql", "line": 9}})
	r.outcome == "pass"
	r.related == [{"path": "m/1.sql", "line": 9, "label": "is_admin"}]
}

test_own_rows_fail_as_well if {
	r := judge({}, {"state": "none", "text": "no test"})
	r.outcome == "fail"
	r.message == "authenticated can SELECT rows of public.invoices without being an administrator: no test"
}

test_unknown if {
	judge({}, {"state": "unknown", "text": "mystery"}).outcome == "unknown"
	judge({}, {}).outcome == "unknown"
}

test_other_tables if judge({"table": "public.deals"}, {"state": "none"}).outcome == "not_applicable"

test_named_in_the_configuration if {
	judge({"table": "public.deals", "declared": ["admin_only"]}, {"state": "none"}).outcome == "fail"
	judge({"table": "public.deals", "declared": ["public"]}, {"state": "none"}).outcome == "not_applicable"
}

test_named_and_not_there if {
	rs := admin_only.results with input as {
		"facts": {"sql.access": [{"kind": "sql.access", "subject": "s", "state": "observed", "value": {"table": "public.deals"}, "at": {"path": "m/1.sql", "line": 3}, "n": 0}]},
		"params": {"rls/admin-only": {"tables": ["public.audit"]}},
	}
	{[r.subject, r.outcome] | some r in rs} == {["s", "not_applicable"], ["public.audit", "unknown"]}
}
