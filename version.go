package candor

import (
	"runtime/debug"
	"slices"
	"strings"
)

// Version is the version of candor that is written into reports and evidence.
// A release build sets it with -ldflags "-X github.com/candor-dev/candor.Version=...".
var Version = "0.1.0-dev"

// Program is the program that runs: its version, and the commit that it was
// built from, as the Go command wrote it into the binary. A test has no commit.
func Program() Tool {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return Tool{Version: Version}
	}
	return programOf(Version, info)
}

// programOf tells the release of what go install built from a tag, too: such a
// program has no stamp but the version of its module.
func programOf(stamped string, info *debug.BuildInfo) Tool {
	t := Tool{Version: stamped, Commit: commitOf(info)}
	if v := t.Module(info); strings.HasSuffix(stamped, "-dev") && t.Commit == "" && v != "" {
		t.Version = strings.TrimPrefix(v, "v")
	}
	return t
}

// Module is the version of candor's module that go install has to be given to get
// another program of this build ("v1.2.3"), or "" for the build of a checkout,
// which no such version names.
func (t Tool) Module(info *debug.BuildInfo) string {
	switch checkout := slices.ContainsFunc(info.Settings, func(s debug.BuildSetting) bool { return s.Key == "vcs.revision" }); {
	case !checkout && strings.HasPrefix(info.Main.Version, "v"):
		return info.Main.Version
	case !strings.HasSuffix(t.Version, "-dev"):
		return "v" + t.Version
	}
	return ""
}

// commitOf is the whole commit of a build in a checkout, with "+dirty" where its
// files differed, or the first digits that a module version ends in; "" where
// neither is known.
func commitOf(info *debug.BuildInfo) string {
	commit, dirty := "", false
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			commit = s.Value
		case "vcs.modified":
			dirty = s.Value == "true"
		}
	}
	if commit == "" {
		// v0.0.0-20261122043532-44bb8f3c1d2e: what go install makes of a commit
		// without a tag.
		parts := strings.Split(info.Main.Version, "-")
		if last := parts[len(parts)-1]; len(parts) > 2 && len(last) == 12 && strings.Trim(last, "0123456789abcdef") == "" {
			return last
		}
		return ""
	}
	if dirty {
		commit += "+dirty"
	}
	return commit
}

// String is the version with its commit: "0.1.0 (commit 44bb8f3...)".
func (t Tool) String() string {
	if t.Commit == "" {
		return t.Version
	}
	return t.Version + " (commit " + t.Commit + ")"
}
