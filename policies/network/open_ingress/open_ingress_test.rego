package candor.rules.network.open_ingress_test

import data.candor.rules.network.open_ingress

known(v) := {"k": "known", "v": v, "from": "literal", "at": {"line": 5}}

hidden := {"k": "unknown", "why": "parameter Cidr has no default", "at": {"line": 6}}

base := {
	"list": "security group", "direction": "ingress", "source": known("0.0.0.0/0"), "action": known("allow"),
	"protocol": known("tcp"), "from": known(22), "to": known(22),
}

judged(change) := r if {
	rs := open_ingress.results with input as {
		"params": {"network/open-ingress": {"ports": [22, 3306, 3389, 5432, 6379, 9200]}},
		"facts": {"net.route": [{
			"kind": "net.route", "subject": "G/Ingress[0]", "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": object.union(base, change),
		}]},
	}
	count(rs) == 1
	some r in rs
}

test_interfaces if {
	judged({"interfaces": true}).outcome == "unknown"
	judged({"interfaces": true, "source": known("10.0.0.0/8")}).outcome == "pass"
}

test_ssh_to_everybody if {
	r := judged({})
	r.outcome == "fail"
	r.at.line == 5
	r.message == "G/Ingress[0] lets everybody (0.0.0.0/0) reach port 22"
}

test_ranges_as_they_are_written if {
	every row in [
		["tcp", 0, 65535, "every port, among them 22 and 3389"], ["udp", 0, 65535, "every UDP port, among them 3389"],
		["tcp", 0, 80, "ports 0-80, among them 22"], ["tcp", 20, 4000, "ports 20-4000, among them 22, 3306 and 3389"],
		["tcp", 1000, 9999, "ports 1000-9999, among them 3389"], ["tcp", 22, 22, "port 22"],
	] {
		endswith(judged({"protocol": known(row[0]), "from": known(row[1]), "to": known(row[2])}).message, sprintf("(0.0.0.0/0) reach %s", [row[3]]))
	}
	endswith(of_ports([8001, 8002], 8001, 8002), "reach ports 8001 and 8002")
	endswith(of_ports([8001, 8002, 8003, 8004, 8005, 8006], 8000, 9000), "reach ports 8000-9000, among them 8001, 8002, 8003, 8004 and 2 more")
}

of_ports(ports, first, last) := r.message if {
	rs := open_ingress.results with input as {
		"params": {"network/open-ingress": {"ports": ports}},
		"facts": {"net.route": [{
			"kind": "net.route", "subject": "G", "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": object.union(base, {"from": known(first), "to": known(last)}),
		}]},
	}
	some r in rs
}

test_ipv6 if judged({"source": known("::/0")}).outcome == "fail"

test_everything if {
	endswith(judged({"protocol": known("-1")}).message, "reach every port, among them 22 and 3389 (protocol -1 makes its ports void)")
	endswith(judged({"protocol": known("-1"), "from": known(0), "to": known(0)}).message, "reach every port, among them 22 and 3389")
	judged({"from": known(-1), "to": known(-1)}).outcome == "fail"
}

test_web if judged({"from": known(443), "to": known(443)}).outcome == "pass"

test_ping if judged({"protocol": known("icmp"), "from": known(-1), "to": known(-1)}).outcome == "pass"

test_named_source if judged({"source": known("10.0.0.0/8")}).outcome == "pass"

test_out if judged({"direction": "egress"}).outcome == "not_applicable"

test_denied if judged({"action": known("DENY")}).outcome == "not_applicable"

test_acl if {
	judged({"list": "network ACL", "from": known(1024), "to": known(65535)}).outcome == "not_applicable"
	judged({"list": "network ACL"}).outcome == "fail"
}

