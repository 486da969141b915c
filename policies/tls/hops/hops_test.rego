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

test_a_setting_that_may_not_be_there if {
	s := setting(known("HTTP"))["tls.setting"][0]
	judged({"tls.setting": [json.patch(s, [{"op": "add", "path": "/value/only", "value": "if it is made"}])]}, "none").outcome == "unknown"
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
	judged(connection("tls.url", {"scheme": "gopher", "role": ""}), "none").message == "client-edge: 1 found, 0 proved, 1 unknown, 0 not encrypted as claimed"
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

# --- live looks

endpoint(change) := object.union(
	{"kind": "tls.endpoint", "subject": "db.shop.io:5432 (postgres) at 192.0.2.1", "n": 5, "at": {"resource": "tls://db.shop.io:5432/192.0.2.1"}, "value": {
		"host": "db.shop.io", "port": 5432, "transport": "postgres", "address": "192.0.2.1", "addresses": 1, "offered": true, "required": "unknown", "weak": [],
		"versions": [
			{"version": "ssl2", "verdict": "refuses"}, {"version": "ssl3", "verdict": "refuses"}, {"version": "1.0", "verdict": "refuses"},
			{"version": "1.1", "verdict": "refuses"}, {"version": "1.2", "verdict": "accepts"}, {"version": "1.3", "verdict": "accepts"},
		],
	}},
	{"value": change},
)

hop_of(name, facts, min) := r if {
	rs := hops.results with input as {
		"params": {"tls/hops": {"hops": [name], "min": min}},
		"facts": object.union({"tls.hop": [{"kind": "tls.hop", "subject": name, "n": 0, "at": at, "value": {"hop": name}}]}, facts),
	}
	some r in rs
}

database(encrypted) := {"kind": "tls.database", "subject": "DB: postgres at db.shop.io", "n": 1, "at": at, "value": {
	"hop": "app-database", "host": "public", "name": "db.shop.io", "port": 5432, "role": "", "encrypted": known(encrypted),
}}

look(facts, endpoints, min) := hop_of("app-database", {"tls.database": facts, "tls.endpoint": endpoints}, min).outcome

test_live_alone if {
	look([], [endpoint({})], "none") == "unknown" # it offers TLS; nobody insists
	look([], [endpoint({"required": "yes"})], "1.2") == "pass"
	look([], [endpoint({"required": "no"})], "none") == "fail"
	look([], [endpoint({"offered": false, "versions": []})], "none") == "fail"
	look([], [endpoint({"required": "yes"})], "1.3") == "fail"
	look([], [endpoint({"required": "yes", "weak": [{"class": "null", "verdict": "accepts"}]})], "none") == "fail"
	look([], [endpoint({"required": "yes", "versions": [{"version": "1.2", "verdict": "accepts"}]})], "1.2") == "unknown"
	look([], [endpoint({"required": "yes", "versions": []})], "none") == "unknown"
}

# A connection that insists on TLS has the version of its endpoint, seen at all addresses.
test_live_gives_the_version if {
	look([database("required")], [], "1.2") == "unknown"
	look([database("required")], [endpoint({})], "1.2") == "pass"
	look([database("required")], [endpoint({"addresses": 2})], "1.2") == "unknown"
	look([database("required")], [endpoint({"port": 6543})], "1.2") == "unknown"
	look([database("required")], [endpoint({"host": "db.other.io"})], "1.2") == "unknown"
	look([database("off")], [endpoint({"required": "yes"})], "1.2") == "fail"
}

web(change) := endpoint(object.union({"host": "shop.io", "port": 443, "transport": "https"}, change))

site := {"kind": "tls.setting", "subject": "site shop.io", "n": 1, "at": {"path": "Caddyfile", "line": 1}, "value": {"hop": "client-edge", "policy": known("TLSv1.2")}}

balancer := {"kind": "tls.setting", "subject": "Listener", "n": 2, "at": {"path": "infra.yaml", "line": 9}, "value": {"hop": "client-edge", "policy": known("TLSv1.2_2021")}}

old_versions := [{"version": "1.0", "verdict": "accepts"}, {"version": "1.2", "verdict": "accepts"}]

# Where a live look shows less than the sources say, both places are named.
test_live_contradicts if {
	r := hop_of("client-edge", {"tls.setting": [site, balancer], "tls.endpoint": [web({"versions": old_versions})]}, "1.2")
	r.outcome == "fail"
	r.message == "client-edge: 3 found, 2 proved, 0 unknown, 1 not encrypted as claimed; a live look contradicts the sources (site shop.io)"
	[[p.path, p.label] | some p in r.related] == [
		["", "fail: db.shop.io:5432 (postgres) at 192.0.2.1"],
		["Caddyfile", "belied by the live look: site shop.io"],
		["infra.yaml", "says otherwise than the live look: Listener"],
	]
}

test_live_web if {
	hop_of("client-edge", {"tls.endpoint": [web({})]}, "1.2").outcome == "pass"
	hop_of("client-edge", {"tls.setting": [site], "tls.endpoint": [web({})]}, "1.2").outcome == "pass"
	hop_of("app-api", {"tls.endpoint": [web({})]}, "1.2").outcome == "unknown" # nothing of that hop
}

# The host of an address that the application calls is on that hop.
test_live_of_an_api if {
	api := {"kind": "tls.url", "subject": "url: shop.io", "n": 1, "at": at, "value": {"hop": "app-api", "scheme": "https", "host": "shop.io", "port": 443, "role": ""}}
	hop_of("app-api", {"tls.url": [api], "tls.endpoint": [web({})]}, "1.2").outcome == "pass"
	hop_of("app-api", {"tls.url": [api]}, "1.2").outcome == "unknown"
	hop_of("app-api", {"tls.url": [api], "tls.endpoint": [web({"versions": old_versions})]}, "1.2").outcome == "fail"
	hop_of("client-edge", {"tls.url": [api], "tls.endpoint": [web({})]}, "1.2").message == "client-edge: nothing was found of it in the sources"
}

page(value) := hop_of("client-edge", {"tls.endpoint": [web({})], "tls.http": [{"kind": "tls.http", "subject": "shop.io:443", "n": 3, "at": {"resource": "tls://shop.io:443/1"}, "value": {
	"host": "shop.io", "port": 443, "transport": "https", "plain": value,
}}]}, "1.2").outcome

test_plain_http_beside if {
	every c in [
		[{"state": "closed"}, "pass"], [{"state": "not_asked"}, "pass"], [{"state": "unknown"}, "unknown"],
		[{"state": "answer", "status": 200, "scheme": ""}, "fail"], [{"state": "answer", "status": 301, "scheme": "http"}, "fail"],
		[{"state": "answer", "status": 301, "scheme": "https"}, "pass"], [{"state": "answer", "status": 404, "scheme": ""}, "pass"],
	] {
		page(c[0]) == c[1]
	}
}

# What speaks bare TLS is on no hop, unless the sources name it; targets and buckets name no host.
test_live_without_a_hop if {
	some_target := {"kind": "tls.target", "subject": "t", "n": 1, "at": at, "value": {"hop": "edge-origin", "policy": known("required")}}
	r := hop_of("client-edge", {"tls.target": [some_target], "tls.endpoint": [web({"transport": "tls"})]}, "none")
	r.message == "client-edge: nothing was found of it in the sources"
}
