package candor.rules.tls.plain_http_test

import data.candor.rules.tls.plain_http

outcome(scheme, role) := r.outcome if {
	rs := plain_http.results with input as {
		"params": {"tls/plain-http": {"except": ["mirror.io"]}},
		"facts": {"tls.url": [fact(scheme, role, "api.io")]},
	}
	some r in rs
}

fact(scheme, role, host) := {
	"kind": "tls.url", "subject": "API: api.io", "state": "observed", "n": 0, "at": {"path": "a.yaml", "line": 2},
	"value": {"hop": "app-api", "scheme": scheme, "role": role, "host": host},
}

test_outcomes if {
	outcome("https", "") == "pass"
	outcome("wss", "example") == "pass"
	outcome("http", "") == "fail"
	outcome("ws", "") == "fail"
	outcome("http", "example") == "unknown"
	outcome("http", "development") == "not_applicable"
}

test_except if {
	rs := plain_http.results with input as {
		"params": {"tls/plain-http": {"except": ["mirror.io"]}},
		"facts": {"tls.url": [fact("http", "", "mirror.io")]},
	}
	{r.outcome | some r in rs} == {"not_applicable"}
}
