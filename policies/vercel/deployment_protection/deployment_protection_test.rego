package candor.rules.vercel.deployment_protection_test

import data.candor.rules.vercel.deployment_protection

outcome(change) := r.outcome if {
	rs := deployment_protection.results with input.facts as {"vercel.project": [{
		"kind": "vercel.project", "subject": "shop", "n": 0, "at": {"path": "vercel://acme/shop"},
		"value": object.union({"sso": "", "password": "", "trusted_ips": "", "passport": ""}, change),
	}]}
	count(rs) == 1
	some r in rs
}

test_outcomes if {
	outcome({}) == "fail"
	outcome({"sso": "prod_deployment_urls_and_all_previews"}) == "pass"
	outcome({"password": "all"}) == "pass"
	outcome({"trusted_ips": "production"}) == "fail"
	outcome({"passport": "later"}) == "unknown"
	outcome({"passport": "later", "sso": "preview"}) == "pass"
}
