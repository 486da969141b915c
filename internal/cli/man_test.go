package cli

import "testing"

func TestRoff(t *testing.T) {
	if got := roff(".x\n'y\na\\b-c"); got != "\\&.x\n\\&'y\na\\eb\\-c" {
		t.Errorf("roff: %q", got)
	}
}
