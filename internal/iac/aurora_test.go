package iac

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// TestByAge: only clusters of Aurora, or what may be one, are told by their age.
func TestByAge(t *testing.T) {
	at := Place{Path: "t.yaml"}
	hole := &Node{Kind: Pattern, V: "aurora-*", Raw: "aurora-${Kind}", At: at}
	for _, c := range []struct {
		engine *Node
		want   string
	}{
		{nil, ""},
		{Text("postgres", at), ""},
		{Text("aurora-mysql", at), auroraDate},
		{Text("Aurora", at), auroraDate},
		{hole, auroraDate},
		{&Node{Kind: Pattern, V: "mysql*", Raw: "mysql${V}", At: at}, ""},
		{&Node{Kind: Pattern, V: "*-mysql", Raw: "${Kind}-mysql", At: at}, "its engine can't be told"},
		{Hidden("parameter Engine has no default", at), "its engine can't be told"},
	} {
		if got := byAge(c.engine); !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%+v: %q", c.engine, got)
		}
	}
}

// TestAuroraOf: a switch that is on, and a key without the switch, stay what they are.
func TestAuroraOf(t *testing.T) {
	at := Place{Path: "t.yaml"}
	spec := StoreSpec{Service: "rds", Enabled: "StorageEncrypted", Key: "KmsKeyId", Absent: Off}
	for _, c := range []struct {
		props  map[string]any
		on     string // kind of the value
		kms    any
		reason string
	}{
		{map[string]any{"StorageEncrypted": true}, "known", false, ""},
		{map[string]any{}, "unknown", false, "StorageEncrypted is not set: Aurora encrypts every cluster made since 18 February 2026"},
		{map[string]any{"StorageEncrypted": false}, "unknown", false, "StorageEncrypted is false, which leaves out keys of KMS alone: Aurora"},
		{map[string]any{"StorageEncrypted": false, "KmsKeyId": "k"}, "unknown", true, "StorageEncrypted is false"},
	} {
		p := &Node{Kind: Map, At: at}
		for k, v := range c.props {
			p.Entries = append(p.Entries, Entry{Key: k, At: at, Node: &Node{Kind: Scalar, V: v, From: "literal", At: at}})
		}
		var facts []candor.Fact
		s := Sink{Emit: func(f candor.Fact) { facts = append(facts, f) }}
		s.AuroraOf("AWS::RDS::DBCluster", "Db", at, p, spec, Text("aurora-mysql", at))
		if len(facts) != 1 {
			t.Fatalf("%d facts", len(facts))
		}
		v := candor.Plain(facts[0].Value).(map[string]any)
		on, kms := v["encrypted"].(map[string]any), v["kms"].(map[string]any)
		why, _ := on["why"].(string)
		if on["k"] != c.on || kms["v"] != c.kms || !strings.HasPrefix(why, c.reason) {
			t.Errorf("%v: %v %v", c.props, on, kms)
		}
	}
}
