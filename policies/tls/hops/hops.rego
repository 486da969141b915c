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
#   A load balancer's connection to its targets is not decided by its listener but
#   by its target groups, which count for `edge-origin`. TLS in Go code is judged by
#   `tls/go-config`, and certificates by `tls/server-verification`.
# custom:
#   severity: error
#   control: encryption-in-transit
#   needs: [tls.hop, tls.setting, tls.target, tls.bucket, tls.database, tls.client, tls.url]
#   lookups: [tls.setting, tls.target, tls.bucket, tls.database, tls.client, tls.url]
#   claim_only: true
#   fix: encrypt what is not, name what could not be told, or claim fewer hops
#   version: "1"
#   params:
#     hops: {help: "the hops of the claim: client-edge, edge-origin, app-database, app-api, internal, mail", required: true}
#     min: {help: "the oldest TLS version: none (any), 1.0, 1.1, 1.2 or 1.3; what only says that it is encrypted then stays unknown", default: "none"}
package candor.rules.tls.hops

import data.candor.lib
import data.candor.lib.tls_connections
import data.candor.tables.tls_policies

params := lib.params("tls/hops")

wanted := {"none": 1, "1.0": 10, "1.1": 11, "1.2": 12, "1.3": 13}[params.min]

results contains lib.related(judge(h), places(h.value.hop)) if some h in lib.facts("tls.hop")

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

# found are all facts of the hops with what they prove; what does not count is left out.
found contains {"hop": f.value.hop, "state": s, "subject": f.subject, "at": f.at, "kind": f.kind} if {
	some kind in ["tls.setting", "tls.target", "tls.bucket", "tls.database", "tls.client", "tls.url"]
	some f in lib.facts(kind)
	s := state(f)
	s != "not_applicable"
}

of(hop) := {x | some x in found; x.hop == hop}

in_state(hop, s) := {x | some x in of(hop); x.state == s}

counted(hop) := sprintf("%d found, %d proved, %d unknown, %d not encrypted as claimed", [
	count(of(hop)), count(in_state(hop, "pass")), count(in_state(hop, "unknown")), count(in_state(hop, "fail")),
])

# places are at most twenty of those that are not proved.
places(hop) := array.slice([object.union(x.at, {"label": sprintf("%s: %s", [x.state, x.subject])}) | some x in of(hop); x.state != "pass"], 0, 20)

state(f) := setting(f.value.policy) if f.kind in {"tls.setting", "tls.target"}

state(f) := versionless(tls_connections.judge(f).outcome) if f.kind in {"tls.database", "tls.client"}

state(f) := "not_applicable" if {
	f.kind == "tls.url"
	f.value.role == "development"
}

state(f) := versionless({"https": "pass", "wss": "pass", "http": "fail", "ws": "fail"}[f.value.scheme]) if {
	f.kind == "tls.url"
	f.value.role != "development"
}

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

versionless(s) := s if s != "pass"

setting(policy) := "unknown" if {
	not lib.known(policy)
} else := "not_applicable" if {
	policy.v in {"redirect-to-https", "loopback", "refused"}
} else := versionless("pass") if {
	policy.v in {"required", "https-only"}
} else := "pass" if {
	tls_policies.minimum(policy.v) >= wanted
} else := "fail" if {
	tls_policies.minimum(policy.v) < wanted
} else := "unknown"
