package install

import (
	"strings"

	"golang.org/x/mod/module"
	"golang.org/x/mod/semver"

	"github.com/candor-dev/candor/internal/ref"
)

func pip(cmd command, in Setting) (Command, bool) {
	k := take(cmd, "-r", "--requirement", "-c", "--constraint", "-i", "--index-url", "--extra-index-url",
		"-t", "--target", "--prefix", "--root", "-f", "--find-links", "--trusted-host", "--platform",
		"--python-version", "--only-binary", "--no-binary", "--cache-dir", "--timeout", "--retries",
		"-e", "--editable", "--progress-bar", "--proxy", "--python")
	c := Command{Manager: "pip", Ecosystem: "pypi"}
	if k.sub != "install" && k.sub != "download" && k.sub != "wheel" && k.sub != "sync" {
		return c, false
	}
	if k.has("--require-hashes") {
		c.Frozen = true
		return c, true
	}
	files := k.sub == "sync"
	var targets []Word
	var named []string
	for _, f := range k.after {
		name, v, _ := strings.Cut(f, "=")
		switch name {
		case "-r", "--requirement":
			files, named = true, append(named, v)
		case "-e", "--editable":
			targets = append(targets, Word{Text: v})
		}
		if strings.HasPrefix(f, "-r") && len(f) > 2 && f[2] != '=' {
			files, named = true, append(named, f[2:])
		}
	}
	targets = append(targets, k.args...)
	if in.Read != nil && len(targets) == 0 && k.sub == "install" {
		if r := readRequirements(named, in.Read); r.Path != "" {
			c.Frozen, c.File, c.FileLine = r.Hashed, r.Path, r.Line
			return c, true
		}
	}
	if files && len(targets) == 0 {
		c.Unsure = "pip keeps to the hashes of a requirements file only where it has some, and candor can't tell from a file of the tree that it has; say --require-hashes"
		return c, true
	}
	c.Exact = len(targets) > 0 && !files
	pinned := k.has("--no-deps") && !files
	for _, t := range targets {
		local := isLocal(t.Text) || strings.HasPrefix(t.Text, ".[")
		if !local {
			c.Packages++
		}
		commit := !t.Hole && atCommit(t.Text)
		_, version, eq := strings.Cut(t.Text, "==")
		c.Exact = c.Exact && !t.Hole && (local || commit || eq && version != "" && !strings.ContainsAny(version, "*,<>"))
		pinned = pinned && (local || commit)
	}
	c.Exact = c.Exact && c.Packages > 0
	c.Frozen = pinned && len(targets) > 0
	return c, true
}

// atCommit reports whether a git URL names a whole commit:
// git+https://host/owner/name@COMMIT, with an optional fragment.
func atCommit(s string) bool {
	if i := strings.Index(s, " @ "); i >= 0 {
		s = s[i+3:]
	}
	if !strings.HasPrefix(s, "git+") {
		return false
	}
	s, _, _ = strings.Cut(s, "#")
	i := strings.LastIndexByte(s, '@')
	return i > 0 && ref.IsCommit(s[i+1:])
}

// golang reads go commands. A module at an exact version is checked against the
// checksum database, and one of the main module's requirements against go.sum.
func golang(k call) (Command, bool) {
	c := Command{Manager: "go", Ecosystem: "go"}
	switch k.sub {
	case "install", "get", "run":
		args := k.args
		if k.sub == "run" && len(args) > 1 {
			args = args[:1] // the rest are the program's own
		}
		c.Frozen, c.Exact = true, true
		for _, a := range args {
			p, version, at := strings.Cut(a.Text, "@")
			switch {
			case at:
				c.Packages++
				if a.Hole || !exactGo(version) {
					c.Frozen, c.Exact = false, false
				}
			case k.sub == "get" && !isLocal(p) && p != "all" && p != "tool":
				c.Packages++
				c.Frozen, c.Exact = false, false
			}
		}
		c.Exact = c.Exact && c.Packages > 0
		if k.has("-u") || k.sub == "get" && c.Packages > 0 && !c.Exact {
			c.Frozen = false
		}
		if k.sub == "run" && c.Packages == 0 {
			return c, k.loose()
		}
	case "build", "test", "vet", "generate":
		if !k.loose() {
			return c, false
		}
	case "mod":
		if len(k.args) == 0 || k.args[0].Text != "download" {
			return c, false
		}
		c.Frozen = true
		for _, a := range k.args[1:] {
			if _, version, at := strings.Cut(a.Text, "@"); at {
				c.Packages++
				c.Frozen = c.Frozen && !a.Hole && exactGo(version)
			}
		}
		c.Exact = c.Packages > 0 && c.Frozen
	default:
		return c, false
	}
	if k.loose() {
		c.Frozen = false
	}
	return c, true
}

// loose reports -mod=mod, which lets a build change go.mod and go.sum.
func (k call) loose() bool {
	for _, f := range k.after {
		if f == "-mod=mod" || f == "--mod=mod" || f == "-insecure" {
			return true
		}
	}
	return false
}

// exactGo reports whether a version query names one version for ever: a whole
// version, a pseudo-version or a whole commit.
func exactGo(v string) bool {
	if ref.IsCommit(v) {
		return true
	}
	return semver.IsValid(v) && (semver.Canonical(v) == v || module.IsPseudoVersion(v) ||
		strings.TrimSuffix(v, "+incompatible") == semver.Canonical(v))
}
