package candor.rules.vercel.env_type_test

import data.candor.rules.vercel.env_type

judged(fact, params) := r if {
	rs := env_type.results with input as {
		"params": {"vercel/env-type": object.union({"types": ["sensitive", "encrypted", "secret"], "names": []}, params)},
		"facts": {"vercel.env": [object.union({"kind": "vercel.env", "subject": "shop/X", "state": "observed", "n": 0, "at": {"path": "vercel://acme/shop/env"}}, fact)]},
	}
	count(rs) == 1
	some r in rs
}

outcome(name, type) := judged({"value": {"name": name, "type": type, "targets": ["production"], "custom": 0}}, {}).outcome

test_types if {
	outcome("DB_PASSWORD", "plain") == "fail"
	outcome("DATABASE_URL", "plain") == "unknown"
	outcome("MAPBOX_TOKEN", "plain") == "unknown"
	outcome("MAPBOX_PUBLIC_TOKEN", "plain") == "not_applicable"
	outcome("STRIPE_API_KEY", "sensitive") == "pass"
	outcome("auth_secret", "encrypted") == "pass"
	outcome("AUTH_SECRET", "hologram") == "unknown"
	outcome("AUTH_SECRET", "system") == "not_applicable"
}

test_names if {
	outcome("NODE_ENV", "plain") == "not_applicable"
	outcome("NEXT_PUBLIC_ANON_TOKEN", "plain") == "not_applicable"
	outcome("TOKEN_LIFETIME", "plain") == "not_applicable"
	judged({"value": {"name": "LICENCE", "type": "plain", "targets": ["production"], "custom": 0}}, {"names": ["^LICENCE$"]}).outcome == "fail"
}

test_strict if judged({"value": {"name": "API_SECRET", "type": "encrypted", "targets": ["production"], "custom": 0}}, {"types": ["sensitive"]}).outcome == "fail"

test_development if {
	judged({"value": {"name": "API_KEY", "type": "plain", "targets": ["development"], "custom": 0}}, {}).outcome == "not_applicable"
	judged({"value": {"name": "API_SECRET", "type": "plain", "targets": ["development"], "custom": 1}}, {}).outcome == "fail"
}

test_none if judged({"state": "absent"}, {}).outcome == "not_applicable"
