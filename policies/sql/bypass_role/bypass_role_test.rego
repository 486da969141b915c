package candor.rules.sql.bypass_role_test

import data.candor.rules.sql.bypass_role

judge(value, except) := r if {
	base := {"super": false, "bypassrls": false, "login": true, "platform": false}
	rs := bypass_role.results with input as {
		"facts": {"sql.role": [{"kind": "sql.role", "subject": "worker", "state": "observed", "value": object.union(base, value), "at": {"path": "m/1.sql", "line": 3}, "n": 0}]},
		"params": {"sql/bypass-role": {"except": except}},
	}
	count(rs) == 1
	some r in rs
}

test_plain_role_passes if judge({}, []).outcome == "pass"

test_bypass_with_login_fails if {
	r := judge({"bypassrls": true}, [])
	r.outcome == "fail"
	r.message == "worker can log in and bypasses row-level security"
}

test_superuser_fails if contains(judge({"super": true, "bypassrls": true}, []).message, "is a superuser and bypasses")

test_without_login_passes if judge({"bypassrls": true, "login": false}, []).outcome == "pass"

test_platform if judge({"bypassrls": true, "platform": true}, []).outcome == "not_applicable"

test_excepted if judge({"bypassrls": true}, ["worker"]).outcome == "not_applicable"
