package pgparse

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// With CGO_ENABLED=0, which is how the README builds candor, no C is compiled:
// the module that the types of the syntax tree come from holds the parser in C,
// too, and a build with cgo compiles and links it although nothing calls it.
func TestNoC(t *testing.T) {
	list := func(env ...string) string {
		cmd := exec.Command("go", append([]string{"list", "-deps", "-f", "{{if or .CgoFiles .CFiles}}{{.ImportPath}}{{end}}"}, "github.com/candor-dev/candor/cmd/candor")...)
		cmd.Env = append(os.Environ(), env...)
		out, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(string(out))
	}
	if got := list("CGO_ENABLED=0"); got != "" {
		t.Errorf("packages with C:\n%s", got)
	}
}
