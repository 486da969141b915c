package aws

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/aws-permissions.md anew")

// TestPage holds the documentation against the specs.
func TestPage(t *testing.T) {
	name := filepath.Join("..", "..", "docs", "aws-permissions.md")
	if *update {
		if err := os.WriteFile(name, []byte(Page()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(name)
	if err != nil || string(got) != Page() {
		t.Errorf("%s is not what the specs say (%v): go test ./collectors/aws -run TestPage -update", name, err)
	}
}

func TestPolicy(t *testing.T) {
	for _, format := range []string{"json", "cloudformation", "terraform"} {
		text, err := Policy(format)
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range Actions() {
			if !strings.Contains(text, a) {
				t.Errorf("%s lacks %s", format, a)
			}
		}
		if format != "json" && !strings.Contains(text, "sts:ExternalId") {
			t.Errorf("%s asks for no external id", format)
		}
	}
	if _, err := Policy("yaml"); err == nil {
		t.Error("a format that is none")
	}
}
