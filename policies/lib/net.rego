# METADATA
# title: Words that the rules on networks share
# description: |
#   A fact net.route is one line of a security group or of a network ACL, for one
#   source or destination.
package candor.lib.net

import data.candor.lib

# everybody: the other side is certainly the whole internet, or so large a part
# of it that two or a few lines make the whole.
everybody(route) if {
	lib.known(route.value.source)
	internet(route.value.source.v)
}

# somebody: the other side is certainly less than that.
somebody(route) if {
	lib.known(route.value.source)
	not internet(route.value.source.v)
	every o in object.get(route.value.source, "others", []) { not internet(o) }
}

# No private network of IPv4 is wider than a /8. All public addresses of IPv6 are
# in 2000::/3, and a registry of a continent has a /12; private ones begin with f.
internet(cidr) if {
	not contains(cidr, ":")
	regex.match(`/0*[0-7]$`, cidr)
}

internet(cidr) if {
	contains(cidr, ":")
	regex.match(`^[^fF].*/0*([0-9]|1[0-2])$`, cidr)
}

# However it begins, /0 is all of it.
internet(cidr) if {
	contains(cidr, ":")
	regex.match(`/0+$`, cidr)
}

denies(route) if {
	lib.known(route.value.action)
	lower(route.value.action.v) == "deny"
}

allows(route) if {
	lib.known(route.value.action)
	lower(route.value.action.v) == "allow"
}

# told: the ports of a line are known.
told(route) if {
	every v in [route.value.protocol, route.value.from, route.value.to] { lib.known(v) }
}

# firm: nor does the source let other ports be chosen.
firm(route) if {
	every v in [route.value.protocol, route.value.from, route.value.to] { count(lib.values(v)) == 1 }
}

all_protocols := {"-1", "all"}

# portless are the protocols without ports, by name or number.
portless := {"1", "58", "icmp", "icmpv6", "ipv6-icmp"}

# bounds are the first and the last port that a told line is about.
bounds(route) := [0, 65535] if lower(route.value.protocol.v) in all_protocols

bounds(route) := [0, 65535] if {
	lib.known(route.value.protocol)
	not lower(route.value.protocol.v) in all_protocols
	route.value.from.v < 0
}

bounds(route) := [route.value.from.v, route.value.to.v] if {
	lib.known(route.value.protocol)
	not lower(route.value.protocol.v) in all_protocols
	route.value.from.v >= 0
}

udp := {"17", "udp"}

# Nobody listens there but for TCP.
tcp_only := {
	20, 21, 22, 23, 25, 80, 110, 139, 143, 445, 1433, 1521, 2375, 2376, 2379, 2383, 3306, 5432, 5439, 5601, 5900,
	5984, 5985, 5986, 6379, 7000, 7199, 8020, 8080, 9042, 9092, 9200, 9300, 27017, 27018, 50070,
}

heard(_, port) if not port in tcp_only

heard(route, _) if {
	lib.known(route.value.protocol)
	not lower(route.value.protocol.v) in udp
}

# hits are those of the given ports that a told line is about.
hits(route, ports) := {p |
	lib.known(route.value.protocol)
	not lower(route.value.protocol.v) in portless
	[first, last] := bounds(route)
	some p in ports
	first <= p
	p <= last
	heard(route, p)
}

# before are the lines of a list that keeps no state which deny, by the list.
before[of] contains d if {
	some d in lib.facts("net.route")
	of := [d.at.path, d.value.of, d.value.direction]
	denies(d)
	told(d)
	lib.known(d.value.number)
}

# denied: a line that is tried earlier denies the same to the same.
denied(route, port) if {
	lib.known(route.value.number)
	some d in before[[route.at.path, route.value.of, route.value.direction]]
	d.value.number.v < route.value.number.v
	d.value.source.v == route.value.source.v
	as_wide(lower(d.value.protocol.v), lower(route.value.protocol.v), port)
	b := bounds(d)
	b[0] <= port
	port <= b[1]
}

as_wide(all, _, _) if all in all_protocols

as_wide(same, same, _)

as_wide(tcp, _, port) if {
	tcp in {"6", "tcp"}
	port in tcp_first
}

# tcp_first are the ports that nobody gets on with who is kept from TCP: a session
# of 3389 moves to UDP only after it began.
tcp_first := tcp_only | {3389}

# wide: a told line is about so many of the ports that answers come back to that
# a list which keeps no state has to have it.
wide(route) if {
	b := bounds(route)
	b[0] >= 1024
	b[1] - b[0] > 100
}

# acl: the line is in a list that keeps no state.
acl(route) if route.value.list in {"network ACL", "default network ACL"}

# whole: a told line of such a list is about the ports of services and about
# those that answers come back to, which is what every VPC begins with.
whole(route) if {
	acl(route)
	told(route)
	b := bounds(route)
	b[0] < 1024
	b[1] - 1024 > 100
}

# standard: a line lets everything in, in a list that lets everything out, denies
# nothing and lists nothing else first, as the one that AWS makes.
standard(route) if {
	everything(route)
	some out in wide_open[[route.at.path, route.value.of]]
	out.value.direction == "egress"
	not before[[route.at.path, route.value.of, "ingress"]]
	not before[[route.at.path, route.value.of, "egress"]]
}

# wide_open are the lines of a list that let everything through, by the list.
wide_open[[route.at.path, route.value.of]] contains route if {
	some route in lib.facts("net.route")
	everything(route)
}

everything(route) if {
	acl(route)
	told(route)
	firm(route)
	lower(route.value.protocol.v) in all_protocols
	route.value.of
	allows(route)
	everybody(route)
}

# words are the reasons why a line can't be told.
words(route) := concat("; ", sort({v.why |
	some v in [route.value.source, route.value.action, route.value.protocol, route.value.from, route.value.to]
	not lib.known(v)
} | {lib.choice(v) |
	some v in [route.value.source, route.value.protocol, route.value.from, route.value.to]
	v.others
}))
