package iac

import "testing"

// TestKeyWithoutSwitch: what AWS makes of a key without the switch, or of one
// whose name is misspelt, can't be told.
func TestKeyWithoutSwitch(t *testing.T) {
	at := Place{Path: "t.yaml"}
	entry := func(key, v string) *Node {
		return &Node{Kind: Map, At: at, Entries: []Entry{{Key: key, At: at, Node: Text(v, at)}}}
	}
	spec := StoreSpec{Service: "docdb", Enabled: "StorageEncrypted", Key: "KmsKeyId", Absent: Off}
	if on, _ := spec.read(entry("KmsKeyId", "k"), at); on.Kind != Unknown {
		t.Errorf("a key without the switch: %+v", on)
	}
	if on, _ := spec.read(entry("Other", "k"), at); on.V != false {
		t.Errorf("neither: %+v", on)
	}
	if _, key := spec.read(entry("KMSKeyId", "k"), at); key == nil || key.Kind != Unknown {
		t.Errorf("a misspelt key: %+v", key)
	}
}

// TestLongText: a text made of itself stops growing.
func TestLongText(t *testing.T) {
	part := Text(string(make([]byte, maxText)), Place{})
	var b Builder
	for range 100 {
		b.Add(part, "x")
		b.Lit("y")
	}
	if b.raw.Len() > 3*maxText || b.Node(Place{}).Kind != Unknown {
		t.Errorf("%d bytes", b.raw.Len())
	}
}
