package iac

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Line is a line of a security group about what comes in. Sources are networks; a
// line about other groups has none and says so.
type Line struct {
	Sources            []*Node
	Groups             bool
	Protocol, From, To *Node // ports; nil is all of them
}

// Gate is what the security groups of a thing let in, as far as the sources say.
// Lines can be added elsewhere, so it never proves that something is shut; but what
// it leaves shut is not proved to be open.
type Gate struct{ Lines []Line }

// ShutToAll says that no line lets in anybody but other groups and private networks,
// "" where one does or may.
func (g *Gate) ShutToAll() string {
	if g == nil {
		return ""
	}
	for _, l := range g.Lines {
		if len(l.Sources) == 0 && !l.Groups {
			return ""
		}
		for _, s := range l.Sources {
			if !inner(s) {
				return ""
			}
		}
	}
	if len(g.Lines) == 0 {
		return "no rule of its security groups lets anybody in; others can be added elsewhere"
	}
	return "the rules of its security groups let in only other groups and private networks; others can be added elsewhere"
}

// OpenToAll reports a line that lets everybody in.
func (g *Gate) OpenToAll() bool {
	if g == nil {
		return false
	}
	for _, l := range g.Lines {
		if slices.ContainsFunc(l.Sources, Everybody) {
			return true
		}
	}
	return false
}

// Behind says what gate stands before what is emitted from now on, nil for none that
// is known.
func (s *Sink) Behind(g *Gate) { s.Shut, s.Open = g.ShutToAll(), g.OpenToAll() }

// ShutAt says that no line opens a port, "" where one does or may.
func (g *Gate) ShutAt(port *Node) string {
	n, ok := whole(port)
	if g == nil || !ok {
		return ""
	}
	for _, l := range g.Lines {
		if l.covers(n) {
			return ""
		}
	}
	return fmt.Sprintf("no rule of its security groups opens port %d; others can be added elsewhere", n)
}

// covers reports a line that is about a port, or may be.
func (l *Line) covers(port int) bool {
	if proto, ok := l.Protocol.Str(); ok && len(l.Protocol.Others) == 0 {
		switch strings.ToLower(proto) {
		case "icmp", "icmpv6", "1", "58":
			return false
		case "-1", "all":
			return true
		}
	}
	first, ok := whole(l.From)
	last, also := whole(l.To)
	return !ok || !also || first < 0 || first <= port && port <= last
}

// whole is a number that certainly stands there.
func whole(n *Node) (int, bool) {
	text, ok := n.Str()
	if !ok || len(n.Others) > 0 {
		return 0, false
	}
	v := 0
	if _, err := fmt.Sscanf(text, "%d", &v); err != nil || fmt.Sprint(v) != text {
		return 0, false
	}
	return v, true
}

// private are the networks that the internet does not lead to.
var private = []string{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "127.0.0.0/8", "fc00::/7", "fe80::/10"}

// inner reports a network that certainly lies within a private one.
func inner(n *Node) bool {
	text, ok := n.Str()
	if !ok || len(n.Others) > 0 {
		return false
	}
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return false
	}
	for _, s := range private {
		if own := netip.MustParsePrefix(s); own.Bits() <= p.Bits() && own.Contains(p.Addr()) {
			return true
		}
	}
	return false
}
