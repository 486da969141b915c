package install

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/semver"
)

// call is a command of a package manager, taken apart.
type call struct {
	sub   string   // the subcommand, "" when there is none
	args  []Word   // the words behind the subcommand that are no flags
	after []string // flags in order, with their values joined by "="
}

// classify tells what a command installs; false when it installs nothing.
func classify(c command, in Setting) (Command, bool) {
	name := base(c[0].Text)
	switch {
	case c[0].Hole:
		return dynamic(c)
	case name == "npm":
		return npm(take(c, "--prefix", "-C", "--workspace", "-w", "--cache", "--loglevel", "--userconfig", "--registry", "--tag", "--omit", "--include"))
	case name == "npx":
		return runner("npm", take(c, "--cache", "-p", "--package", "-c", "--call"), false)
	case name == "pnpm":
		return pnpm(take(c, "--filter", "-F", "-C", "--dir", "--prefix", "--store-dir", "--registry", "--reporter", "--loglevel"), in)
	case name == "pnpx":
		return runner("pnpm", take(c), true)
	case name == "yarn" || name == "yarnpkg":
		return yarn(take(c, "--cwd", "--network-timeout", "--cache-folder", "--registry", "--mutex", "--modules-folder"), in)
	case name == "bun":
		return bun(take(c, "--cwd", "--filter", "--registry", "--cache-dir"))
	case name == "bunx":
		return runner("bun", take(c), false)
	case name == "pip" || strings.HasPrefix(name, "pip") && strings.Trim(name[3:], "0123456789.") == "":
		return pip(c, in)
	case (name == "py" || strings.HasPrefix(name, "python")) && len(c) > 3 && c[1].Text == "-m" && c[2].Text == "pip":
		return pip(c[2:], in)
	case name == "uv" && len(c) > 2 && c[1].Text == "pip":
		return pip(c[1:], Setting{}) // uv takes what has no hash beside what has one
	case name == "go":
		return golang(take(c, "-C"))
	case name == "nuget" || name == "msbuild" || name == "dotnet":
		return dotnet(name, c, in)
	}
	return further(name, c)
}

// take splits a command into subcommand, flags and arguments. valued are the
// flags whose value is the next word.
func take(c command, valued ...string) call {
	var k call
	for i := 1; i < len(c); i++ {
		w := c[i]
		switch {
		case strings.HasPrefix(w.Text, "-") && w.Text != "-" && w.Text != "--":
			text := w.Text
			if slices.Contains(valued, w.Text) && i+1 < len(c) {
				i++
				text += "=" + c[i].Text
			}
			k.after = append(k.after, text)
		case w.Text == "--":
		case k.sub == "":
			k.sub = w.Text
		default:
			k.args = append(k.args, w)
		}
	}
	return k
}

// has reports whether one of the flags is given and not switched off.
func (k call) has(names ...string) bool {
	for _, f := range k.after {
		name, v, _ := strings.Cut(f, "=")
		if slices.Contains(names, name) {
			return v != "false" && v != "0"
		}
	}
	return false
}

// off reports whether one of the flags is given with a value that switches it off.
func (k call) off(names ...string) bool {
	for _, f := range k.after {
		name, v, _ := strings.Cut(f, "=")
		if slices.Contains(names, name) && (v == "false" || v == "0") {
			return true
		}
	}
	return false
}

// dynamic is a command whose program is itself an expansion: "$PM install". Where
// what it does is one, too, the name of the variable must speak of a manager.
func dynamic(c command) (Command, bool) {
	if c[0].Text != "*" || len(c) < 2 {
		return Command{}, false
	}
	found := Command{Manager: "", Ecosystem: "npm", Unsure: "the package manager is chosen when the script runs"}
	switch c[1].Text {
	case "install", "ci", "i", "add":
		return found, true
	case "*":
		return found, len(c) == 2 && (c[0].Name == "" || ofManager(c[0].Name))
	}
	return Command{}, false
}

// ofManager reports whether the name of a variable speaks of a package manager.
func ofManager(name string) bool {
	low := strings.ToLower(name)
	for _, w := range []string{"pm", "pkg", "pack", "manager", "yarn", "pip", "install", "bundle", "cargo", "runner"} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// named counts the packages on a command line and tells whether every one has
// an exact version.
func (k call) named(args []Word) (n int, exact bool) {
	exact = true
	for _, a := range args {
		if isLocal(a.Text) {
			continue
		}
		n++
		exact = exact && !a.Hole && exactPackage(a.Text)
	}
	return n, exact && n > 0
}

// isLocal reports whether a package is a folder or file of the tree.
func isLocal(s string) bool {
	return s == "." || s == ".." || strings.HasPrefix(s, "./") || strings.HasPrefix(s, "../") ||
		strings.HasPrefix(s, "/") || strings.HasPrefix(s, "file:")
}

// exactPackage reads "name@1.2.3", "@scope/name@1.2.3" and a git URL with a commit.
func exactPackage(s string) bool {
	if source, commit, ok := strings.Cut(s, "#"); ok {
		return ref.IsCommit(commit) && isGit(source)
	}
	i := strings.LastIndexByte(s, '@')
	return i > 0 && semver.IsExact(s[i+1:])
}

// isGit reports whether a source is a git repository, of which alone a fragment
// names a commit: a URL of one, "github:owner/name", or "owner/name".
func isGit(s string) bool {
	if i := strings.LastIndex(s, "@git"); i > 0 { // name@git+https://...
		s = s[i+1:]
	}
	for _, p := range []string{"git+", "git:", "git@", "github:", "gitlab:", "bitbucket:", "gist:"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return strings.HasSuffix(s, ".git") || !strings.Contains(s, ":") && strings.Count(s, "/") == 1
}
