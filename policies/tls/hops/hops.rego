# METADATA
# scope: package
# title: A hop that a claim speaks of is not proved to be encrypted
# description: |
#   "On every connection" is as true as its weakest hop. For each hop that the
#   claim names, everything that was found of it has to be encrypted:
#   `client-edge` (clients to the load balancer or the proxy), `edge-origin` (from
#   there to the application), `app-database`, `app-api` (to the APIs of others),
#   `internal` (brokers, directories) and `mail`.
#
#   - **passes**: something was found of the hop, and all of it is encrypted, with
#     at least the version `min`.
#   - **fails**: some of it is certainly not.
#   - **stays unknown**: some of it can't be told, or nothing was found of the hop:
#     the sources then say nothing, which is no proof.
#   - **does not apply**: a hop that the claim does not name.
#
#   What `candor collect tls` saw of live endpoints counts with the rest, where it
#   was looked for. An endpoint belongs to the hops on which the sources name its
#   host; else a web server is on `client-edge`, a database on `app-database`, a
#   mail server on `mail`, and what speaks bare TLS on none. It is proved when it
#   speaks a version from `min` on and refuses every older one; a database or mail
#   server also has to be required, by a connection that names it. A connection that
#   asks for TLS without a version has that of its endpoint: of the same host and
#   port, at all addresses. Where a live look shows less than the sources say, the
#   hop fails and both places are named.
#
#   A load balancer's connection to its targets is not decided by its listener but
#   by its target groups, which count for `edge-origin`. TLS in Go code is judged by
#   `tls/go-config`, and certificates by `tls/server-verification`.
# custom:
#   severity: error
#   control: encryption-in-transit
#   needs: [tls.hop, tls.setting, tls.nodes, tls.target, tls.bucket, tls.database, tls.client, tls.url]
#   lookups: [tls.setting, tls.nodes, tls.target, tls.bucket, tls.database, tls.client, tls.url]
#   optional: [tls.endpoint, tls.http]
#   claim_only: true
#   fix: encrypt what is not, name what could not be told, or claim fewer hops
#   version: "4"
#   params:
#     hops: {help: "the hops of the claim: client-edge, edge-origin, app-database, app-api, internal, mail", required: true}
#     min: {help: "the oldest TLS version: none (any), 1.0, 1.1, 1.2 or 1.3; what only says that it is encrypted then stays unknown", default: "none"}
package candor.rules.tls.hops

import data.candor.lib
import data.candor.lib.tls_connections
import data.candor.lib.tls_live as live
import data.candor.tables.tls_policies

params := lib.params("tls/hops")

wanted := {"none": 1, "1.0": 10, "1.1": 11, "1.2": 12, "1.3": 13}[params.min]

results contains lib.related(judge(h), array.slice(places(h.value.hop), 0, 20)) if some h in lib.facts("tls.hop")

judge(h) := lib.not_applicable(h, sprintf("%s is not part of the claim", [h.subject])) if {
	not h.value.hop in params.hops
} else := lib.unknown(h, sprintf("The parameter min is %v: want none, 1.0, 1.1, 1.2 or 1.3", [params.min])) if {
	not wanted
} else := lib.unknown(h, sprintf("%s: nothing was found of it in the sources", [h.subject])) if {
	count(of(h.value.hop)) == 0
} else := lib.fail(h, sprintf("%s: %s", [h.subject, counted(h.value.hop)])) if {
	count(in_state(h.value.hop, "fail")) > 0
} else := lib.unknown(h, sprintf("%s: %s", [h.subject, counted(h.value.hop)])) if {
	count(in_state(h.value.hop, "unknown")) > 0
} else := lib.pass(h, sprintf("%s: %s", [h.subject, counted(h.value.hop)]))

# written are the facts of the sources, on the hop that each names.
written := [f |
	some kind in ["tls.setting", "tls.nodes", "tls.target", "tls.bucket", "tls.database", "tls.client", "tls.url"]
	some f in lib.facts(kind)
]

# found are all facts of the hops with what they prove; what does not count is left out.
found contains {"hop": f.value.hop, "state": s, "subject": f.subject, "at": f.at, "kind": f.kind, "hosts": live.names(f)} if {
	some f in written
	s := surely(f, state(f))
	s != "not_applicable"
}

# surely: what its template makes only if a deployment says so is not proved to be
# against the claim.
surely(f, s) := "unknown" if {
	s == "fail"
	f.value.only
} else := s

# What this rule has no word for is not left out: it is not proved.
found contains {"hop": f.value.hop, "state": "unknown", "subject": f.subject, "at": f.at, "kind": f.kind, "hosts": live.names(f)} if {
	some f in written
	not state(f)
}

found contains {"hop": hop, "state": s, "subject": e.subject, "at": object.union({"path": ""}, e.at), "kind": "live", "hosts": {e.value.host}} if {
	some e in lib.facts("tls.endpoint")
	some hop in live.hops(e, naming)
	s := live.state(e, wanted, live.place(e) in insisted)
}