test_acl_of_everything if {
	r := judged({"list": "network ACL", "from": known(0), "to": known(65535)})
	r.outcome == "unknown"
	r.message == "G/Ingress[0] lets everybody (0.0.0.0/0) in: security groups decide behind it, and what its list is to keep out can't be told"
	contains(judged({"list": "network ACL"}).message, "reach port 22; a security group can still keep them out")
	judged({"list": "network ACL", "from": known(0), "to": known(65535), "source": hidden}).outcome == "unknown"
	judged({"list": "network ACL", "from": known(0), "to": known(1023)}).outcome == "fail"
	void := judged({"list": "network ACL", "protocol": known("-1"), "from": known(1024), "to": known(65535)})
	void.outcome == "fail"
	void.message == "G/Ingress[0] lets everybody (0.0.0.0/0) reach ports 22 and 3389 (protocol -1 makes its ports void); a security group can still keep them out"
	judged({"list": "network ACL", "from": known(3306), "to": known(3306)}).outcome == "fail"
}

test_default_acl if {
	judged({"list": "default network ACL", "protocol": known("-1")}).outcome == "not_applicable"
	judged({"list": "default network ACL", "protocol": known("-1"), "source": hidden}).outcome == "not_applicable"
	judged({"list": "default network ACL"}).outcome == "fail"
	judged({"list": "default network ACL", "from": known(1024), "to": known(65535)}).outcome == "not_applicable"
}

# order judges a line after one that denies.
order(denial, change) := {r.outcome | some r in rs; r.subject == "second"} if {
	acl := {"list": "network ACL", "of": "acl"}
	first := object.union(object.union(base, object.union(acl, {"action": known("deny"), "number": known(10)})), denial)
	second := object.union(object.union(base, object.union(acl, {"number": known(20)})), change)
	rs := open_ingress.results with input as {
		"params": {"network/open-ingress": {"ports": [22]}},
		"facts": {"net.route": [
			{"kind": "net.route", "subject": "first", "n": 0, "at": {"path": "t.yaml", "line": 2}, "value": first},
			{"kind": "net.route", "subject": "second", "n": 1, "at": {"path": "t.yaml", "line": 4}, "value": second},
		]},
	}
}

test_denied_before if {
	order({}, {}) == {"pass"}
	order({}, {"protocol": known("-1")}) == {"not_applicable"}
	order({}, {"from": known(0), "to": known(1023)}) == {"pass"}
	order({"protocol": known("-1")}, {"protocol": known("6")}) == {"pass"}
	order({"from": known(3389), "to": known(3389)}, {"protocol": known("-1"), "from": known(3389), "to": known(3389)}) == {"fail"}
	order({"number": known(30)}, {}) == {"fail"}
	order({"number": hidden}, {}) == {"fail"}
	order({"source": known("10.0.0.0/8")}, {}) == {"fail"}
	order({"of": "other"}, {}) == {"fail"}
	order({"from": known(23), "to": known(23)}, {}) == {"fail"}
}

# both judges a line for all and what its list lets out.
both(out) := {r.outcome | some r in rs; r.subject == "in"} if {
	line := object.union(base, {"list": "network ACL", "of": "acl", "protocol": known("-1"), "from": known(0), "to": known(65535), "number": known(100)})
	rs := open_ingress.results with input as {
		"params": {"network/open-ingress": {"ports": [22]}},
		"facts": {"net.route": [
			{"kind": "net.route", "subject": "in", "n": 0, "at": {"path": "t.yaml", "line": 2}, "value": line},
			{"kind": "net.route", "subject": "out", "n": 1, "at": {"path": "t.yaml", "line": 4}, "value": object.union(line, out)},
		]},
	}
}

test_the_default_list_written_out if {
	both({"direction": "egress"}) == {"not_applicable"}
	both({"direction": "egress", "from": known(0), "to": known(0), "protocol": known("tcp")}) == {"unknown"}
	both({"direction": "egress", "of": "another"}) == {"unknown"}
	both({"direction": "egress", "action": known("deny")}) == {"unknown"}
	both({"action": known("deny"), "number": known(90), "protocol": known("udp")}) == {"unknown"}
}

