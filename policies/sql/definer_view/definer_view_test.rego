package candor.rules.sql.definer_view_test

import data.candor.rules.sql.definer_view

judge(value, except) := r if {
	base := {
		"materialized": false, "invoker": false, "owner": "postgres", "reads": [{"table": "public.deals", "rls": true}], "granted_to": ["anon"],
		"grants_unsure": "", "exposed": true, "opaque": "", "writable_by": [], "owner_bypasses": true, "filters": false, "why": "because",
	}
	rs := definer_view.results with input as {
		"facts": {"sql.view": [{"kind": "sql.view", "subject": "public.all_deals", "state": "observed", "value": object.union(base, value), "at": {"path": "m/1.sql", "line": 3}, "n": 0}]},
		"params": {"sql/definer-view": {"except": except}},
	}
	count(rs) == 1
	some r in rs
}

test_owner_reads_past_the_policies if {
	r := judge({}, [])
	r.outcome == "fail"
	r.message == "public.all_deals shows anon rows of public.deals past its policies: it reads with the rights of postgres"
}

test_a_copy_fails if judge({"materialized": true, "invoker": true, "filters": true}, []).outcome == "fail"

test_invoker_passes if judge({"invoker": true}, []).outcome == "pass"

test_a_bound_owner_passes if judge({"owner_bypasses": false}, []).outcome == "pass"

test_own_conditions_pass if judge({"filters": true}, []).outcome == "pass"

test_can_not_be_told if {
	judge({"owner_bypasses": null}, []).outcome == "unknown"
	judge({"filters": null}, []).outcome == "unknown"
	judge({"grants_unsure": "dynamic SQL"}, []).outcome == "unknown"
}

test_harmless if {
	judge({"reads": [{"table": "public.plans", "rls": false}]}, []).outcome == "not_applicable"
	judge({"granted_to": []}, []).outcome == "not_applicable"
	judge({"exposed": false}, []).outcome == "not_applicable"
	judge({}, ["public.all_deals"]).outcome == "not_applicable"
}

test_writes_through_the_view_are_unknown if {
	r := judge({"filters": true, "writable_by": ["anon"]}, [])
	r.outcome == "unknown"
	contains(r.message, "lets anon write public.deals")
	judge({"granted_to": [], "writable_by": ["anon"]}, []).outcome == "unknown"
	judge({"filters": true, "writable_by": ["anon"], "owner_bypasses": false}, []).outcome == "pass"
}

test_what_a_view_hides_is_unknown if {
	r := judge({"opaque": "it calls f()", "filters": null}, [])
	r.outcome == "unknown"
	contains(r.message, "it calls f()")
	judge({"opaque": "it calls f()", "filters": null, "reads": []}, []).outcome == "unknown"
}
