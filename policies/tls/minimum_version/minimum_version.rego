# METADATA
# scope: package
# title: A connection may use an outdated TLS version, or none
# description: |
#   Each setting that decides how a connection is encrypted is judged on its
#   own: load balancers, CloudFront towards viewers and origins, API Gateway,
#   search domains, caches, brokers, file systems of tasks, jobs, mail and database
#   parameters; nginx, Caddy, HAProxy,
#   Traefik, Envoy and the ingresses of Kubernetes, both where they take connections
#   and where they hand them on.
#
#   - **Passes**: the oldest protocol that the named policy allows is at least
#     `min`.
#   - **Fails**: it is older, or plain HTTP is served. A policy that is left out
#     counts as the one that AWS then uses, and the message says so.
#   - **Unknown**: a policy that is not in the table, a value that a deployment
#     decides, TCP passed through, a setting that requires TLS without saying
#     which version, a default that depends on the version of a program, or a
#     database whose parameters are not in the sources. So is a proxy that serves
#     plain HTTP and nothing else: what stands in front of it may take TLS. So is a
#     listener at a port that no line of its load balancer's security groups opens,
#     where the source has them all.
#   - **Not applicable**: a listener that only redirects to HTTPS, and what the
#     machine alone can reach.
#
#   A group of database parameters is judged by the switch that requires TLS
#   (`rds.force_ssl`, `require_secure_transport`) together with the version that
#   goes with it (`ssl_min_protocol_version`, `tls_version`). A database of RDS is
#   judged for itself when no such group says anything: PostgreSQL 15 and later
#   require TLS 1.2 by default, up to 14 they take connections without TLS, and of
#   other engines, clusters, replicas and restored copies the default is not told.
#
#   The behaviours of a distribution of CloudFront that take plain HTTP are one
#   finding at the first of them, with the lines of the others, which are not applicable.
#   A cache cluster of Redis that is no replication group knows no TLS: AWS refuses the
#   switch for it.
#
#   A load balancer's connection to its targets is not decided by the listener
#   and is not judged here.
# custom:
#   severity: error
#   control: encryption-in-transit
#   needs: [tls.setting]
#   fix: name a security policy, or for a database set parameters, whose oldest protocol is at least the promised one
#   version: "4"
#   params:
#     min: {help: "the oldest TLS version that may be used: none (any encryption), 1.0, 1.1, 1.2 or 1.3", default: "1.2"}
#     policies: {help: "further names of security policies with their oldest version, such as {OurPolicy-1: '1.2'}; they outrank the built-in table", default: {}}
package candor.rules.tls.minimum_version

import data.candor.lib
import data.candor.tables.tls_fixes
import data.candor.tables.tls_policies

params := lib.params("tls/minimum-version")

min := params.min

levels := {"none": 0, "SSLv3": 3, "1.0": 10, "1.1": 11, "1.2": 12, "1.3": 13}

wanted := levels[min] if min in {"1.0", "1.1", "1.2", "1.3"}

# Any encryption at all: less than the least version.
wanted := 1 if min == "none"

names := {0: "unencrypted connections", 3: "SSLv3", 10: "TLS 1.0", 11: "TLS 1.1", 12: "TLS 1.2", 13: "TLS 1.3"}

# What a setting says when it only leads to another one.
elsewhere := {
	"redirect-to-https": "only redirects to HTTPS",
	"https-only": "takes HTTPS only; its version is set elsewhere",
	"loopback": "is within reach of its own machine alone",
	"refused": "serves nothing without TLS",
}

results contains lib.at(judge(setting), setting.value.policy.at) if {
	some setting in lib.facts("tls.setting")

	# not: what can't be told is no such behaviour, and is judged by itself
	not bare(setting)
}

# The behaviours of a distribution that take plain HTTP are one finding, at the first
# of them: there is one thing to mend.
results contains lib.at(whole(list), list[0].value.policy.at) if some list in plainly