test_users if {
	cache := judged({"protocol": known("-1"), "from": known(0), "to": known(0), "users": {"of": ["Cache"], "ports": [6379], "private": true}})
	cache.outcome == "fail"
	cache.message == "G/Ingress[0] lets everybody (0.0.0.0/0) in at every port; what uses its group (Cache) listens on port 6379 and has no public address"
	startswith(cache.fix, "name the groups or addresses that need it")
	balanced := judged({"from": known(0), "to": known(6000), "users": {"of": ["Lb", "Other"], "ports": [80, 443], "private": false}})
	balanced.outcome == "unknown"
	contains(balanced.message, "in at ports 0-6000, among them 22, 3306, 3389 and 5432; what uses its group (Lb, Other) listens on ports 80 and 443; nobody")
	judged({"from": known(0), "to": known(6000), "users": {"of": ["Lb", "Db"], "ports": [80, 5432], "private": false}}).outcome == "fail"
	endswith(judged({"users": {"of": ["Fn"], "ports": [], "private": true}}).message, "in at port 22; what uses its group (Fn) listens on no port and has no public address")
}

test_written_elsewhere if {
	[p] := judged({"written_at": [{"path": "root.tf", "line": 3}]}).related
	[p.path, p.line, p.label] == ["root.tf", 3, "where the network is written"]
}

test_udp if {
	judged({"protocol": known("udp")}).outcome == "pass"
	judged({"protocol": known("17"), "from": known(3389), "to": known(3389)}).outcome == "fail"
	judged({"protocol": known("-1")}).outcome == "fail"
}

test_ipv6_of_all_however_it_begins if {
	judged({"source": known("fd00::/0")}).outcome == "fail"
	judged({"source": known("fd00::/8")}).outcome == "pass"
}

any_port(change) := {r.outcome | some r in rs} if {
	rs := open_ingress.results with input as {
		"params": {"network/open-ingress": {"ports": []}},
		"facts": {"net.route": [{"kind": "net.route", "subject": "G", "n": 0, "at": {"path": "t.yaml", "line": 2}, "value": object.union(base, change)}]},
	}
}

test_any_port if {
	any_port({"from": known(443), "to": known(443)}) == {"fail"}
	any_port({"from": hidden}) == {"fail"}
	any_port({"source": known("10.0.0.0/8")}) == {"pass"}
	any_port({"action": hidden}) == {"unknown"}
	any_port({"list": "network ACL", "protocol": known("-1")}) == {"fail"}
	any_port({"list": "default network ACL", "protocol": known("-1")}) == {"not_applicable"}
}

test_hidden if {
	contains(judged({"source": hidden}).message, "parameter Cidr has no default")
	judged({"from": hidden}).outcome == "unknown"
	judged({"action": hidden}).outcome == "unknown"
	judged({"action": known("log")}).outcome == "unknown"
	judged({"source": hidden, "from": known(443), "to": known(443)}).outcome == "pass"
}

test_by_default if {
	r := judged({"source": {"k": "known", "v": "0.0.0.0/0", "from": "default", "why": "default of parameter Cidr", "at": {"line": 7}}})
	contains(r.message, "default of parameter Cidr, which a deployment can override")
}

test_choice if {
	chosen := {"k": "known", "v": "10.0.0.0/8", "from": "default", "why": "default of parameter Cidr", "others": ["0.0.0.0/0"], "at": {"line": 7}}
	contains(judged({"source": chosen}).message, "names 0.0.0.0/0")
	judged({"source": chosen}).outcome == "unknown"
	judged({"source": object.union(chosen, {"others": ["10.1.0.0/16"]})}).outcome == "pass"
}

test_half_of_the_internet if {
	judged({"source": known("128.0.0.0/1")}).outcome == "fail"
	judged({"source": known("2000::/3")}).outcome == "fail"
	judged({"source": known("3000::/4")}).outcome == "fail"
	judged({"source": known("2600::/12")}).outcome == "fail"
	judged({"source": known("2600:1f00::/24")}).outcome == "pass"
	judged({"source": known("FC00::/7")}).outcome == "pass"
	judged({"source": known("fd00::/8")}).outcome == "pass"
	judged({"source": known("2001:db8::/32")}).outcome == "pass"
}

test_a_choice_of_ports if {
	port := {"k": "known", "v": 443, "from": "default", "why": "default of parameter Port", "at": {"line": 5}}
	r := judged({"from": object.union(port, {"others": [22]}), "to": object.union(port, {"others": [22]})})
	r.outcome == "unknown"
	contains(r.message, "default of parameter Port, beside which the source names 22")
	judged({"from": port, "to": port}).outcome == "pass"
}
