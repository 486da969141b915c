# METADATA
# scope: package
# title: Something can be reached from the internet that need not be
# description: |
#   Databases, warehouses, brokers, clusters, machines and interfaces have a
#   setting that puts them on the internet.
#
#   - **Passes**: the setting says no, or the platform's documentation says that
#     what is left out means no.
#   - **Fails**: it says yes, or is left out where that means yes. What security
#     groups let through to such an address is `network/open-ingress`'s: what they
#     stand before is only said to be on the internet where a line of theirs is known
#     to let everybody in, and else to have a public address. A machine that is open
#     to everybody at no port for administration or data serves the public, and the
#     message says so; whether it has to do so by itself is its owner's to say.
#   - **Unknown**: the subnet, the provider's version or a deployment decides. So is
#     a machine, a container, a database, a warehouse or a broker with a public address, of
#     which the source has all the security groups and no line in them that lets in
#     anybody but other groups and private networks: lines can be added elsewhere.
#   - **Not applicable**: kinds of things that are public by their purpose, named
#     in `allow`. A machine for which AWS' check of source and destination is switched
#     off is a NAT machine: others have their way to the internet through it.
# custom:
#   severity: warning
#   control: public-exposure
#   needs: [net.exposure]
#   fix: take it off the internet, or name its kind in allow where that is its purpose
#   version: "6"
#   params:
#     allow: {help: "kinds of things that may be public: load balancer, subnet, machine, API method, ...", default: [load balancer, subnet, API method, NAT machine]}
package candor.rules.network.public_endpoint

import data.candor.lib

allow := lib.params("network/public-endpoint").allow

results contains lib.at(judge(thing), thing.value.public.at) if {
	some thing in lib.facts("net.exposure")
}

judge(thing) := lib.not_applicable(thing, sprintf("%s (%s) may be public", [thing.subject, thing.value.what])) if {
	thing.value.what in allow
} else := lib.unknown(thing, sprintf("%s (%s) asks for a public address, and whether anybody reaches it there can't be told: %s", [thing.subject, thing.value.what, thing.value.shut])) if {
	lib.known(thing.value.public)
	thing.value.public.v == true
	thing.value.shut
} else := mended(thing, lib.fail(thing, sprintf("%s (%s) %s%s%s", [thing.subject, thing.value.what, where(thing), because(thing.value.public), through(thing)]))) if {
	lib.known(thing.value.public)
	thing.value.public.v == true
} else := lib.pass(thing, sprintf("%s (%s) is not on the internet%s", [thing.subject, thing.value.what, because(thing.value.public)])) if {
	lib.known(thing.value.public)
	thing.value.public.v == false
	not lib.may_be(thing.value.public, true)
} else := lib.unknown(thing, sprintf("Whether %s (%s) is on the internet can't be told: %s", [thing.subject, thing.value.what, lib.choice(thing.value.public)])) if {
	lib.may_be(thing.value.public, true)
} else := lib.unknown(thing, sprintf("Whether %s (%s) is on the internet can't be told: %s", [thing.subject, thing.value.what, object.get(thing.value.public, "why", "neither true nor false")]))

# mended says what else helps: the endpoint of a cluster can be kept to addresses.
mended(thing, result) := lib.fix(result, sprintf("name the addresses that need it in %s, or switch %s off and reach the cluster from within its network", [cidrs[thing.value.setting], thing.value.setting])) if {
	cidrs[thing.value.setting]
} else := lib.fix(shown(thing, result), "put a load balancer or a distribution before it where that can serve the same; where being reached is its purpose, name its kind in allow or waive it") if {
	serves(thing)
} else := lib.fix(shown(thing, result), sprintf("switch %s off, or let the line of %s take in only the addresses that need it; name its kind in allow where being public is its purpose", [thing.value.setting, thing.value.open.of])) if {
	thing.value.open
} else := result

shown(thing, result) := lib.related(result, [object.union(thing.value.open.at, {"label": "the line that lets everybody in"})])

# serves: a machine is open to everybody, and at no port for administration or data.
serves(thing) if {
	thing.value.what in {"machine", "container"}
	thing.value.open.serves
}

# through names the line that lets everybody in.
through(thing) := sprintf("; %s lets %s in at %s, and no line opens a port for administration or data to everybody: it serves the public", [thing.value.open.of, thing.value.open.to, thing.value.open.ports]) if {
	serves(thing)
} else := sprintf("; %s lets %s in at %s", [thing.value.open.of, thing.value.open.to, thing.value.open.ports]) if {
	thing.value.open
} else := ""

# cidrs are the lists that narrow a switch, by its name.
cidrs := {"endpoint_public_access": "public_access_cidrs", "EndpointPublicAccess": "PublicAccessCidrs"}

# where: an address leads nowhere without a way in its subnet and its groups.
where(thing) := "asks for a public address" if {
	thing.value.what in {"machine", "container"}
	object.get(thing.value, "format", "") in {"terraform", "cloudformation"}
	not thing.value.open
} else := "has a public address" if {
	thing.value.what in {"database", "data warehouse", "message broker", "replication instance"}
	not thing.value.open
} else := "is on the internet"

because(val) := sprintf(": %s, which a deployment can override", [val.why]) if val.from == "default"

because(val) := sprintf(": %s", [val.why]) if {
	val.from != "default"
	val.why
}

because(val) := "" if {
	val.from != "default"
	not val.why
}
