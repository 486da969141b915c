package candor.rules.tls.minimum_version_test

import data.candor.rules.tls.minimum_version

judged(policy, min) := judged_with(policy, {"min": min, "policies": {}})

judged_with(policy, params) := r if {
	rs := minimum_version.results with input as {
		"params": {"tls/minimum-version": params},
		"facts": {"tls.setting": [{
			"kind": "tls.setting", "subject": "Listener", "state": "observed", "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": {"hop": "client-edge", "platform": "elbv2", "setting": "SslPolicy", "policy": object.union({"at": {"line": 8}}, policy)},
		}]},
	}
	count(rs) == 1
	some r in rs
}

literal(v) := {"k": "known", "v": v, "from": "literal"}

outcome(v) := judged(literal(v), "1.2").outcome

test_policies if {
	every name, want in {
		"ELBSecurityPolicy-TLS13-1-2-2021-06": "pass",
		"ELBSecurityPolicy-TLS13-1-3-PQ-2025-09": "pass",
		"ELBSecurityPolicy-FS-1-2-Res-2020-10": "pass",
		"ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06": "pass",
		"ELBSecurityPolicy-2016-08": "fail",
		"ELBSecurityPolicy-FS-2018-06": "fail",
		"ELBSecurityPolicy-TLS13-1-0-PQ-2025-09": "fail",
		"ELBSecurityPolicy-FS-1-1-2019-08": "fail",
		"ELBSecurityPolicy-2031-01": "unknown",
		"ELBSecurityPolicy-TLS13-1-9-2031-01": "unknown",
		"TLSv1.2_2021": "pass",
		"TLSv1.1_2016": "fail",
		"SSLv3": "fail",
		"TLS_1_0": "fail",
		"SecurityPolicy_TLS13_1_3_2025_09": "pass",
		"Policy-Min-TLS-1-0-2019-07": "fail",
		"HTTP": "fail",
		"allow-all": "fail",
		"optional": "fail",
		"off": "fail",
		"required": "unknown",
		"match-viewer": "unknown",
		"redirect-to-https": "not_applicable",
		"https-only": "not_applicable",
		"loopback": "not_applicable",
		"refused": "not_applicable",
	} {
		outcome(name) == want
	}
}

test_line if judged(literal("HTTP"), "1.2").at.line == 8

about(policy, more) := r if {
	rs := minimum_version.results with input as {
		"params": {"tls/minimum-version": {"min": "1.2", "policies": {}}},
		"facts": {"tls.setting": [{
			"kind": "tls.setting", "subject": "X", "state": "observed", "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": object.union({"hop": "client-edge", "platform": "cloudfront", "setting": "S", "policy": object.union({"at": {"line": 8}}, policy)}, more),
		}]},
	}
	count(rs) == 1
	some r in rs
}

test_what_no_policy_mends if {
	own := about({"k": "known", "v": "TLSv1", "from": "platform", "why": "the default certificate takes TLS 1.0"}, {"case": "default-certificate"})
	own.message == "S of X is TLSv1 (the default certificate takes TLS 1.0), which allows TLS 1.0"
	contains(own.fix, "needs a domain and a certificate of its own")
	site := about(literal("http-only"), {"case": "website-origin"})
	site.message == "S of X is http-only (the website endpoint of a bucket knows no TLS), which allows unencrypted connections"
	contains(site.fix, "REST endpoint")
	contains(about(literal("HTTP"), {"platform": "elbv2"}).fix, "take HTTPS with a certificate; a listener at port 80 may stay")
	contains(about(literal("HTTP"), {"platform": "elb"}).fix, "a classic load balancer redirects nothing")
	cache := about({"k": "known", "v": "off", "from": "platform", "why": "knows no TLS"}, {"platform": "elasticache", "case": "lone-cache"})
	cache.message == "S of X is off (knows no TLS), which allows unencrypted connections"
	startswith(cache.fix, "make it a replication group")
	not about(literal("HTTP"), {}).fix
}

