package analyzers

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// A module that is larger than what is held at once is a gap of every check that
// says how to have it read; the others are judged.
func TestTooLarge(t *testing.T) {
	files := map[string]string{
		"go.mod": goMod, "a/a.go": in("a", drop), "a/big.go": "package a\n\n// " + strings.Repeat("x", 1<<20) + "\n",
		"small/go.mod": strings.Replace(goMod, "deals", "small", 1), "small/a.go": in("small", drop),
	}
	o := Options{Modules: []string{".", "small"}, Env: []string{SourceVariable + "=1"}}
	out := run(t, o, files)
	var said string
	for _, f := range out.Facts {
		if !f.State.Answers() {
			said += f.At.Path + ": " + f.Reason
		}
	}
	if out.Run.State != candor.Partial || said != "go.mod: it has 2 MB of Go source, more than the 1 MB that are held at once; set CANDOR_GO_SOURCE_MB=2 where the machine has 1 GB of memory for it" {
		t.Errorf("%s: %s", out.Run.State, said)
	}
	open := 0
	for _, r := range out.Results {
		if r.At.Path == "go.mod" && r.Outcome == candor.Unknown {
			open++
		}
		if r.At.Path == "a/a.go" {
			t.Errorf("judged: %+v", r)
		}
	}
	if open == 0 {
		t.Error("no check knows of the module that was not read")
	}
	o.Env = []string{SourceVariable + "=3"}
	if out := run(t, o, files); out.Run.State != candor.Ran {
		t.Errorf("with room for it: %s %s", out.Run.State, out.Run.Reason)
	}
}

func TestSourceLimit(t *testing.T) {
	for v, want := range map[string]int64{"": defaultSource << 20, "1": 1 << 20, "64": 64 << 20, "0": -1, "-3": -1, "many": -1, "9999999999": -1} {
		got, err := sourceLimit([]string{SourceVariable + "=" + v})
		if want < 0 && err == nil || want >= 0 && (err != nil || got != want) {
			t.Errorf("%q gives %d, %v", v, got, err)
		}
	}
}
