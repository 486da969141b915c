package scan

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestLinks(t *testing.T) {
	const hub = "https://github.com/example/ledger/blob/{commit}/{path}#L{line}"
	head := "ref: refs/heads/main\n"
	origin := "[core]\n\tbare = false\n[remote \"fork\"]\n\turl = https://gitlab.com/other/ledger\n[remote \"origin\"]\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n\tURL = https://bot:t0ken@github.com/example/ledger.git\n"
	for name, c := range map[string]struct {
		files     map[string]string
		dir, want string
	}{
		"origin":                  {map[string]string{".git/HEAD": head, ".git/config": origin}, ".", hub},
		"folder inside":           {map[string]string{".git/HEAD": head, ".git/config": origin, "api/x": ""}, "api", hub},
		"worktree":                {map[string]string{"main/.git/config": origin, "main/.git/worktrees/w/HEAD": head, "main/.git/worktrees/w/commondir": "../..\n", "w/.git": "gitdir: ../main/.git/worktrees/w\n"}, "w", hub},
		"one remote of any name":  {map[string]string{".git/HEAD": head, ".git/config": "[remote \"hub\"]\nurl = git@github.com:example/ledger.git\n"}, ".", hub},
		"two without origin":      {map[string]string{".git/HEAD": head, ".git/config": "[remote \"a\"]\nurl = git@github.com:example/a.git\n[remote \"b\"]\nurl = git@github.com:example/b.git\n"}, ".", ""},
		"a server of one's own":   {map[string]string{".git/HEAD": head, ".git/config": "[remote \"origin\"]\nurl = https://git.example.com/a/b\n"}, ".", ""},
		"no remote":               {map[string]string{".git/HEAD": head, ".git/config": "[core]\n"}, ".", ""},
		"no configuration of git": {map[string]string{".git/HEAD": head}, ".", ""},
		"no repository":           {map[string]string{"x": ""}, ".", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := links(filepath.Join(tree(t, c.files), filepath.FromSlash(c.dir)))
			if got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			if strings.Contains(got, "t0ken") {
				t.Error("the token of the remote is kept")
			}
		})
	}
}
