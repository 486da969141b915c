package candor.rules.rls.append_only_test

import data.candor.rules.rls.append_only

judge(value, truncate) := r if {
	base := {"table": "public.audit_events", "role": "app", "command": "UPDATE", "verdict": "denied", "reason": "because"}
	rs := append_only.results with input as {
		"facts": {
			"sql.access": [{"kind": "sql.access", "subject": "s", "state": "observed", "value": object.union(base, value), "at": {"path": "m/1.sql", "line": 3}, "n": 0}],
			"sql.table": [{"kind": "sql.table", "subject": "public.audit_events", "state": "observed", "value": {"migrations": "goose", "truncate": truncate}, "at": {"path": "m/1.sql", "line": 1}, "n": 1}],
		},
		"params": {"rls/append-only": {"tables": ["public.audit_events"]}},
	}
	some r in rs
	r.subject == "s"
}

test_denied_and_unreachable_pass if {
	judge({}, []).outcome == "pass"
	judge({"verdict": "unreachable"}, []).outcome == "pass"
}

test_own_rows_fail_as_well if {
	r := judge({"verdict": "isolated"}, [])
	r.outcome == "fail"
	r.message == "app can UPDATE rows of public.audit_events: because"
}

test_unknown if judge({"verdict": "unknown"}, []).outcome == "unknown"

test_other_tables_and_commands if {
	judge({"table": "public.deals", "verdict": "open"}, []).outcome == "not_applicable"
	judge({"command": "INSERT", "verdict": "open"}, []).outcome == "not_applicable"
}

test_truncate_is_judged_with_delete if {
	grant := [{"role": "app", "text": "granted here", "at": {"path": "m/1.sql", "line": 9}}]
	r := judge({"command": "DELETE"}, grant)
	r.outcome == "fail"
	r.related[0].line == 9
	judge({}, grant).outcome == "pass"
	judge({"command": "DELETE", "role": "other"}, grant).outcome == "pass"
}

test_named_in_the_configuration if {
	judge({"table": "public.deals", "declared": ["append_only"]}, []).outcome == "pass"
	judge({"table": "public.deals", "declared": ["public"]}, []).outcome == "not_applicable"
}

test_truncate_that_may_be_granted if {
	rs := append_only.results with input as {
		"facts": {
			"sql.access": [{"kind": "sql.access", "subject": "s", "state": "observed", "value": {"table": "public.a", "role": "app", "command": "DELETE", "verdict": "denied", "reason": "because"}, "at": {"path": "m/1.sql", "line": 3}, "n": 0}],
			"sql.table": [{"kind": "sql.table", "subject": "public.a", "state": "observed", "value": {"migrations": "goose", "truncate": [], "grants_unsure": "a DO block"}, "at": {"path": "m/1.sql", "line": 1}, "n": 1}],
		},
		"params": {"rls/append-only": {"tables": ["public.a"]}},
	}
	{r.outcome | some r in rs} == {"unknown"}
}

test_named_and_not_there if {
	rs := append_only.results with input as {
		"facts": {"sql.access": [{"kind": "sql.access", "subject": "s", "state": "observed", "value": {"table": "public.deals"}, "at": {"path": "m/1.sql", "line": 3}, "n": 0}]},
		"params": {"rls/append-only": {"tables": ["public.audit"]}},
	}
	{[r.subject, r.outcome] | some r in rs} == {["s", "not_applicable"], ["public.audit", "unknown"]}
}