# behaviours judges some of a distribution, of which the third is in another file.
behaviours(policies, min) := [r | some r in rs] if {
	rs := minimum_version.results with input as {
		"params": {"tls/minimum-version": {"min": min, "policies": {}}},
		"facts": {"tls.setting": [{
			"kind": "tls.setting", "subject": sprintf("D/%d", [i]), "state": "observed", "n": i, "at": {"path": ["a", "a", "b"][i], "line": 2, "resource": "D"},
			"value": {"hop": "client-edge", "platform": "cloudfront", "setting": "ViewerProtocolPolicy", "policy": {"k": "known", "v": v, "from": "literal", "at": {"line": 20 - i}}},
		} |
			some i, v in policies
		]},
	}
}

test_behaviours if {
	all := behaviours(["allow-all", "allow-all", "allow-all"], "1.2")
	count(all) == 3
	some r in all
	r.at.path == "a"
	r.outcome == "fail"
	r.subject == "D/1"
	r.at.line == 19
	contains(r.message, "; so do 1 more of its behaviours")
	[other] := r.related
	other.line == 20
	other.label == "D/0"
	some rest in all
	rest.subject == "D/0"
	rest.outcome == "not_applicable"
	rest.message == "D/0 takes plain HTTP, which is told with D/1"
	some alone in all
	alone.at.path == "b"
	not contains(alone.message, "more of its behaviours")
	{b.outcome | some b in behaviours(["allow-all", "https-only"], "1.2")} == {"fail", "not_applicable"}
}

test_fixes if {
	every row in [
		["cloudfront", "OriginProtocolPolicy", "http-only", "set the protocol policy of the origin to https-only, with a certificate at the origin"],
		["cloudfront", "minimum_protocol_version", "TLSv1", "set minimum_protocol_version to a policy of TLS 1.2 or later"],
		["apigateway", "SecurityPolicy", "TLS_1_0", "set SecurityPolicy to a policy of TLS 1.2 or later"],
		["elbv2", "ssl_policy", "ELBSecurityPolicy-2016-08", "name a policy of TLS 1.2 or later in ssl_policy"],
		["elasticache", "transit_encryption_enabled", "off", "set transit_encryption_enabled to true"],
		["elasticache", "TransitEncryptionEnabled", "optional", "set the mode of the encryption in transit to required"],
		["rds", "rds.force_ssl", "optional", "set rds.force_ssl = 1 in a parameter group"],
		["rds", "require_secure_transport", "optional", "set require_secure_transport = 1 in a parameter group"],
		["rds", "tls_version", "TLSv1.1", "leave only TLS 1.2 and later in tls_version"],
	] {
		startswith(about(literal(row[2]), {"platform": row[0], "setting": row[1]}).fix, row[3])
	}
	api := about({"k": "known", "v": "TLS_1_0", "from": "platform", "why": "w"}, {"platform": "apigateway", "setting": "security_policy"})
	endswith(api.fix, "or switch the execute-api address off where a domain of your own serves the API and no distribution has it as its origin")
	not contains(api.fix, "provider")
	of_terraform := about({"k": "known", "v": "TLS_1_0", "from": "platform", "why": "w"}, {"platform": "apigateway", "setting": "security_policy", "format": "terraform"})
	leads := about({"k": "known", "v": "TLS_1_0", "from": "platform", "why": "w"}, {"platform": "apigateway", "setting": "security_policy", "api": true})
	leads.fix == "set security_policy to a policy of TLS 1.2 or later"
	contains(of_terraform.fix, "the provider knows it in releases after June 2026 alone")
	not about(literal("HTTP"), {"platform": "nginx", "setting": "protocol"}).fix
	not about(literal("SSLv3"), {"platform": "elb", "setting": "policy Own"}).fix
}

test_switches_of_databases if {
	r := about(literal("optional"), {"setting": "rds.force_ssl"})
	r.message == "rds.force_ssl of X is 0, which allows unencrypted connections"
	about(literal("HTTP"), {"platform": "opensearch", "setting": "EnforceHTTPS"}).message == "EnforceHTTPS of X is false, which allows unencrypted connections"
}

test_any_encryption if {
	judged(literal("required"), "none").outcome == "pass"
	judged(literal("SSLv3"), "none").outcome == "pass"
	judged(literal("HTTP"), "none").outcome == "fail"
	judged(literal("optional"), "none").outcome == "fail"
	judged(literal("ELBSecurityPolicy-2031-01"), "none").outcome == "unknown"
}

