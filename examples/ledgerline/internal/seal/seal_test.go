package seal

import (
	"strings"
	"testing"
)

func TestSealIsBoundToItsOwner(t *testing.T) {
	box, err := New(strings.Repeat("5a", 32))
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := box.Seal("whsec_example", "org-a")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := box.Open(sealed, "org-a"); err != nil || got != "whsec_example" {
		t.Fatalf("Open = %q, %v", got, err)
	}
	if _, err := box.Open(sealed, "org-b"); err == nil {
		t.Fatal("another organization opened the secret")
	}
}
