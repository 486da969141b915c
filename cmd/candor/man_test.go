package main

import (
	"bytes"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// TestMan holds every page against what troff would misread, and shows one to
// man's own formatter where it is here.
func TestMan(t *testing.T) {
	a := &app{stdout: io.Discard, stderr: io.Discard, env: func(string) string { return "" }}
	pages := 0
	err := eachCommand(a.command(), func(c *cobra.Command) error {
		pages++
		page := string(manPage(c))
		for i, l := range strings.Split(page, "\n") {
			name, _, _ := strings.Cut(l, " ")
			switch {
			case !strings.HasPrefix(l, ".") && !strings.HasPrefix(l, "'"):
			case name == ".TH", name == ".SH", name == ".BR", name == ".nf", name == ".fi":
			default:
				t.Errorf("%s: line %d is no request of ours: %q", manName(c), i+1, l)
			}
		}
		if c.Short == "" {
			t.Errorf("%s says nothing of itself", c.CommandPath())
		}
		return nil
	})
	if err != nil || pages < 15 {
		t.Fatalf("%d pages, %v", pages, err)
	}
	if got := roff(".x\n'y\na\\b-c"); got != "\\&.x\n\\&'y\na\\eb\\-c" {
		t.Errorf("roff: %q", got)
	}
	if _, err := exec.LookPath("groff"); err != nil {
		return // the structure was looked at above
	}
	cmd := exec.Command("groff", "-man", "-Tascii", "-ww")
	cmd.Stdin = bytes.NewReader(manPage(a.checkCommand()))
	var warnings bytes.Buffer
	cmd.Stderr = &warnings
	if err := cmd.Run(); err != nil || warnings.Len() > 0 {
		t.Errorf("groff: %v %s", err, warnings.String())
	}
}
