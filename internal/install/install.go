// Package install finds the commands of a shell script that install other
// people's packages, and tells whether each keeps to a lock file.
package install

import (
	"path"
	"strings"

	"github.com/candor-dev/candor/internal/ref"
)

// Command is one command that installs packages.
type Command struct {
	Text      string // manager, subcommand, flags and packages; no values of flags
	Manager   string // "npm", "pnpm", "yarn", "bun", "pip", "go", "uv", "cargo", ...
	Ecosystem string // "npm", "pypi", "go", "gem", "cargo", "composer", "nuget"
	Frozen    bool   // it installs what a lock, a hash or a checksum database fixes, or fails
	From      string // "literal": a flag or the command says so; "platform": a documented default
	Exact     bool   // every package on the command line has an exact version
	Packages  int    // packages named on the command line
	Global    bool
	// File and FileLine are the place, outside of the script, that told whether the
	// command keeps to hashes; "" when the command alone did.
	File     string
	FileLine int
	// Unsure says why Frozen could not be told; empty when it could.
	Unsure    string
	Line, Col int // 1-based, within the script
}

// Setting is what is known of the place where a script runs.
type Setting struct {
	CI bool // the environment variable CI is set, as on every hosted runner
	// LockedRestore: a project file of .NET in the tree speaks of RestoreLockedMode.
	LockedRestore bool
	// Read gives the text of a file that a command names, as seen from the folder
	// where the script starts; nil: files are not followed.
	Read func(name string) ([]byte, bool)
}

// Find returns the install commands of a script, in order.
func Find(script string, in Setting) []Command {
	return find(scan(script), in, 0)
}

// Exec returns the install commands of a command given as a list of words.
func Exec(words []string, in Setting) []Command {
	var cmd command
	for _, w := range words {
		cmd = append(cmd, Word{Text: w, Line: 1, Col: 1})
	}
	return find([]command{cmd}, in, 0)
}

func find(cmds []command, in Setting, depth int) []Command {
	var out []Command
	if moves(cmds) {
		in.Read = nil
	}
	for _, cmd := range cmds {
		cmd = cmd.bare()
		if len(cmd) == 0 {
			continue
		}
		if script, ok := cmd.inner(); ok && depth < maxDepth {
			for _, c := range find(scan(script.Text), in, depth+1) {
				if c.Line += script.Line - 1; c.Line == script.Line {
					c.Col += script.Col
				}
				out = append(out, c)
			}
			continue
		}
		if c, ok := classify(cmd, in); ok {
			c.Text = describe(cmd)
			c.Line, c.Col = cmd[0].Line, cmd[0].Col
			if c.From == "" {
				c.From = "literal"
			}
			out = append(out, c)
		}
	}
	return out
}

func isShell(word string) bool {
	switch base(word) {
	case "sh", "bash", "dash", "ash", "zsh", "ksh":
		return true
	}
	return false
}

// base is the name of a program without folder and Windows suffix.
func base(word string) string {
	b := path.Base(strings.ReplaceAll(word, `\`, "/"))
	for _, suffix := range []string{".exe", ".cmd"} {
		b = strings.TrimSuffix(b, suffix)
	}
	return b
}

// bare takes away what stands before the program: reserved words, assignments
// and wrappers such as sudo.
func (c command) bare() command {
	for len(c) > 0 {
		w := c[0].Text
		switch base(w) {
		case "if", "then", "else", "elif", "do", "while", "until", "!", "{", "}", "time", "fi", "done",
			"exec", "command", "nohup", "builtin", "corepack", "call", "&":
			c = c[1:]
			continue
		case "sudo", "env", "nice", "xargs", "cross-env", "ionice", "doas":
			c = c[1:]
			for len(c) > 0 && strings.HasPrefix(c[0].Text, "-") {
				takes := c[0].Text == "-u" || c[0].Text == "-n" || c[0].Text == "-g" || c[0].Text == "-I"
				c = c[1:]
				if takes && len(c) > 0 {
					c = c[1:]
				}
			}
			continue
		case "timeout":
			c = c[1:]
			for len(c) > 0 && (strings.HasPrefix(c[0].Text, "-") || startsWithDigit(c[0].Text)) {
				c = c[1:]
			}
			continue
		}
		if strings.HasPrefix(w, "--") {
			c = c[1:] // a flag of the Dockerfile's RUN
			continue
		}
		name, _, assigned := strings.Cut(w, "=")
		if !assigned || name == "" || strings.IndexFunc(name, func(r rune) bool { return !isName(r) }) >= 0 {
			return c
		}
		c = c[1:]
	}
	return c
}

func startsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// inner returns the script of sh -c "...".
func (c command) inner() (Word, bool) {
	if !isShell(c[0].Text) {
		return Word{}, false
	}
	for i, w := range c[1:] {
		if strings.HasPrefix(w.Text, "-") && !strings.HasPrefix(w.Text, "--") && strings.HasSuffix(w.Text, "c") && i+2 < len(c) {
			return c[i+2], true
		}
	}
	return Word{}, false
}

// describe writes a command for people. Values of flags, credentials in URLs
// and whatever looks like a secret are left out.
func describe(c command) string {
	parts := []string{base(c[0].Text)}
	hide := false
	for _, w := range c[1:] {
		t := w.Text
		flag := strings.HasPrefix(t, "-")
		switch {
		case hide && !flag:
			hide = false
			continue
		case flag:
			name, _, _ := strings.Cut(t, "=")
			hide = name == t && secretive(name)
			t = name
		case strings.Contains(t, "://"):
			t = withoutCredentials(t)
		case strings.ContainsAny(t, "=") && secretive(t):
			continue
		}
		parts = append(parts, t)
	}
	return ref.Printable(strings.Join(parts, " "))
}

func secretive(s string) bool {
	s = strings.ToLower(s)
	for _, word := range []string{"token", "auth", "pass", "secret", "otp", "key", "cred", "index-url", "registry"} {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}

// withoutCredentials drops user, password and query of a URL.
func withoutCredentials(s string) string {
	scheme, rest, _ := strings.Cut(s, "://")
	rest, _, _ = strings.Cut(rest, "?")
	host, p, _ := strings.Cut(rest, "/")
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		host = host[i+1:]
	}
	if p != "" {
		p = "/" + p
	}
	return scheme + "://" + host + p
}

// Value returns the value of a ci.install fact. where is "workflow" or "dockerfile".
func (c Command) Value(where string) map[string]any {
	return map[string]any{
		"ecosystem": c.Ecosystem, "manager": c.Manager, "cmd": c.Text, "frozen": c.Frozen, "from": c.From,
		"exact": c.Exact, "packages": c.Packages, "global": c.Global, "where": where,
		"file": ref.Printable(c.File), "file_line": c.FileLine,
	}
}

// Mentions reports whether the text names a package manager at all: whether a
// script in a language that is not shell could hide an install command.
func Mentions(script string) bool {
	for _, f := range strings.FieldsFunc(script, func(r rune) bool { return !isName(r) && r != '-' }) {
		switch f {
		case "npm", "npx", "pnpm", "yarn", "bun", "bunx", "pip", "pip3",
			"uv", "uvx", "pipx", "poetry", "pipenv", "pdm", "gem", "bundler", "composer", "cargo", "nuget", "dotnet", "msbuild":
			return true
		}
	}
	return false
}
