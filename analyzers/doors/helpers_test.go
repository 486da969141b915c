package doors

import (
	"bytes"
	"encoding/gob"
	"os"
	"testing"
)

func encode(t *testing.T, f Fragment) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(f); err != nil {
		t.Fatalf("encode the fragment of %s: %v", f.Path, err)
	}
	return b.Bytes()
}

func decode(t *testing.T, b []byte) Fragment {
	t.Helper()
	var f Fragment
	if err := gob.NewDecoder(bytes.NewReader(b)).Decode(&f); err != nil {
		t.Fatalf("decode a fragment: %v", err)
	}
	return f
}

func readPart(t *testing.T, name string, n int) []byte {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return b[:min(n, len(b))]
}
