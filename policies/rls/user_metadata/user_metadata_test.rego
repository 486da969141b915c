package candor.rules.rls.user_metadata_test

import data.candor.rules.rls.user_metadata

judge(value) := r if {
	base := {"name": "p", "table": "public.deals", "temporary": false, "user_metadata": []}
	rs := user_metadata.results with input as {"facts": {"sql.policy": [{"kind": "sql.policy", "subject": "public.deals/p", "state": "observed", "value": object.union(base, value), "at": {"path": "m/1.sql", "line": 3}, "n": 0}]}}
	count(rs) == 1
	some r in rs
}

test_none_passes if judge({}).outcome == "pass"

test_some_fails if {
	r := judge({"user_metadata": ["user_metadata"]})
	r.outcome == "fail"
	r.message == `policy "p" of public.deals trusts user_metadata, which every user writes himself`
}

test_temporary if judge({"temporary": true}).outcome == "not_applicable"
