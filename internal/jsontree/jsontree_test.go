package jsontree

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	d, err := Parse([]byte("{\n \"a\": {\"b\": [1, \"x\", true, null]},\n\n \"c\": \"\\u00fc\"}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if d.Root.Str("c") != "ü" || d.Line(d.Root.Get("c").Offset) != 4 || d.Line(d.Root.Get("a", "b").Offset) != 2 {
		t.Errorf("lines %d %d", d.Line(d.Root.Get("c").Offset), d.Line(d.Root.Get("a", "b").Offset))
	}
	got := ""
	for _, x := range d.Root.List("a", "b") {
		got += x.Text + ","
	}
	if got != "1,x,true,," || strings.Join(d.Root.Names(), "") != "ac" {
		t.Errorf("items %s", got)
	}
	var n *Node
	if n.Get("x") != nil || n.Str() != "" || n.List() != nil || n.Names() != nil {
		t.Error("nil holds something")
	}
}

func TestRefused(t *testing.T) {
	for src, line := range map[string]int{
		"": 1, "{\n\"a\": 1,\n": 3, "{\"a\": 1,\n\"a\": 2}": 2, "{}\n{}": 2, "{\n\"a\": x}": 2, strings.Repeat("[", 5000): 1,
	} {
		if _, err := Parse([]byte(src)); err == nil || err.Line != line || err.Reason == "" {
			t.Errorf("%.30q: %v", src, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`{"a": [1, {"b": null}]}`)
	f.Fuzz(func(t *testing.T, src string) {
		if _, err := Parse([]byte(src)); err == nil && !json.Valid([]byte(src)) {
			t.Errorf("%q is accepted", src)
		}
	})
}
