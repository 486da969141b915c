package candor.rules.supabase.ssl_enforcement_test

import data.candor.rules.supabase.ssl_enforcement

outcome(enforced, applied) := r.outcome if {
	rs := ssl_enforcement.results with input.facts as {"supabase.ssl": [{
		"kind": "supabase.ssl", "subject": "abc", "n": 0, "at": {"path": "supabase://abc"},
		"value": {"name": "shop", "enforced": enforced, "applied": applied},
	}]}
	count(rs) == 1
	some r in rs
}

test_outcomes if {
	outcome(true, true) == "pass"
	outcome(false, true) == "fail"
	outcome(true, false) == "unknown"
	outcome(false, false) == "unknown"
}
