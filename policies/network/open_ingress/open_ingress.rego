# METADATA
# scope: package
# title: The whole internet may reach a port for administration or data
# description: |
#   Lines of security groups and network ACLs that let in `0.0.0.0/0`, `::/0`, or
#   so much of them that a few lines make the whole (`0.0.0.0/1`, `2000::/3`).
#
#   - **Fails**: one of `ports` is among those that are open to everybody.
#   - **Passes**: a narrower source, another group, or only other ports, such as
#     443 of a web server.
#   - **Unknown**: only a deployment knows the source or the ports; or only
#     interface endpoints of the VPC use the group, which have no public address; or all
#     that uses the group in the sources listens at none of these ports (a load balancer
#     at 80): something else may take the group.
#   - **Not applicable**: lines that deny or are about what goes out. Network ACLs
#     keep no state, so a wide range of ports from 1024 on is how answers come back
#     there, and is not judged.
#
#   A line of a network ACL that lets everything in, with all those answers, is how
#   every VPC begins: security groups decide behind it, and those that let everybody in
#   are failures of their own. So it is not applicable in the default list, or where the
#   same list lets everything out and denies nothing, as that one does; and unknown
#   elsewhere, where what the list is meant to keep out is not in the sources. It fails
#   where `ports` is empty, and where ports are written beside a protocol that makes them
#   void, of 22 and 3389: such a line was meant to let in less.
#
#   The message says what uses the group and where that listens, where all of it stands
#   in the sources: a cache, a load balancer and its listeners, a database, a function.
#   A line for all protocols makes the ports that are written beside it void.
#
#   A line of a network ACL opens no port that a line with a lower number denies
#   to the same addresses. A line for UDP opens no port at which only TCP is heard, such as 22.
# custom:
#   severity: error
#   control: public-exposure
#   needs: [net.route]
#   fix: name the addresses that need the port, or reach it through a VPN or Session Manager
#   version: "4"
#   params:
#     ports: {help: "ports that nobody but named addresses may reach; empty means any", default: [20, 21, 22, 23, 135, 137, 139, 445, 1433, 1521, 2375, 2379, 3306, 3389, 5432, 5439, 5601, 5900, 5984, 5985, 5986, 6379, 7000, 7199, 8020, 9042, 9092, 9200, 9300, 11211, 27017, 27018, 50070]}
package candor.rules.network.open_ingress

import data.candor.lib
import data.candor.lib.net

ports := lib.params("network/open-ingress").ports

# hits are the ports that a line opens and that no earlier one has closed.
hits(route) := {p | some p in net.hits(route, asked(route)); not net.denied(route, p)}

# remote are the ports from which a machine is taken over, whatever it serves.
remote := [22, 3389]

# asked: of a list that lets in everything but them, these alone.
asked(route) := ports if not net.whole(route)

asked(route) := [p | some p in ports; p in remote] if net.whole(route)

results contains lib.at(judge(route), route.value.source.at) if {
	some route in lib.facts("net.route")
}

judge(route) := lib.not_applicable(route, sprintf("%s is about what goes out", [route.subject])) if {
	route.value.direction != "ingress"
} else := lib.not_applicable(route, sprintf("%s denies", [route.subject])) if {
	net.denies(route)
} else := lib.pass(route, sprintf("%s lets in %s%s", [route.subject, route.value.source.v, origin(route.value.source)])) if {
	net.somebody(route)
} else := lib.not_applicable(route, sprintf("%s lets everything in, as the default list of every VPC does by itself", [route.subject])) if {
	net.whole(route)
	route.value.list == "default network ACL"
} else := lib.not_applicable(route, sprintf("%s lets everything in, and its list everything out, as the default list of every VPC does: security groups decide", [route.subject])) if {
	count(ports) > 0
	net.standard(route)
	void(route) == ""
} else := lib.not_applicable(route, sprintf("%s lets in whatever no earlier line denies: security groups decide", [route.subject])) if {
	net.whole(route)
	net.firm(route)
	count(ports) > 0
	count(hits(route)) == 0
} else := lib.unknown(route, sprintf("%s lets everybody (%s) in%s: security groups decide behind it, and what its list is to keep out can't be told", [route.subject, route.value.source.v, origin(route.value.source)])) if {
	count(ports) > 0
	net.whole(route)
	net.firm(route)
	net.everybody(route)
	net.allows(route)
	void(route) == ""
} else := lib.pass(route, sprintf("%s opens none of the ports for administration and data", [route.subject])) if {
	count(ports) > 0
	net.told(route)
	net.firm(route)
	count(hits(route)) == 0
} else := lib.not_applicable(route, sprintf("%s is a wide range in a list that keeps no state: it lets answers back in", [route.subject])) if {
	net.acl(route)
	net.told(route)
	net.wide(route)
} else := lib.unknown(route, sprintf("Which ports %s opens can't be told: %s", [route.subject, net.words(route)])) if {
	count(ports) > 0
	net.told(route)
	count(hits(route)) == 0
} else := lib.unknown(route, sprintf("%s lets everybody (%s) in, but only interface endpoints use its group: they have no public address, and who else has a way to them can't be told", [route.subject, route.value.source.v])) if {
	route.value.interfaces
	net.everybody(route)
	net.allows(route)
} else := mended(route, lib.fail(route, sprintf("%s lets everybody (%s) in%s%s%s%s", [route.subject, route.value.source.v, origin(route.value.source), void(route), users(route), beside(route)]))) if {
	count(ports) == 0
	net.everybody(route)
	net.allows(route)
} else := lib.unknown(route, sprintf("%s lets everybody (%s) %s %s%s%s; nobody on the internet reaches such a port as long as nothing else takes the group, which the sources do not show", [route.subject, route.value.source.v, verb(route), opened(route, hits(route)), origin(route.value.source), users(route)])) if {
	count(ports) > 0
	net.everybody(route)
	net.allows(route)
	net.told(route)
	unheard(route)
} else := mended(route, lib.fail(route, sprintf("%s lets everybody (%s) %s %s%s%s%s%s", [route.subject, route.value.source.v, verb(route), opened(route, hits(route)), origin(route.value.source), void(route), users(route), beside(route)]))) if {
	net.everybody(route)
	net.allows(route)
	net.told(route)
} else := lib.unknown(route, sprintf("Whether %s lets everybody in can't be told: %s", [route.subject, net.words(route)]))

