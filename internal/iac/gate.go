package iac

import (
	"fmt"
	"net/netip"
	"regexp"
	"slices"
	"strings"
)

// Line is a line of a security group about what comes in. Sources are networks; a
// line about other groups has none and says so.
type Line struct {
	Of                 string // the group
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

// Opening is a line that lets everybody in, and the source of it that says so.
type Opening struct {
	Line
	Source *Node
	// Serves says that no line lets everybody in at a port for administration or data:
	// what stands there serves the public.
	Serves bool
}

// inward are ports for administration and data, which nobody serves the public at.
var inward = [...]int{20, 21, 22, 23, 135, 137, 139, 445, 1433, 1521, 2375, 2379, 3306, 3389, 5432, 5439, 5601, 5900, 5984, 5985, 5986,
	6379, 7000, 7199, 8020, 9042, 9092, 9200, 9300, 11211, 27017, 27018, 50070}

// serves reports that no such port is, or may be, open to everybody.
func (g *Gate) serves() bool {
	for _, l := range g.Lines {
		few := len(l.Sources) > 0 || l.Groups
		for _, s := range l.Sources {
			few = few && narrow(s)
		}
		if !few && slices.ContainsFunc(inward[:], l.covers) {
			return false
		}
	}
	return true
}

// narrow reports a network that is certainly less than the internet, such as one
// address, whichever.
func narrow(n *Node) bool {
	text, ok := n.Str()
	if n.Kind == Pattern {
		text = n.RawText()
		return strings.HasSuffix(text, "/32") || strings.HasSuffix(text, "/128")
	}
	_, err := netip.ParsePrefix(text)
	return ok && err == nil && len(n.Others) == 0 && !anywhere(text)
}

// OpenToAll is the first line that certainly lets everybody in to more than an echo, and
// of those the first at a port for administration or data; nil where there is none.
func (g *Gate) OpenToAll() *Opening {
	if g == nil {
		return nil
	}
	var found *Opening
	for _, l := range g.Lines {
		if l.echo() || found != nil && !slices.ContainsFunc(inward[:], l.covers) {
			continue
		}
		for _, s := range l.Sources {
			if !Everybody(s) || len(s.Others) > 0 || s.Proviso != nil && s.Proviso.Only != "" {
				continue
			}
			found = &Opening{l, s, g.serves()}
			if slices.ContainsFunc(inward[:], l.covers) {
				return found
			}
			break
		}
	}
	return found
}

// ports are those of a line in words.
func (l *Line) ports() string {
	proto, _ := l.Protocol.Str()
	first, ok := whole(l.From)
	last, also := whole(l.To)
	switch {
	case l.Protocol.Has() && (proto == "-1" || strings.EqualFold(proto, "all")), ok && also && first <= 0 && (last == 65535 || last == -1):
		return "all ports"
	case !ok || !also:
		return "a port"
	case first == last:
		return fmt.Sprintf("port %d", first)
	}
	return fmt.Sprintf("ports %d to %d", first, last)
}

// value is what a fact says of it.
func (o *Opening) value(path string) map[string]any {
	v := o.Source.TextVal(path)
	return map[string]any{"of": o.Of, "to": v.V, "ports": o.ports(), "serves": o.Serves, "at": v.Place()}
}

// echo reports a line about ICMP alone, which nothing is used by.
func (l *Line) echo() bool {
	proto, ok := l.Protocol.Str()
	return ok && len(l.Protocol.Others) == 0 && slices.Contains([]string{"icmp", "icmpv6", "1", "58"}, strings.ToLower(proto))
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
	if l.echo() {
		return false
	}
	if proto, ok := l.Protocol.Str(); ok && len(l.Protocol.Others) == 0 {
		switch strings.ToLower(proto) {
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

// ofSubnet is the range of a subnet or of a network that Terraform makes, which it
// knows after the plan: no more than 65,536 addresses of a network of one's own.
var ofSubnet = regexp.MustCompile(`^aws_(default_)?(subnet|vpc)\.[A-Za-z0-9_-]+(\[[^\]]*\])?\.cidr_block$`)

// inner reports a network that certainly lies within a private one.
func inner(n *Node) bool {
	if n.Kind == Unknown && ofSubnet.MatchString(n.Raw) {
		return true
	}
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