results contains lib.at(lib.not_applicable(setting, sprintf("%s takes plain HTTP, which is told with %s", [setting.subject, list[0].subject])), setting.value.policy.at) if {
	some list in plainly
	some i, setting in list
	i > 0
}

plainly[place] := [x.setting | some x in sort([{"line": s.value.policy.at.line, "n": s.n, "setting": s} | some s in list])] if some place, list in together

together[[setting.at.path, setting.at.resource, object.get(setting.value, "only", "")]] contains setting if {
	some setting in lib.facts("tls.setting")
	bare(setting)
}

# bare reports a behaviour that takes plain HTTP, where that is too little.
bare(setting) if {
	setting.value.policy.v == "allow-all"
	setting.value.hop == "client-edge"
	setting.value.platform == "cloudfront"
	setting.at.resource
	lib.known(setting.value.policy)
	oldest(setting) < wanted
}

whole(list) := judge(list[0]) if {
	count(list) == 1
} else := lib.related(object.union(one, {"message": sprintf("%s; so do %d more of its behaviours", [one.message, count(list) - 1])}), [object.union(s.value.policy.at, {"label": s.subject}) | some s in array.slice(list, 1, count(list))]) if {
	one := judge(list[0])
}

judge(setting) := lib.unknown(setting, sprintf("The parameter min is %v: want none, 1.0, 1.1, 1.2 or 1.3", [min])) if {
	not wanted
} else := lib.unknown(setting, sprintf("%s of %s can't be told: %s", [setting.value.setting, setting.subject, setting.value.policy.why])) if {
	setting.value.policy.k in {"pattern", "unknown"}
} else := lib.not_applicable(setting, sprintf("%s %s", [setting.subject, elsewhere[setting.value.policy.v]])) if {
	elsewhere[setting.value.policy.v]
	every v in lib.values(setting.value.policy) { enough(v) }
} else := lib.unknown(setting, sprintf("%s of %s can't be told: %s", [setting.value.setting, setting.subject, lib.choice(setting.value.policy)])) if {
	elsewhere[setting.value.policy.v]
} else := lib.pass(setting, sprintf("%s of %s requires TLS%s", [setting.value.setting, setting.subject, because(setting.value.policy)])) if {
	setting.value.policy.v == "required"
	min == "none"
} else := lib.unknown(setting, sprintf("%s of %s requires TLS, but not which version%s", [setting.value.setting, setting.subject, because(setting.value.policy)])) if {
	setting.value.policy.v == "required"
} else := lib.pass(setting, sprintf("%s of %s is %s%s: %s or later", [setting.value.setting, setting.subject, setting.value.policy.v, origin(setting.value.policy), names[oldest(setting)]])) if {
	oldest(setting) >= wanted
	every v in lib.values(setting.value.policy) { enough(v) }
} else := lib.unknown(setting, sprintf("%s of %s can't be told: %s", [setting.value.setting, setting.subject, lib.choice(setting.value.policy)])) if {
	oldest(setting) >= wanted
} else := lib.unknown(setting, sprintf("%s of %s is HTTP, and whether anybody can use it can't be told: %s", [setting.value.setting, setting.subject, setting.value.shut])) if {
	setting.value.policy.v == "HTTP"
	setting.value.shut
	oldest(setting) < wanted
} else := mended(setting, lib.fail(setting, sprintf("%s of %s is %s%s, which allows %s", [setting.value.setting, setting.subject, written(setting), told(setting), names[oldest(setting)]]))) if {
	oldest(setting) < wanted
} else := lib.unknown(setting, sprintf("%s of %s is %v, a policy that candor does not know", [setting.value.setting, setting.subject, setting.value.policy.v]))

# written is the value as the setting knows it.
written(setting) := plain[setting.value.setting] if {
	setting.value.policy.v == "optional"
} else := "false" if {
	setting.value.setting == "EnforceHTTPS"
} else := setting.value.policy.v

