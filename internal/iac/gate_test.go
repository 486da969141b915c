package iac

import (
	"strings"
	"testing"
)

// TestGate: a line that lets the internet in, or may, keeps a gate from being shut.
func TestGate(t *testing.T) {
	at := Place{}
	text := func(s string) *Node { return Text(s, at) }
	line := func(from, to string, sources ...*Node) Line {
		return Line{Sources: sources, Protocol: text("tcp"), From: text(from), To: text(to)}
	}
	chosen := text("10.0.0.0/8")
	chosen.Others = []string{"0.0.0.0/0"}
	for _, c := range []struct {
		name      string
		lines     []Line
		all, port string // parts of what is said, "" for nothing
	}{
		{"none", nil, "no rule", "opens port 80"},
		{"a private network", []Line{line("80", "80", text("10.1.0.0/16"))}, "private networks", ""},
		{"of IPv6", []Line{line("22", "22", text("fd00::/8"))}, "private networks", "opens port 80"},
		{"groups", []Line{{Groups: true, Protocol: text("-1")}}, "other groups", ""},
		{"everybody", []Line{line("443", "443", text("0.0.0.0/0"))}, "", "opens port 80"},
		{"one address", []Line{line("80", "90", text("203.0.113.7/32"))}, "", ""},
		{"too wide to be private", []Line{line("443", "443", text("10.0.0.0/7"))}, "", "opens port 80"},
		{"a choice", []Line{line("443", "443", chosen)}, "", "opens port 80"},
		{"unknown", []Line{line("443", "443", Hidden("a prefix list", at))}, "", "opens port 80"},
		{"no source", []Line{line("443", "443")}, "", "opens port 80"},
		{"no ports", []Line{{Groups: true, Protocol: text("tcp")}}, "other groups", ""},
		{"no network", []Line{line("443", "443", text("office"))}, "", "opens port 80"},
		{"ping", []Line{{Sources: []*Node{text("0.0.0.0/0")}, Protocol: text("icmp"), From: text("-1"), To: text("-1")}}, "", "opens port 80"},
	} {
		g := &Gate{Lines: c.lines}
		if got := g.ShutToAll(); !strings.Contains(got, c.all) || c.all == "" && got != "" {
			t.Errorf("%s: to all %q", c.name, got)
		}
		if open := g.OpenToAll(); (open != nil) != (c.name == "everybody" || c.name == "too wide to be private") {
			t.Errorf("%s: open to all %v", c.name, open)
		}
		if got := g.ShutAt(text("80")); !strings.Contains(got, c.port) || c.port == "" && got != "" {
			t.Errorf("%s: at a port %q", c.name, got)
		}
	}
	var none *Gate
	if none.ShutToAll() != "" || none.OpenToAll() != nil || none.ShutAt(text("80")) != "" || (&Gate{}).ShutAt(nil) != "" || (&Gate{}).ShutAt(text("http")) != "" {
		t.Error("what is not known is shut")
	}
}

// TestBehind: a gate is told of what has a public address, or may have one.
func TestBehind(t *testing.T) {
	open := &Gate{Lines: []Line{{Of: "web", Sources: []*Node{Text("0.0.0.0/0", here)}}}}
	for _, c := range []struct {
		gate   *Gate
		public *Node
		want   string
	}{
		{&Gate{}, scalar(true), "no rule of its security groups lets anybody in; others can be added elsewhere -"},
		{open, scalar(true), "- ?"},
		{open, Hidden("its subnet decides", here), "- ?"},
		{open, scalar(false), "- -"},
		{nil, scalar(true), "- -"},
	} {
		got := emitted(func(s *Sink, r Owner) {
			s.Behind(c.gate)
			s.Exposure(r, "machine", "x", c.public)
			if (s.Open == nil) != (c.gate.OpenToAll() == nil) {
				t.Error("the gate is forgotten")
			}
		}, "shut", "open")
		if got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

// TestOpening: the line that lets everybody in, in words.
func TestOpening(t *testing.T) {
	text := func(s string) *Node { return Text(s, here) }
	chosen := text("0.0.0.0/0")
	chosen.Others = []string{"10.0.0.0/8"}
	all := text("0.0.0.0/0")
	for want, l := range map[string]Line{
		"port 22":           {From: text("22"), To: text("22")},
		"ports 8000 to 900": {From: text("8000"), To: text("900")},
		"all ports":         {Protocol: text("-1"), From: text("0"), To: text("0")},
		"a port":            {Protocol: text("tcp"), From: Hidden("w", here), To: text("22")},
	} {
		l.Of, l.Sources = "web", []*Node{text("10.0.0.0/8"), chosen, all}
		o := (&Gate{Lines: []Line{{Sources: []*Node{all}, Protocol: text("icmp")}, l}}).OpenToAll()
		if o == nil || o.Source != all {
			t.Fatalf("%s: %+v", want, o)
		}
		if v := o.value("a.tf"); v["of"] != "web" || v["to"] != "0.0.0.0/0" || v["ports"] != want {
			t.Errorf("%v, want %s", v, want)
		}
	}
	if o := (&Gate{Lines: []Line{{From: text("0"), To: text("65535"), Sources: []*Node{all}}}}).OpenToAll(); o.ports() != "all ports" {
		t.Error(o.ports())
	}
	if o := (&Gate{Lines: []Line{{Sources: []*Node{chosen}}}}).OpenToAll(); o != nil {
		t.Errorf("what a deployment chooses is open: %+v", o)
	}
}
