package scan

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestRepository(t *testing.T) {
	id, other := strings.Repeat("a1", 20), strings.Repeat("b2", 20)
	for name, c := range map[string]struct {
		files          map[string]string
		dir            string
		commit, prefix string
	}{
		"branch":        {map[string]string{".git/HEAD": "ref: refs/heads/main\n", ".git/refs/heads/main": id + "\n"}, ".", id, ""},
		"packed":        {map[string]string{".git/HEAD": "ref: refs/heads/main\n", ".git/packed-refs": "# pack-refs\n" + other + " refs/heads/x\n" + id + " refs/heads/main\n"}, ".", id, ""},
		"detached":      {map[string]string{".git/HEAD": id + "\n"}, ".", id, ""},
		"folder inside": {map[string]string{".git/HEAD": id + "\n", "services/api/x": ""}, "services/api", id, "services/api"},
		"worktree":      {map[string]string{"main/.git/worktrees/w/HEAD": "ref: refs/heads/w\n", "main/.git/worktrees/w/commondir": "../..\n", "main/.git/refs/heads/w": id, "w/.git": "gitdir: ../main/.git/worktrees/w\n"}, "w", id, ""},
		"no commit yet": {map[string]string{".git/HEAD": "ref: refs/heads/main\n"}, ".", "", ""},
		"nonsense":      {map[string]string{".git/HEAD": "hello\n"}, ".", "", ""},
		"odd .git file": {map[string]string{".git": "hello\n"}, ".", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(tree(t, c.files), filepath.FromSlash(c.dir))
			if commit, prefix := repository(dir); commit != c.commit || prefix != c.prefix {
				t.Errorf("got %q %q, want %q %q", commit, prefix, c.commit, c.prefix)
			}
		})
	}
}