# opened says what a line opens: its range as it is written, unless that is no more
# than the ports themselves. Of a list earlier lines may take some away again.
opened(route, hits) := ported(hits) if {
	net.acl(route)
} else := sprintf("every %sport", [datagrams(route)]) if {
	net.bounds(route) == [0, 65535]
	route.value.users
} else := sprintf("every %sport, among them %s", [datagrams(route), among(hits)]) if {
	net.bounds(route) == [0, 65535]
} else := ported(hits) if {
	[first, last] := net.bounds(route)
	count(hits) == (last - first) + 1
} else := sprintf("%sports %d-%d, among them %s", [datagrams(route), first, last, among(hits)]) if {
	[first, last] := net.bounds(route)
}

ported(hits) := sprintf("port %s", [listed(hits)]) if {
	count(hits) == 1
} else := sprintf("ports %s", [listed(hits)])

datagrams(route) := "UDP " if {
	lower(route.value.protocol.v) in net.udp
} else := ""

# among names a few of many ports: those from which a machine is taken over.
among(hits) := listed(hits) if {
	count(hits) <= 4
} else := listed(taken) if {
	taken := {p | some p in remote; p in hits}
	count(taken) > 0
} else := listed(hits)

listed(hits) := sprintf("%d", [p]) if {
	count(hits) == 1
	some p in hits
} else := sprintf("%s and %d", [numbers(array.slice(all, 0, count(all) - 1)), all[count(all) - 1]]) if {
	count(hits) <= 5
	all := sort(hits)
} else := sprintf("%s and %d more", [numbers(array.slice(sort(hits), 0, 4)), count(hits) - 4])

numbers(list) := concat(", ", [sprintf("%d", [p]) | some p in list])

origin(val) := sprintf(": %s, which a deployment can override", [val.why]) if val.from == "default"

origin(val) := "" if val.from != "default"

# verb: where nothing listens, nothing is reached.
verb(route) := "in at" if route.value.users

verb(route) := "reach" if not route.value.users

# unheard: all that uses the group listens at other ports.
unheard(route) if {
	heard_at := {p | some p in route.value.users.ports}
	count(heard_at) > 0
	count(heard_at & hits(route)) == 0
}

# users are what the group stands before, where the sources tell all of it.
users(route) := sprintf("; what uses its group (%s) listens on %s%s", [concat(", ", route.value.users.of), heard(route.value.users.ports), inside(route.value.users)]) if {
	route.value.users
} else := ""

heard(list) := "no port" if {
	count(list) == 0
} else := ported({p | some p in list})

inside(users) := " and has no public address" if {
	users.private
} else := ""

# void: all protocols are all ports, whatever is written beside.
void(route) := sprintf(" (protocol %s makes its ports void)", [route.value.protocol.v]) if {
	route.value.protocol.v in net.all_protocols
	lib.known(route.value.from)
	route.value.from.v > 0
} else := ""

mended(route, result) := lib.fix(shown(route, result), "name the groups or addresses that need it and the ports that are listened on; what nothing needs can go") if {
	route.value.users
} else := shown(route, result)

# shown adds where the network stands as text, when that is elsewhere.
shown(route, result) := lib.related(result, [object.union(p, {"label": "where the network is written"}) | some p in route.value.written_at]) if {
	route.value.written_at
} else := result

# beside is what the line does not say: both lists have to let traffic in.
beside(route) := "; a security group can still keep them out" if net.acl(route)

beside(route) := "" if not net.acl(route)
