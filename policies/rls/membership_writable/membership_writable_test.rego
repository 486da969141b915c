package candor.rules.rls.membership_writable_test

import data.candor.rules.rls.membership_writable

member(how) := {"table": "public.members", "self_insert": how, "reason": "because", "at": {"path": "m/2.sql", "line": 7}}

judge(members) := r if {
	rs := membership_writable.results with input as {"facts": {"sql.tenancy": [{"kind": "sql.tenancy", "subject": "db/migrations", "state": "observed", "value": {"membership": members}, "at": {"path": "m/1.sql"}, "n": 0}]}}
	count(rs) == 1
	some r in rs
}

test_safe_passes if judge([member("safe"), member("addable")]).outcome == "pass"

test_escalatable_fails_at_the_policy if {
	r := judge([member("safe"), member("escalatable")])
	r.outcome == "fail"
	r.at.line == 7
	r.message == "public.members: because"
}

test_without_a_place if judge([object.union(member("escalatable"), {"at": null})]).at == {"path": "m/1.sql"}

test_unknown if judge([member("unknown")]).outcome == "unknown"

test_none if judge([]).outcome == "not_applicable"
