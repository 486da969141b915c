// Package mantest holds the manual of a program against what troff would misread.
package mantest

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/candor-dev/candor/internal/cli"
)

// Check looks at every page of the manual, and shows the root's to man's own
// formatter where it is here. It gives the number of pages.
func Check(t *testing.T, root *cobra.Command) int {
	t.Helper()
	pages := 0
	err := cli.EachPage(root, func(name string, page []byte) error {
		pages++
		for i, l := range strings.Split(string(page), "\n") {
			request, _, _ := strings.Cut(l, " ")
			switch {
			case !strings.HasPrefix(l, ".") && !strings.HasPrefix(l, "'"):
				if strings.HasSuffix(l, `\- `) {
					t.Errorf("%s says nothing of itself", name)
				}
			case request == ".TH", request == ".SH", request == ".BR", request == ".nf", request == ".fi":
			default:
				t.Errorf("%s: line %d is no request of ours: %q", name, i+1, l)
			}
		}
		if name == root.Name() {
			format(t, page)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
	return pages
}

func format(t *testing.T, page []byte) {
	t.Helper()
	if _, err := exec.LookPath("groff"); err != nil {
		return // the structure was looked at
	}
	cmd := exec.Command("groff", "-man", "-Tascii", "-ww")
	cmd.Stdin = bytes.NewReader(page)
	var warnings bytes.Buffer
	cmd.Stderr = &warnings
	if err := cmd.Run(); err != nil || warnings.Len() > 0 {
		t.Errorf("groff: %v %s", err, warnings.String())
	}
}
