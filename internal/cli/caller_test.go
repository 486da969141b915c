package cli

import (
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

func TestAgree(t *testing.T) {
	const commit = "44bb8f3c1d2e5a6b7c8d9e0f1a2b3c4d5e6f7a8b"
	for _, c := range []struct {
		name        string
		own, caller Build
		want        string // "", "warned" or "refused"
	}{
		{"called by itself", Build{"1.2.3", commit}, Build{}, ""},
		{"one release", Build{"1.2.3", commit}, Build{"1.2.3", commit}, ""},
		{"another release", Build{"1.2.3", commit}, Build{"1.2.4", commit}, "refused"},
		{"a release and a checkout", Build{"1.2.3", commit}, Build{"0.1.0-dev", commit}, "refused"},
		{"one archive, one go install", Build{"1.2.3", ""}, Build{"1.2.3", commit}, ""},
		{"one tree", Build{"0.1.0-dev", commit}, Build{"0.1.0-dev", commit}, ""},
		{"one tree with changes", Build{"0.1.0-dev", commit + "+dirty"}, Build{"0.1.0-dev", commit + "+dirty"}, ""},
		{"before and after a change", Build{"0.1.0-dev", commit}, Build{"0.1.0-dev", commit + "+dirty"}, "warned"},
		{"before and after a commit", Build{"0.1.0-dev", commit}, Build{"0.1.0-dev", "0" + commit}, "warned"},
		{"go run, which stamps nothing", Build{"0.1.0-dev", commit}, Build{"0.1.0-dev", ""}, ""},
		{"a module's short commit", Build{"0.1.0-dev", commit}, Build{"0.1.0-dev", commit[:12]}, ""},
	} {
		warning, err := c.own.agree(c.caller, "/bin/second")
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
	b := Build{"1.2.3", "abc+dirty"}
	env := b.Calling(os.Environ())
	set := slices.DeleteFunc(env, func(e string) bool { return !strings.HasPrefix(e, callerVariable+"=") })
	if len(set) != 1 {
		t.Fatal(set)
	}
	_, v, _ := strings.Cut(set[0], "=")
	t.Setenv(callerVariable, v)
	if got, err := TakeCaller(); err != nil || got != b {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := TakeCaller(); err != nil || got != (Build{}) || os.Getenv(callerVariable) != "" {
		t.Errorf("%+v, %v: it is handed on", got, err)
	}
}

func TestBuild(t *testing.T) {
	vcs := []debug.BuildSetting{{Key: "vcs.revision", Value: "44bb8f3c1d2e"}}
	for _, c := range []struct {
		name, main      string
		tool            candor.Tool
		settings        []debug.BuildSetting
		version, module string
	}{
		{"a release", "v0.0.0-20261122043532-44bb8f3c1d2e", candor.Tool{Version: "1.2.3", Commit: "44bb8f3c1d2e"}, vcs, "1.2.3", "v1.2.3"},
		{"go install of a tag", "v1.2.3", candor.Tool{Version: "0.1.0-dev"}, nil, "1.2.3", "v1.2.3"},
		{"go install of a commit", "v0.0.0-20261122043532-44bb8f3c1d2e", candor.Tool{Version: "0.1.0-dev", Commit: "44bb8f3c1d2e"}, nil, "0.1.0-dev", "v0.0.0-20261122043532-44bb8f3c1d2e"},
		{"a checkout", "v0.0.0-20261122043532-44bb8f3c1d2e+dirty", candor.Tool{Version: "0.1.0-dev", Commit: "44bb8f3c1d2e"}, vcs, "0.1.0-dev", ""},
		{"a checkout at a tag", "v1.2.3", candor.Tool{Version: "0.1.0-dev", Commit: "44bb8f3c1d2e"}, vcs, "0.1.0-dev", ""},
		{"a test", "(devel)", candor.Tool{Version: "0.1.0-dev"}, nil, "0.1.0-dev", ""},
	} {
		info := &debug.BuildInfo{Settings: c.settings}
		info.Main.Version = c.main
		if got := buildOf(c.tool, info); got.Version != c.version || got.Commit != c.tool.Commit {
			t.Errorf("%s: %+v", c.name, got)
		}
		if got := moduleOf(c.tool, info); got != c.module {
			t.Errorf("%s: go install takes %q, want %q", c.name, got, c.module)
		}
	}
}
