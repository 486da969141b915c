# What a look at a live endpoint proves of a hop: the words of tls/hops.
package candor.lib.tls_live

levels := {"ssl2": 2, "ssl3": 3, "1.0": 10, "1.1": 11, "1.2": 12, "1.3": 13}

# names are the hosts that a fact of the sources names.
names(f) := {object.get(f.value, "name", "")} - {""} if f.kind in {"tls.database", "tls.client"}

names(f) := {object.get(f.value, "host", "")} - {""} if f.kind == "tls.url"

# The subject of a setting is such as "site shop.io:8443".
names(f) := {host |
	some word in regex.split(`[\s,]+`, lower(f.subject))
	host := split(regex.replace(word, `^[a-z]+://`, ""), ":")[0]
	contains(host, ".")
} if f.kind == "tls.setting"

names(f) := set() if f.kind in {"tls.nodes", "tls.target", "tls.bucket"}

# place is where a connection ends, or where an endpoint is. A port of 0 is not
# known, and no endpoint has it.
place(f) := sprintf("%v:%v", [f.value.name, f.value.port]) if f.kind in {"tls.database", "tls.client"}

place(f) := sprintf("%v:%v", [f.value.host, f.value.port]) if f.kind in {"tls.url", "tls.endpoint"}

# hops(e, naming) are those on which the sources name the host of an endpoint;
# where they name it nowhere, its transport tells.
hops(e, naming) := object.keys(naming[e.value.host]) if {
	naming[e.value.host]
} else := {{"https": "client-edge", "postgres": "app-database", "postgres-direct": "app-database", "smtp": "mail"}[e.value.transport]}

# state(e, wanted, insisted) is what an address proves. insisted: who connects to
# it goes on with TLS alone.
state(e, wanted, insisted) := "fail" if {
	less(e, wanted)
} else := "unknown" if {
	doubtful(e, wanted)
} else := "pass" if {
	insisted
} else := {"yes": "pass", "no": "fail", "unknown": "unknown"}[e.value.required] if {
	e.value.transport in {"postgres", "postgres-direct", "smtp"}
} else := "pass"

less(e, _) if not e.value.offered

less(e, wanted) if {
	some v in e.value.versions
	v.verdict == "accepts"
	levels[v.version] < wanted
}

# A suite without encryption is no TLS that a claim could mean.
less(e, _) if {
	some w in e.value.weak
	w.class == "null"
	w.verdict == "accepts"
}

doubtful(e, wanted) if {
	some version, level in levels
	level < wanted
	not refused(e, version)
}

doubtful(e, wanted) if {
	count([v | some v in e.value.versions; v.verdict == "accepts"; levels[v.version] >= wanted]) == 0
}

refused(e, version) if {
	some v in e.value.versions
	v.version == version
	v.verdict == "refuses"
}

# plain(page) is what plain HTTP beside an endpoint gives away.
plain(page) := "not_applicable" if {
	page.state in {"closed", "not_asked"}
} else := "unknown" if {
	page.state != "answer"
} else := "fail" if {
	page.status >= 200
	page.status < 300
} else := "fail" if {
	page.status in {301, 302, 303, 307, 308}
	page.scheme != "https"
} else := "not_applicable"