# Plain HTTP beside a web server is another way in.
found contains {"hop": hop, "state": s, "subject": sprintf("plain HTTP of %s", [w.subject]), "at": object.union({"path": ""}, w.at), "kind": "live", "hosts": {w.value.host}} if {
	some w in lib.facts("tls.http")
	some hop in live.hops(w, naming)
	s := live.plain(w.value.plain)
	s != "not_applicable"
}

# naming are the hops on which the sources name a host.
naming := object.union_n([{host: {f.value.hop: true}} | some f in written; some host in live.names(f)])

# insisted are the endpoints that a connection reaches which goes on with TLS alone.
insisted := {live.place(f) | some f in written; asks(f) == "pass"}

# looked is what each address of an endpoint proves to one who insists on TLS.
looked := object.union_n([{live.place(e): {e.value.address: {"state": live.state(e, wanted, true), "of": e.value.addresses}}} | some e in lib.facts("tls.endpoint")])

of(hop) := {x | some x in found; x.hop == hop}

in_state(hop, s) := {x | some x in of(hop); x.state == s}

counted(hop) := sprintf("%d found, %d proved, %d unknown, %d not encrypted as claimed%s", [
	count(of(hop)), count(in_state(hop, "pass")), count(in_state(hop, "unknown")), count(in_state(hop, "fail")), against(hop),
])

against(hop) := sprintf("; a live look contradicts the sources (%s)", [concat(", ", sort(belied(hop)))]) if count(belied(hop)) > 0

against(hop) := "" if count(belied(hop)) == 0

# belied are the subjects of the sources that say more than a live look saw.
belied(hop) := {x.subject | some x in believed(hop)}

# off are the hosts of which a live look saw less than is claimed.
off(hop) := {host | some x in in_state(hop, "fail"); x.kind == "live"; some host in x.hosts}

believed(hop) := {x | some x in in_state(hop, "pass"); x.kind != "live"; count(x.hosts & off(hop)) > 0}

# A setting of a template names no host: it may be the one that a live look belies.
suspects(hop) := {x | some x in in_state(hop, "pass"); x.kind == "tls.setting"; count(off(hop)) > 0} - believed(hop)

# places are those that are not proved, what a live look saw first, and those
# of the sources that it speaks against.
places(hop) := array.concat(
	array.concat(
		[labelled(x, x.state) | some x in of(hop); x.state == "fail"; x.kind == "live"],
		[labelled(x, "belied by the live look") | some x in believed(hop)],
	),
	array.concat(
		[labelled(x, x.state) | some x in of(hop); x.state != "pass"; not failed_live(x)],
		[labelled(x, "says otherwise than the live look") | some x in suspects(hop)],
	),
)

failed_live(x) if {
	x.state == "fail"
	x.kind == "live"
}

labelled(x, word) := object.union(x.at, {"label": sprintf("%s: %s", [word, x.subject])})

state(f) := setting(f.value.policy) if f.kind in {"tls.setting", "tls.nodes", "tls.target"}

state(f) := by_version(f, asks(f)) if f.kind in {"tls.database", "tls.client", "tls.url"}

# asks says what a connection asks for, whatever the version.
asks(f) := tls_connections.judge(f).outcome if f.kind in {"tls.database", "tls.client"}

asks(f) := "not_applicable" if {
	f.kind == "tls.url"
	f.value.role == "development"
}

asks(f) := {"https": "pass", "wss": "pass", "http": "fail", "ws": "fail"}[f.value.scheme] if {
	f.kind == "tls.url"
	f.value.role != "development"
}

# by_version: the version of a connection is that of its endpoint, where
# somebody looked at all addresses of it.
by_version(f, "pass") := "pass" if {
	seen := looked[live.place(f)]
	every x in seen { x.state == "pass" }
	every x in seen { x.of == count(seen) }
} else := versionless("pass")

by_version(_, s) := s if s != "pass"

state(f) := bucket(f.value.plain) if f.kind == "tls.bucket"

# S3 takes nothing older than TLS 1.2.
bucket(plain) := "unknown" if {
	not lib.known(plain)
} else := "fail" if {
	plain.v != "denied"
} else := "unknown" if {
	wanted > 12
} else := "pass"

# versionless: that it is encrypted does not say with which version.
versionless("pass") := "unknown" if wanted > 1

else := "pass"

setting(policy) := "unknown" if {
	not lib.known(policy)
} else := "not_applicable" if {
	policy.v in {"redirect-to-https", "loopback", "refused", "one node"}
} else := versionless("pass") if {
	policy.v in {"required", "https-only"}
} else := "pass" if {
	tls_policies.minimum(policy.v) >= wanted
} else := "fail" if {
	tls_policies.minimum(policy.v) < wanted
} else := "unknown"
