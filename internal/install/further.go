package install

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/semver"
)

// further classifies managers other than those of JavaScript, pip and Go. Where only the
// lock or the manager's own configuration could tell, it says so: a command
// that is passed over would count as one that does not exist.
func further(name string, cmd command) (Command, bool) {
	switch name {
	case "uv":
		return uv(take(cmd, "--directory", "--project", "-p", "--python", "--cache-dir", "--config-file", "--index", "--default-index",
			"--index-url", "--extra-index-url", "--extra", "--group", "--only-group", "--package", "--with", "--from"))
	case "uvx", "pipx":
		return pythonTool(name, take(cmd, "-p", "--python", "--from", "--spec", "--with", "--suffix", "--pip-args", "--index-url", "-i"))
	case "poetry":
		return byLock("poetry", "pypi", take(cmd, "-C", "--directory", "-G", "--group", "-E", "--extras", "--with", "--without", "--only", "--source"),
			subs{locked: []string{"install", "sync"}, named: []string{"add", "update"},
				why: "poetry resolves anew where there is no lock, and candor does not follow the command to its folder"})
	case "pipenv":
		return byLock("pipenv", "pypi", take(cmd, "--python", "-i", "--index"),
			subs{always: []string{"sync"}, loose: []string{"install"}, named: []string{"update", "upgrade"}, flags: []string{"--deploy"}})
	case "bundle", "bundler":
		k := take(cmd, "-j", "--jobs", "--retry", "--path", "--with", "--without", "--gemfile", "--binstubs")
		if k.sub == "" && !k.has("-v", "--version", "-h", "--help") {
			k.sub = "install"
		}
		return byLock("bundler", "gem", k,
			subs{locked: []string{"install"}, named: []string{"add", "update"}, flags: []string{"--frozen", "--deployment"},
				why: "the configuration of bundler decides whether it keeps to the lock, and candor does not read it"})
	case "gem":
		return byLock("gem", "gem", take(cmd, "-v", "--version", "-i", "--install-dir", "-n", "--bindir", "-s", "--source", "--platform"),
			subs{named: []string{"install", "i", "update"}})
	case "composer":
		return byLock("composer", "composer", take(cmd, "-d", "--working-dir"),
			subs{locked: []string{"install", "i"}, named: []string{"update", "upgrade", "u", "require", "global", "create-project"},
				why: "composer only warns where the lock is out of date, and resolves anew where there is none"})
	case "pdm":
		return byLock("pdm", "pypi", take(cmd, "-p", "--project", "-G", "--group", "-L", "--lockfile", "--venv", "-c", "--config"),
			subs{always: []string{"sync"}, loose: []string{"install"}, named: []string{"add", "update"}, flags: []string{"--frozen-lockfile", "--check"}})
	case "cargo":
		return cargo(cmd)
	}
	return Command{}, false
}

// subs are the subcommands of a manager that install something.
type subs struct {
	always []string // by the lock, or they fail
	locked []string // by the lock with one of flags; else why
	loose  []string // by the lock with one of flags; else by the manifest
	named  []string // what is named on the command line, or the newest
	flags  []string
	why    string
}

func byLock(manager, ecosystem string, k call, s subs) (Command, bool) {
	c := Command{Manager: manager, Ecosystem: ecosystem}
	bare := slices.Contains(s.locked, k.sub) || slices.Contains(s.loose, k.sub)
	switch {
	case slices.Contains(s.always, k.sub):
		c.Frozen = true
	case slices.Contains(s.named, k.sub), slices.Contains(s.loose, k.sub) && len(k.args) > 0:
		c.Packages, c.Exact = k.named(k.args)
	case bare && k.has(s.flags...):
		c.Frozen = true
	case slices.Contains(s.locked, k.sub):
		c.Unsure = s.why
	default:
		return c, bare
	}
	return c, true
}

func uv(k call) (Command, bool) {
	c := Command{Manager: "uv", Ecosystem: "pypi"}
	switch k.sub {
	case "sync":
		c.Frozen = k.has("--locked", "--frozen")
		return c, true
	case "add":
		c.Packages, c.Exact = k.named(k.args)
		return c, true
	case "tool":
		if len(k.args) > 1 && (k.args[0].Text == "install" || k.args[0].Text == "run") {
			k.sub, k.args = k.args[0].Text, k.args[1:]
			return pythonTool("uv", k)
		}
	}
	return c, false
}

// pythonTool is a program from an index, in an environment of its own: what it
// depends on is resolved when it is installed.
func pythonTool(manager string, k call) (Command, bool) {
	c := Command{Manager: manager, Ecosystem: "pypi", Global: true, Packages: 1}
	tool := k.sub
	switch {
	case manager == "uvx":
	case k.sub != "install" && k.sub != "run" && k.sub != "inject" && k.sub != "upgrade":
		return c, false
	case len(k.args) == 0:
		return c, false
	default:
		tool = k.args[0].Text
	}
	for _, f := range k.after {
		if name, v, ok := strings.Cut(f, "="); ok && (name == "--from" || name == "--spec") {
			tool = v
		}
	}
	_, version, eq := strings.Cut(tool, "==")
	c.Exact = eq && version != "" && !strings.ContainsAny(version, "*,<>") || exactPackage(tool)
	return c, tool != "" && !isLocal(tool)
}

// cargo puts the lock right by itself where the manifest asks for something
// else, except with --locked or --frozen.
func cargo(cmd command) (Command, bool) {
	if len(cmd) > 1 && strings.HasPrefix(cmd[1].Text, "+") { // a toolchain
		cmd = append(command{cmd[0]}, cmd[2:]...)
	}
	for i, w := range cmd {
		if w.Text == "--" { // the rest are the program's own
			cmd = cmd[:i]
			break
		}
	}
	k := take(cmd, "--version", "--vers", "--git", "--tag", "--rev", "--branch", "--path", "--root", "-F", "--features", "--target",
		"--target-dir", "--profile", "--registry", "--index", "-j", "--jobs", "--bin", "--example", "--config", "-Z", "-p", "--package", "--manifest-path")
	c := Command{Manager: "cargo", Ecosystem: "cargo"}
	locked := k.has("--locked", "--frozen")
	switch k.sub {
	case "fetch", "build", "b", "check", "c", "test", "t", "run", "r", "bench", "clippy", "doc", "d":
		c.Frozen = locked
		if !locked {
			c.Unsure = "cargo changes a lock that does not fit; say --locked"
		}
		return c, true
	case "add", "update":
		c.Packages, c.Exact = k.named(k.args)
		return c, true
	case "install":
		c.Global = true
		c.Packages, c.Exact = k.named(k.args)
		for _, f := range k.after {
			switch name, v, _ := strings.Cut(f, "="); name {
			case "--version", "--vers":
				c.Exact = semver.IsExact(strings.TrimPrefix(v, "="))
			case "--rev":
				c.Exact = ref.IsCommit(v)
			case "--path":
				c.Exact = true
			}
		}
		if c.Exact && locked {
			c.Unsure = "cargo only warns where what it installs was published without a lock"
		}
		return c, true
	}
	return c, false
}
