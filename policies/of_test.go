package policies

import (
	"testing"
	"testing/fstest"
	"time"

	"github.com/candor-dev/candor"
)

// A result that points elsewhere still says where its fact stands.
func TestOf(t *testing.T) {
	const text = `# METADATA
# scope: package
# title: A
# description: A
# custom: {severity: warning, control: audit-logging, needs: [k], fix: f, version: "1"}
package user.topic.name

import data.candor.lib

results contains lib.at(lib.pass(f, "x"), f.value.at) if some f in lib.facts("k")
`
	e, err := Load(Options{User: []Dir{{Name: "own", FS: fstest.MapFS{"a.rego": {Data: []byte(text)}}}}})
	if err != nil {
		t.Fatal(err)
	}
	fact := func(path, source string, at map[string]any) candor.Fact {
		return candor.Fact{Kind: "k", Subject: path, State: candor.Observed, Value: map[string]any{"at": at}, At: candor.Location{Path: path}, From: candor.Provenance{Source: source}}
	}
	rs, _, err := e.Eval(t.Context(), []candor.Fact{
		fact("a", "a", map[string]any{"path": "z"}), fact("b", "s", map[string]any{"path": "z"}), fact("c", "s", map[string]any{"line": 3}),
	}, nil, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]string{"a": "", "b": "b", "c": ""}
	n := 0
	for _, r := range rs {
		if r.Rule != "topic/name" {
			continue
		}
		if n++; r.Of != want[r.Subject] {
			t.Errorf("%s: %q, want %q", r.Subject, r.Of, want[r.Subject])
		}
	}
	if n != 3 {
		t.Errorf("%d results", n)
	}
}
