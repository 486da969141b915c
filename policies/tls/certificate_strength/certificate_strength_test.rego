package candor.rules.tls.certificate_strength_test

import data.candor.rules.tls.certificate_strength

base := {"subject": "CN=x", "key": "rsa", "bits": 2048, "signature": "SHA256-RSA", "weak_signature": false, "signature_known": true, "self_issued": false}

judged(changes, min_rsa) := r if {
	rs := certificate_strength.results with input as {
		"params": {"tls/certificate-strength": {"min_rsa": min_rsa}},
		"facts": {"tls.cert": [{"kind": "tls.cert", "subject": "app.example.com:443", "n": 0, "at": {"resource": "x"}, "value": {"chain": [object.union(base, c) | some c in changes]}}]},
	}
	count(rs) == 1
	some r in rs
}

outcome(c) := judged([c], 2048).outcome

test_strong if {
	outcome({}) == "pass"
	outcome({"key": "ecdsa", "bits": 256}) == "pass"
	outcome({"key": "ed25519", "bits": 256}) == "pass"
}

test_weak if {
	outcome({"bits": 1024}) == "fail"
	outcome({"key": "ecdsa", "bits": 224}) == "fail"
	outcome({"key": "dsa", "bits": 2048}) == "fail"
	outcome({"weak_signature": true, "signature": "SHA1-RSA"}) == "fail"
	judged([{}], 3072).outcome == "fail"
	judged([{}, {"bits": 1024}], 2048).outcome == "fail"
}

test_strange if {
	outcome({"key": "ed448", "bits": 0}) == "unknown"
	outcome({"bits": 0}) == "unknown"
	outcome({"signature_known": false}) == "unknown"
}

test_roots_do_not_count if {
	judged([{}, {"self_issued": true, "bits": 1024, "weak_signature": true}], 2048).outcome == "pass"
	outcome({"self_issued": true, "weak_signature": true}) == "pass"
	outcome({"self_issued": true, "bits": 1024}) == "fail"
}
