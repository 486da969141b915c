package candor.rules.network.public_endpoint_test

import data.candor.rules.network.public_endpoint

judged(what, public) := r if {
	rs := public_endpoint.results with input as {
		"params": {"network/public-endpoint": {"allow": ["load balancer"]}},
		"facts": {"net.exposure": [{
			"kind": "net.exposure", "subject": "Db", "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": {"what": what, "setting": "PubliclyAccessible", "public": object.union({"at": {"line": 5}}, public)},
		}]},
	}
	count(rs) == 1
	some r in rs
}

literal(v) := {"k": "known", "v": v, "from": "literal"}

test_public if {
	r := judged("database", literal(true))
	r.outcome == "fail"
	r.at.line == 5
	r.message == "Db (database) has a public address"
	judged("file server", literal(true)).message == "Db (file server) is on the internet"
}

test_an_address_alone if {
	rs := public_endpoint.results with input as {
		"params": {"network/public-endpoint": {"allow": []}},
		"facts": {"net.exposure": [{
			"kind": "net.exposure", "subject": "Host", "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": {"what": "machine", "format": "terraform", "setting": "associate_public_ip_address", "public": object.union({"at": {"line": 5}}, literal(true))},
		}]},
	}
	{r.message | some r in rs} == {"Host (machine) asks for a public address"}
}

test_the_endpoint_of_a_cluster if {
	rs := public_endpoint.results with input as {
		"params": {"network/public-endpoint": {"allow": []}},
		"facts": {"net.exposure": [{
			"kind": "net.exposure", "subject": "C", "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": {"what": "cluster endpoint", "setting": "endpoint_public_access", "public": object.union({"at": {"line": 5}}, literal(true))},
		}]},
	}
	{r.fix | some r in rs} == {"name the addresses that need it in public_access_cidrs, or switch endpoint_public_access off and reach the cluster from within its network"}
	not judged("database", literal(true)).fix
}

test_private if judged("database", literal(false)).outcome == "pass"

test_platform if {
	r := judged("database", {"k": "known", "v": false, "from": "platform", "why": "not set, which means false"})
	r.message == "Db (database) is not on the internet: not set, which means false"
}

test_by_default if {
	r := judged("database", {"k": "known", "v": true, "from": "default", "why": "default of parameter P"})
	contains(r.message, "default of parameter P, which a deployment can override")
}

test_hidden if judged("database", {"k": "unknown", "why": "its subnet decides"}).outcome == "unknown"

test_odd if judged("database", literal("maybe")).outcome == "unknown"

test_allowed if judged("load balancer", literal(true)).outcome == "not_applicable"

test_choice if {
	r := judged("database", {"k": "known", "v": false, "from": "default", "why": "default of parameter P", "others": [true]})
	r.outcome == "unknown"
	contains(r.message, "names true")
}

test_shut if {
	r := guarded(literal(true))
	r.outcome == "unknown"
	contains(r.message, "no rule of its security groups lets anybody in")
	guarded(literal(false)).outcome == "pass"
}

guarded(public) := r if {
	rs := public_endpoint.results with input as {
		"params": {"network/public-endpoint": {"allow": ["load balancer"]}},
		"facts": {"net.exposure": [{
			"kind": "net.exposure", "subject": "Job", "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": {"what": "machine", "setting": "AssociatePublicIpAddress", "shut": "no rule of its security groups lets anybody in", "public": object.union({"at": {"line": 5}}, public)},
		}]},
	}
	count(rs) == 1
	some r in rs
}

# machine is one whose group lets everybody in.
machine(open) := r if {
	rs := public_endpoint.results with input as {
		"params": {"network/public-endpoint": {"allow": []}},
		"facts": {"net.exposure": [{
			"kind": "net.exposure", "subject": "Game", "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": {"what": "machine", "setting": "AssociatePublicIpAddress", "public": {"k": "known", "v": true, "from": "literal", "at": {"line": 5}}, "open": object.union({"of": "G", "to": "0.0.0.0/0", "ports": "port 25565", "at": {"line": 9}}, open)},
		}]},
	}
	some r in rs
}

test_serves if {
	r := machine({"serves": true})
	r.outcome == "fail"
	r.message == "Game (machine) is on the internet; G lets 0.0.0.0/0 in at port 25565, and no line opens a port for administration or data to everybody: it serves the public"
	startswith(r.fix, "put a load balancer or a distribution before it")
	count(r.related) == 1
	startswith(machine({"serves": false}).fix, "switch AssociatePublicIpAddress off")
}

test_open if {
	rs := public_endpoint.results with input as {
		"params": {"network/public-endpoint": {"allow": []}},
		"facts": {"net.exposure": [{
			"kind": "net.exposure", "subject": "Db", "n": 0, "at": {"path": "t.yaml", "line": 2},
			"value": {"what": "database", "setting": "PubliclyAccessible", "open": {"of": "web", "to": "0.0.0.0/0", "ports": "port 22", "at": {"line": 9}}, "public": object.union({"at": {"line": 5}}, literal(true))},
		}]},
	}
	{r.message | some r in rs} == {"Db (database) is on the internet; web lets 0.0.0.0/0 in at port 22"}
	{r.fix | some r in rs} == {"switch PubliclyAccessible off, or let the line of web take in only the addresses that need it; name its kind in allow where being public is its purpose"}
	{x | some r in rs; some x in r.related} == {{"path": "t.yaml", "line": 9, "label": "the line that lets everybody in"}}
}
