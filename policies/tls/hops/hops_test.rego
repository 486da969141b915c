package candor.rules.tls.hops_test

import data.candor.rules.tls.hops

at := {"path": "a.yaml", "line": 2}

hop := {"kind": "tls.hop", "subject": "client-edge", "n": 0, "at": at, "value": {"hop": "client-edge"}}

judged(facts, min) := r if {
	rs := hops.results with input as {
		"params": {"tls/hops": {"hops": ["client-edge"], "min": min}},
		"facts": object.union({"tls.hop": [hop]}, facts),
	}
	some r in rs
}

setting(policy) := {"tls.setting": [{"kind": "tls.setting", "subject": "s", "n": 0, "at": at, "value": {"hop": "client-edge", "policy": policy}}]}

known(v) := {"k": "known", "v": v, "from": "literal"}

test_settings if {
	every c in [
		[known("TLSv1.2_2021"), "1.2", "pass"],
		[known("TLSv1.2_2021"), "1.3", "fail"],
		[known("TLSv1.2_2021"), "none", "pass"],
		[known("HTTP"), "none", "fail"],
		[known("required"), "none", "pass"],
		[known("required"), "1.2", "unknown"],
		[known("Strange"), "none", "unknown"],
		[{"k": "unknown", "why": "x"}, "none", "unknown"],
		[known("redirect-to-https"), "none", "unknown"],
		[known("TLSv1.2_2021"), "9", "unknown"],
	] {
		judged(setting(c[0]), c[1]).outcome == c[2]
	}
}

connection(kind, value) := {kind: [{"kind": kind, "subject": "c", "n": 0, "at": at, "value": object.union({"hop": "client-edge"}, value)}]}

test_connections if {
	required := {"host": "public", "role": "", "encrypted": known("required")}
	judged(connection("tls.database", required), "none").outcome == "pass"
	judged(connection("tls.client", required), "1.2").outcome == "unknown"
	judged(connection("tls.database", object.union(required, {"encrypted": known("off")})), "none").outcome == "fail"
	judged(connection("tls.url", {"scheme": "https", "role": ""}), "none").outcome == "pass"
	judged(connection("tls.url", {"scheme": "http", "role": ""}), "none").outcome == "fail"
	judged(connection("tls.url", {"scheme": "http", "role": "development"}), "none").outcome == "unknown"
}

test_targets_and_buckets if {
	judged(connection("tls.target", {"policy": known("HTTP")}), "none").outcome == "fail"
	judged(connection("tls.target", {"policy": known("required")}), "none").outcome == "pass"
	judged(connection("tls.bucket", {"plain": known("denied")}), "1.2").outcome == "pass"
	judged(connection("tls.bucket", {"plain": known("denied")}), "1.3").outcome == "unknown"
	judged(connection("tls.bucket", {"plain": known("allowed")}), "none").outcome == "fail"
	judged(connection("tls.bucket", {"plain": {"k": "unknown", "why": "x"}}), "none").outcome == "unknown"
}

test_counts if {
	r := judged(object.union(setting(known("TLSv1.2_2021")), connection("tls.url", {"scheme": "http", "role": ""})), "none")
	r.message == "client-edge: 2 found, 1 proved, 0 unknown, 1 not encrypted as claimed"
	[p.label | some p in r.related] == ["fail: c"]
}

test_nothing_found if judged({}, "none").message == "client-edge: nothing was found of it in the sources"

test_not_claimed if {
	rs := hops.results with input as {"params": {"tls/hops": {"hops": ["mail"], "min": "none"}}, "facts": {"tls.hop": [hop]}}
	{r.outcome | some r in rs} == {"not_applicable"}
}