test_min if {
	judged(literal("ELBSecurityPolicy-TLS13-1-2-2021-06"), "1.3").outcome == "fail"
	judged(literal("ELBSecurityPolicy-2016-08"), "1.0").outcome == "pass"
	judged(literal("TLSv1.2_2021"), "2.0").outcome == "unknown"
}

test_platform_default if {
	r := judged({"k": "known", "v": "ELBSecurityPolicy-2016-08", "from": "platform", "why": "the policy when SslPolicy is not set"}, "1.2")
	r.outcome == "fail"
	contains(r.message, "the policy when SslPolicy is not set")
}

test_parameter_default if {
	r := judged({"k": "known", "v": "TLSv1.2_2021", "from": "default", "why": "default of parameter Min"}, "1.2")
	r.outcome == "pass"
	contains(r.message, "a deployment can override")
}

test_hidden if judged({"k": "unknown", "why": "parameter Policy has no default"}, "1.2").outcome == "unknown"

test_required if {
	judged(literal("required"), "1.2").message == "SslPolicy of Listener requires TLS, but not which version"
	r := judged(object.union(literal("required"), {"why": "tls_version is not set"}), "1.2")
	r.outcome == "unknown"
	endswith(r.message, "not which version: tls_version is not set")
}

test_own_policies if {
	judged_with(literal("Ours-1"), {"min": "1.2", "policies": {"Ours-1": "1.2"}}).outcome == "pass"
	judged_with(literal("Ours-1"), {"min": "1.2", "policies": {"Ours-1": "1.0"}}).outcome == "fail"
	judged_with(literal("Ours-1"), {"min": "1.2", "policies": {"Ours-1": "9"}}).outcome == "unknown"
	judged_with(literal("TLS_1_2"), {"min": "1.2", "policies": {"TLS_1_2": "9"}}).outcome == "unknown"
	judged_with(literal("TLS_1_0"), {"min": "1.2", "policies": {"TLS_1_0": "1.3"}}).outcome == "pass"
}

# Names that lists of bad or of good policies get wrong: a new family, a name
# that AWS never had, and ciphers taken for versions.
test_names_that_lists_miss if {
	every name, want in {
		"ELBSecurityPolicy-2015-05": "fail",
		"ELBSecurityPolicy-2015": "unknown",
		"ELBSecurityPolicy-TLS13-1-0-2021-06": "fail",
		"ELBSecurityPolicy-TLS13-1-0-FIPS-2023-04": "fail",
		"ELBSecurityPolicy-TLS13-1-0-FIPS-PQ-2025-09": "fail",
		"ELBSecurityPolicy-TLS13-1-1-2021-06": "fail",
		"ELBSecurityPolicy-TLS13-1-1-FIPS-2023-04": "fail",
		"ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06": "pass",
		"ELBSecurityPolicy-TLS13-1-2-Ext2-FIPS-PQ-2025-09": "pass",
		"ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04": "pass",
		"ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09": "pass",
	} {
		outcome(name) == want
	}
}

chosen(v, others) := judged({"k": "known", "v": v, "from": "default", "why": "default of parameter P", "others": others}, "1.2").outcome

test_a_choice if {
	chosen("TLS_1_2", ["TLS_1_0"]) == "unknown"
	chosen("TLSv1.2_2021", ["TLSv1.2_2019"]) == "pass"
	chosen("TLS_1_2", ["TLS_9_9"]) == "unknown"
	chosen("https-only", ["redirect-to-https"]) == "not_applicable"
	chosen("https-only", ["allow-all"]) == "unknown"
	chosen("allow-all", ["https-only"]) == "fail"
}

test_port_that_nothing_opens if {
	every p in ["HTTP", "ELBSecurityPolicy-2016-08"] {
		rs := minimum_version.results with input as {
			"params": {"tls/minimum-version": {"min": "1.2", "policies": {}}},
			"facts": {"tls.setting": [{
				"kind": "tls.setting", "subject": "Listener", "state": "observed", "n": 0, "at": {"path": "t.yaml", "line": 2},
				"value": {"hop": "client-edge", "platform": "elbv2", "setting": "Protocol", "shut": "no rule opens port 80", "policy": object.union({"at": {"line": 8}}, literal(p))},
			}]},
		}
		{r.outcome | some r in rs} == {{"HTTP": "unknown", "ELBSecurityPolicy-2016-08": "fail"}[p]}
	}
}
