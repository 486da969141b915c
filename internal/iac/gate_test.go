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

// TestOpeningNamed: a line for administration is named before one that serves.
func TestOpeningNamed(t *testing.T) {
	at := Place{}
	line := func(of, port, source string) Line {
		n := Text(port, at)
		return Line{Of: of, Sources: []*Node{Text(source, at)}, Protocol: Text("tcp", at), From: n, To: n}
	}
	for _, c := range []struct {
		name   string
		lines  []Line
		of     string
		serves bool
	}{
		{"the web", []Line{line("web", "443", "0.0.0.0/0"), line("more", "80", "0.0.0.0/0"), line("in", "22", "10.0.0.0/8")}, "web", true},
		{"administration", []Line{line("web", "443", "0.0.0.0/0"), line("admin", "22", "0.0.0.0/0")}, "admin", false},
		{"an office", []Line{line("web", "443", "0.0.0.0/0"), line("office", "22", "203.0.113.7/32")}, "web", true},
		{"an address", []Line{line("web", "443", "0.0.0.0/0"), {Of: "x", Sources: []*Node{{Kind: Pattern, V: "*/32", Raw: "${Ip}/32"}}, Protocol: Text("-1", at)}}, "web", true},
		{"a network of somebody", []Line{line("web", "443", "0.0.0.0/0"), {Of: "x", Sources: []*Node{Hidden("no default", at)}, Protocol: Text("-1", at)}}, "web", false},
		{"a group", []Line{line("web", "443", "0.0.0.0/0"), {Of: "self", Groups: true, Protocol: Text("-1", at)}}, "web", true},
		{"nobody knows whom", []Line{line("web", "443", "0.0.0.0/0"), {Of: "x", Protocol: Text("-1", at)}}, "web", false},
	} {
		open := (&Gate{Lines: c.lines}).OpenToAll()
		if open == nil || open.Of != c.of || open.Serves != c.serves {
			t.Errorf("%s: %+v", c.name, open)
		}
	}
}

// TestUsers: a port that can't be told leaves nothing to say of who listens.
func TestUsers(t *testing.T) {
	at := Place{}
	u := &Users{}
	if u.Some() != nil || !u.Add("a", true, Text("80", at), Text("80", at)) || !u.Add("f", true) || u.Some() == nil {
		t.Fatal("two of them")
	}
	if v := u.value(); len(v["ports"].([]any)) != 1 || len(v["of"].([]any)) != 2 || v["private"] != true {
		t.Error(v)
	}
	if u.Add("x", true, Hidden("no default", at)) || u.Add("y", true, EnginePort(nil, Text("oracle-se", at), at)) {
		t.Error("a port that can't be told")
	}
	if n, _ := whole(EnginePort(nil, Text("postgres", at), at)); n != 5432 {
		t.Error(n)
	}
	if n, _ := whole(EnginePort(Text("6000", at), nil, at)); n != 6000 {
		t.Error(n)
	}
	if !Surely(&Node{Kind: Scalar, V: true}, true) || Surely(Hidden("x", at), false) {
		t.Error("surely")
	}
}
