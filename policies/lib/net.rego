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

# hits are those of the given ports that a told line is about.
hits(route, ports) := {p |
	lib.known(route.value.protocol)
	not lower(route.value.protocol.v) in portless
	[first, last] := bounds(route)
	some p in ports
	first <= p
	p <= last
}

# wide: a told line is about so many ports that a list which keeps no state has
# to have it for answers.
wide(route) if {
	b := bounds(route)
	b[1] - b[0] > 100
}

# words are the reasons why a line can't be told.
words(route) := concat("; ", sort({v.why |
	some v in [route.value.source, route.value.action, route.value.protocol, route.value.from, route.value.to]
	not lib.known(v)
} | {lib.choice(route.value.source) | route.value.source.others}))
