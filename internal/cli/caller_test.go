package cli

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

func TestAgree(t *testing.T) {
	const commit = "44bb8f3c1d2e5a6b7c8d9e0f1a2b3c4d5e6f7a8b"
	for _, c := range []struct {
		name        string
		own, caller candor.Tool
		want        string // "", "warned" or "refused"
	}{
		{"called by itself", candor.Tool{Version: "1.2.3", Commit: commit}, candor.Tool{}, ""},
		{"one release", candor.Tool{Version: "1.2.3", Commit: commit}, candor.Tool{Version: "1.2.3", Commit: commit}, ""},
		{"another release", candor.Tool{Version: "1.2.3", Commit: commit}, candor.Tool{Version: "1.2.4", Commit: commit}, "refused"},
		{"a release and a checkout", candor.Tool{Version: "1.2.3", Commit: commit}, candor.Tool{Version: "0.1.0-dev", Commit: commit}, "refused"},
		{"one archive, one go install", candor.Tool{Version: "1.2.3", Commit: ""}, candor.Tool{Version: "1.2.3", Commit: commit}, ""},
		{"one tree", candor.Tool{Version: "0.1.0-dev", Commit: commit}, candor.Tool{Version: "0.1.0-dev", Commit: commit}, ""},
		{"one tree with changes", candor.Tool{Version: "0.1.0-dev", Commit: commit + "+dirty"}, candor.Tool{Version: "0.1.0-dev", Commit: commit + "+dirty"}, ""},
		{"before and after a change", candor.Tool{Version: "0.1.0-dev", Commit: commit}, candor.Tool{Version: "0.1.0-dev", Commit: commit + "+dirty"}, "warned"},
		{"before and after a commit", candor.Tool{Version: "0.1.0-dev", Commit: commit}, candor.Tool{Version: "0.1.0-dev", Commit: "0" + commit}, "warned"},
		{"go run, which stamps nothing", candor.Tool{Version: "0.1.0-dev", Commit: commit}, candor.Tool{Version: "0.1.0-dev", Commit: ""}, ""},
		{"a module's short commit", candor.Tool{Version: "0.1.0-dev", Commit: commit}, candor.Tool{Version: "0.1.0-dev", Commit: commit[:12]}, ""},
	} {
		warning, err := agree(c.own, c.caller, "/bin/second")
		got := ""
		switch {
		case err != nil:
			got = "refused"
		case warning != "":
			got = "warned"
		}
		if got != c.want || strings.Contains(warning, "\n") {
			t.Errorf("%s: %q, want %q (%s %v)", c.name, got, c.want, warning, err)
		}
	}
}

// TestCaller: what one program says of itself the other one reads, once.
func TestCaller(t *testing.T) {
	t.Setenv(callerVariable, "left over from another run")
	b := candor.Tool{Version: "1.2.3", Commit: "abc+dirty"}
	env := calling(b, os.Environ())
	set := slices.DeleteFunc(env, func(e string) bool { return !strings.HasPrefix(e, callerVariable+"=") })
	if len(set) != 1 {
		t.Fatal(set)
	}
	_, v, _ := strings.Cut(set[0], "=")
	t.Setenv(callerVariable, v)
	if got, err := TakeCaller(); err != nil || got != b {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := TakeCaller(); err != nil || got != (candor.Tool{}) || os.Getenv(callerVariable) != "" {
		t.Errorf("%+v, %v: it is handed on", got, err)
	}
}