plain := {"rds.force_ssl": "0", "require_secure_transport": "OFF", "require_ssl": "false"}

# What no other policy mends, by the case that the fact names.
cases := {
	"default-certificate": {"why": "", "fix": "TLS 1.2 needs a domain and a certificate of its own: the default certificate of *.cloudfront.net takes TLS 1.0"},
	"lone-cache": {"why": "", "fix": "make it a replication group (one node is enough) with encryption in transit switched on, or a serverless cache: AWS refuses the switch for a cache cluster of Redis"},
	"website-origin": {"why": " (the website endpoint of a bucket knows no TLS)", "fix": "use the REST endpoint of the bucket with origin access control; where the bucket only redirects, let a function of CloudFront do so"},
	"plain-listener": {"why": "", "fix": "take HTTPS with a certificate; a listener at port 80 may stay to redirect to it"},
	"classic-listener": {"why": "", "fix": "take HTTPS with a certificate and close the plain listener: a classic load balancer redirects nothing"},
}

case(setting) := setting.value["case"] if setting.value["case"]

case(setting) := {"elb": "classic-listener", "elbv2": "plain-listener"}[setting.value.platform] if {
	setting.value.policy.v == "HTTP"
}

told(setting) := sprintf("%s%s", [origin(setting.value.policy), cases[case(setting)].why]) if {
	case(setting)
} else := origin(setting.value.policy)

mended(setting, result) := lib.fix(result, cases[case(setting)].fix) if {
	case(setting)
} else := lib.fix(result, sprintf("%s%s", [replace(replace(text, "{setting}", setting.value.setting), "{least}", object.get(names, wanted, "TLS 1.2")), beside(setting)])) if {
	aws_settings[setting.value.platform]
	text := tls_fixes.of(setting.value.setting, setting.value.policy.v)
} else := result

# aws_settings are the platforms whose settings the table of fixes knows: what a
# proxy calls protocol is something else.
aws_settings := {
	"apigateway", "appsync", "cloudfront", "dax", "dms", "docdb", "efs", "elasticache", "elb", "elbv2",
	"memorydb", "msk", "opensearch", "rds", "redshift", "ses",
}

# beside: the address that every REST API has can be gone without, unless it is an
# origin of CloudFront.
beside(setting) := sprintf("%s, or switch the execute-api address off where a domain of your own serves the API and no distribution has it as its origin", [newer(setting)]) if {
	setting.value.platform == "apigateway"
	setting.value.policy.from == "platform"
	count(origins) == 0
} else := newer(setting) if {
	setting.value.platform == "apigateway"
	setting.value.policy.from == "platform"
} else := ""

# origins are the connections of distributions to APIs of API Gateway.
origins contains setting.subject if {
	some setting in lib.facts("tls.setting")
	setting.value.api
}

# newer: releases of Terraform's provider for AWS up to June 2026 do not know the setting
# of a REST API (terraform-provider-aws#47970, read November 2026).
newer(setting) := " (the provider knows it in releases after June 2026 alone)" if {
	object.get(setting.value, "format", "") == "terraform"
} else := ""

oldest(setting) := oldest_of(setting.value.policy.v) if lib.known(setting.value.policy)

oldest_of(policy) := levels[params.policies[policy]]

oldest_of(policy) := tls_policies.minimum(policy) if not params.policies[policy]

enough(policy) if oldest_of(policy) >= wanted

# What leads elsewhere is no old version.
enough(policy) if elsewhere[policy]

origin(val) := sprintf(" (%s, which a deployment can override)", [val.why]) if val.from == "default"

origin(val) := sprintf(" (%s)", [val.why]) if val.from == "platform"

origin(val) := "" if not val.from in {"default", "platform"}

because(val) := sprintf(": %s", [val.why]) if val.why

because(val) := "" if not val.why
