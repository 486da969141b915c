package install

import (
	"slices"
	"strings"
)

// dotnet classifies commands that fetch packages of .NET; false for another program.
func dotnet(name string, cmd command, in Setting) (Command, bool) {
	c := Command{Manager: name, Ecosystem: "nuget"}
	switch name {
	case "nuget":
		k := take(cmd, "-Version", "-OutputDirectory", "-Source", "-ConfigFile", "-Framework", "-SolutionDirectory", "-PackagesDirectory", "-Verbosity", "-MSBuildPath", "-MSBuildVersion")
		switch strings.ToLower(k.sub) {
		case "restore":
			return c.restore(k.flag("-lockedmode"), in), true
		case "install":
			c.Packages = len(k.args)
			c.Exact = k.value("-version") != ""
			if len(k.args) > 0 && strings.HasSuffix(strings.ToLower(k.args[0].Text), "packages.config") {
				// The list holds every package with its version, dependencies as well.
				c.Packages, c.Exact, c.Frozen = 0, true, true
			}
			return c, true
		}
	case "msbuild":
		target, locked := false, false
		for _, w := range cmd[1:] {
			f := strings.ToLower(strings.TrimLeft(w.Text, "/-"))
			target = target || f == "t:restore" || f == "target:restore" || f == "restore" || f == "r"
			locked = locked || f == "p:restorelockedmode=true" || f == "property:restorelockedmode=true"
		}
		return c.restore(locked, in), target
	case "dotnet":
		k := take(cmd, "-v", "--version", "-s", "--source", "-f", "--framework", "--configfile", "-r", "--runtime", "--tool-path", "--packages", "--verbosity")
		words := append([]Word{{Text: k.sub}}, k.args...)
		is := func(i int, s string) bool { return i < len(words) && words[i].Text == s }
		switch {
		case k.sub == "restore":
			locked := k.has("--locked-mode") || slices.ContainsFunc(k.after, func(f string) bool {
				return strings.EqualFold(strings.TrimLeft(f, "-/"), "p:RestoreLockedMode=true")
			})
			return c.restore(locked, in), true
		case is(0, "add") && (is(1, "package") || is(2, "package")), is(0, "package") && is(1, "add"):
			c.Packages, c.Exact = 1, exactNuGet(k.value("-v")+k.value("--version"))
			return c, true
		case is(0, "tool") && (is(1, "install") || is(1, "update")):
			c.Packages, c.Exact, c.Global = 1, exactNuGet(k.value("--version")), k.has("-g", "--global")
			return c, true
		case is(0, "tool") && is(1, "restore"): // exact versions of the tools' manifest, each whole in itself
			c.Exact, c.Frozen = true, true
			return c, true
		}
	}
	return c, false
}

// restore is a restore of a project: by its lock alone where the command says
// so, and perhaps where a project file of the tree does.
func (c Command) restore(locked bool, in Setting) Command {
	c.Frozen = locked
	if !locked && in.LockedRestore {
		c.Unsure = "a project file of the tree speaks of RestoreLockedMode, and whether it holds here candor does not tell; say --locked-mode"
	}
	return c
}

// exactNuGet reports whether a version is none that floats.
func exactNuGet(v string) bool { return v != "" && !strings.ContainsAny(v, "*[(,") }

// flag reports whether a flag is given, in any case of letters.
func (k call) flag(name string) bool {
	return slices.ContainsFunc(k.after, func(f string) bool { return strings.EqualFold(f, name) })
}

// value is the value of a flag, in any case of letters, or "".
func (k call) value(name string) string {
	for _, f := range k.after {
		if n, v, ok := strings.Cut(f, "="); ok && strings.EqualFold(n, name) {
			return v
		}
	}
	return ""
}
