package candor

import (
	"runtime/debug"
	"testing"
)

func TestCommitOf(t *testing.T) {
	vcs := func(revision, modified string) []debug.BuildSetting {
		return []debug.BuildSetting{{Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: revision}, {Key: "vcs.modified", Value: modified}}
	}
	for _, c := range []struct {
		name, main, want string
		settings         []debug.BuildSetting
	}{
		{"a checkout", "(devel)", "44bb8f3c1d2e", vcs("44bb8f3c1d2e", "false")},
		{"a checkout with changes", "v0.0.0-20261122043532-0123456789ab+dirty", "44bb8f3c1d2e+dirty", vcs("44bb8f3c1d2e", "true")},
		{"go install of a commit", "v0.0.0-20261122043532-44bb8f3c1d2e", "44bb8f3c1d2e", nil},
		{"go install after a tag", "v0.1.1-0.20261122043532-44bb8f3c1d2e", "44bb8f3c1d2e", nil},
		{"go install of a tag", "v0.1.0", "", nil},
		{"a tag with words", "v0.1.0-rc-1", "", nil},
		{"a test", "", "", nil},
	} {
		info := &debug.BuildInfo{Settings: c.settings}
		info.Main.Version = c.main
		if got := commitOf(info); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := (Tool{Version: "1", Commit: "ab"}).String(); got != "1 (commit ab)" {
		t.Error(got)
	}
}

func TestProgram(t *testing.T) {
	vcs := []debug.BuildSetting{{Key: "vcs.revision", Value: "44bb8f3c1d2e"}}
	for _, c := range []struct {
		name, main, stamped string
		settings            []debug.BuildSetting
		version, module     string
	}{
		{"a release", "v0.0.0-20261122043532-44bb8f3c1d2e", "1.2.3", vcs, "1.2.3", "v1.2.3"},
		{"go install of a tag", "v1.2.3", "0.1.0-dev", nil, "1.2.3", "v1.2.3"},
		{"go install of a commit", "v0.0.0-20261122043532-44bb8f3c1d2e", "0.1.0-dev", nil, "0.1.0-dev", "v0.0.0-20261122043532-44bb8f3c1d2e"},
		{"a checkout", "v0.0.0-20261122043532-44bb8f3c1d2e+dirty", "0.1.0-dev", vcs, "0.1.0-dev", ""},
		{"a checkout at a tag", "v1.2.3", "0.1.0-dev", vcs, "0.1.0-dev", ""},
		{"a test", "(devel)", "0.1.0-dev", nil, "0.1.0-dev", ""},
	} {
		info := &debug.BuildInfo{Settings: c.settings}
		info.Main.Version = c.main
		got := programOf(c.stamped, info)
		if got.Version != c.version || got.Module(info) != c.module {
			t.Errorf("%s: %+v, and go install takes %q", c.name, got, got.Module(info))
		}
	}
}
