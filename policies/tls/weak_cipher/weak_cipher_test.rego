package candor.rules.tls.weak_cipher_test

import data.candor.rules.tls.weak_cipher

usual := ["null", "anon", "export", "rc4", "3des"]

refusals := [{"class": class, "verdict": "refuses", "how": "refused at TLS 1.2"} |
	some class in ["null", "anon", "export", "rc4", "3des", "static_rsa", "cbc"]
]

with_class(class, verdict) := array.concat(
	[w | some w in refusals; w.class != class],
	[{"class": class, "verdict": verdict, "how": "so", "suite": "TLS_X", "version": "TLS 1.0"}],
)

judged(value, params) := r if {
	rs := weak_cipher.results with input as {
		"params": {"tls/weak-cipher": object.union({"forbid": usual, "min_dh": 2048}, params)},
		"facts": {"tls.endpoint": [{
			"kind": "tls.endpoint", "subject": "app.example.com:443", "n": 0, "at": {"resource": "x"},
			"value": object.union({"offered": true, "off": "", "weak": refusals, "dh": {"verdict": "refuses", "how": "alert 40"}}, value),
		}]},
	}
	count(rs) == 1
	some r in rs
}

test_all_refused if judged({}, {}).outcome == "pass"

test_accepted if {
	r := judged({"weak": with_class("rc4", "accepts")}, {})
	r.outcome == "fail"
	contains(r.message, "rc4: TLS_X at TLS 1.0")
}

test_not_forbidden if {
	judged({"weak": with_class("cbc", "accepts")}, {}).outcome == "pass"
	judged({"weak": with_class("cbc", "accepts")}, {"forbid": ["cbc"]}).outcome == "fail"
}

test_unsure if {
	judged({"weak": with_class("null", "inconclusive")}, {}).outcome == "unknown"
	contains(judged({"weak": []}, {}).message, "not asked")
	judged({"weak": []}, {}).outcome == "unknown"
}

test_group if {
	judged({"dh": {"verdict": "accepts", "bits": 1024, "how": "so"}}, {}).outcome == "fail"
	judged({"dh": {"verdict": "accepts", "bits": 2048, "how": "so"}}, {}).outcome == "pass"
	judged({"dh": {"verdict": "inconclusive", "how": "no answer in time"}}, {}).outcome == "unknown"
	judged({"dh": {"verdict": "inconclusive", "how": "no answer in time"}}, {"min_dh": 0}).outcome == "pass"
}

test_no_tls if judged({"offered": false, "off": "N"}, {}).outcome == "not_applicable"

test_strange_class if judged({}, {"forbid": ["blowfish"]}).outcome == "unknown"
