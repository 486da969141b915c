package candor.rules.supabase.sign_in_test

import data.candor.rules.supabase.sign_in

good := {
	"name": "shop", "jwt_exp": 3600, "password_min_length": 12, "password_hibp_enabled": true, "external_anonymous_users_enabled": false,
	"mfa_totp_verify_enabled": true, "mfa_web_authn_verify_enabled": false, "mfa_phone_verify_enabled": false,
}

defaults := {"max_jwt": 3600, "min_password": 8, "leaked_passwords": true, "second_factor": true, "anonymous": false}

judged(value, params) := r if {
	rs := sign_in.results with input as {
		"params": {"supabase/sign-in": object.union(defaults, params)},
		"facts": {"supabase.auth": [{"kind": "supabase.auth", "subject": "abc", "n": 0, "at": {"path": "supabase://abc"}, "value": value}]},
	}
	count(rs) == 1
	some r in rs
}

outcome(change) := judged(object.union(good, change), {}).outcome

test_outcomes if {
	outcome({}) == "pass"
	outcome({"jwt_exp": 86400}) == "fail"
	outcome({"password_min_length": 6}) == "fail"
	outcome({"password_hibp_enabled": false}) == "fail"
	outcome({"mfa_totp_verify_enabled": false}) == "fail"
	outcome({"external_anonymous_users_enabled": true}) == "fail"
}

test_all_is_named if {
	r := judged(object.union(good, {"jwt_exp": 86400, "password_hibp_enabled": false}), {})
	r.message == "shop (abc): access tokens live for 86400 seconds, longer than 3600; passwords that have leaked are taken"
}

test_unsaid if {
	judged(object.remove(good, ["password_hibp_enabled"]), {}).outcome == "unknown"
	judged(object.remove(good, ["jwt_exp"]), {}).outcome == "unknown"
	judged(object.remove(good, ["mfa_totp_verify_enabled"]), {}).outcome == "unknown"
	judged(object.union(object.remove(good, ["jwt_exp"]), {"password_min_length": 6}), {}).outcome == "fail"
}

test_not_asked if {
	weak := object.union(good, {"password_hibp_enabled": false, "mfa_totp_verify_enabled": false, "external_anonymous_users_enabled": true})
	judged(weak, {"leaked_passwords": false, "second_factor": false, "anonymous": true}).outcome == "pass"
}
