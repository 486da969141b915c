package scan

import (
	"os"
	"path/filepath"
	"strings"
)

// repository returns the commit that the folder stands at and where it stands
// in its repository ("" for the root), both "" without one. It reads the
// repository's files itself, since git may not be installed; whether files were
// changed since is not known, so a report says "at commit", not "is commit".
func repository(root string) (commit, prefix string) {
	git, prefix := gitFolder(root)
	if git == "" {
		return "", prefix
	}
	return headOf(git), prefix
}

// gitFolder returns git's folder for the repository that holds root, and where
// root stands in it; "" where there is none or where it can't be told.
func gitFolder(root string) (git, prefix string) {
	dir := root
	for {
		git := filepath.Join(dir, ".git")
		if st, err := os.Stat(git); err == nil {
			if rel, err := filepath.Rel(dir, root); err == nil && rel != "." {
				prefix = filepath.ToSlash(rel)
			}
			if !st.IsDir() { // a worktree or submodule: "gitdir: PATH"
				b, err := os.ReadFile(git)
				p, ok := strings.CutPrefix(strings.TrimSpace(string(b)), "gitdir: ")
				if err != nil || !ok {
					return "", prefix
				}
				if !filepath.IsAbs(p) {
					p = filepath.Join(dir, p)
				}
				git = p
			}
			return git, prefix
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", ""
		}
		dir = up
	}
}

// commonFolder is where a worktree shares its refs and its configuration.
func commonFolder(git string) string {
	if b, err := os.ReadFile(filepath.Join(git, "commondir")); err == nil {
		return filepath.Join(git, strings.TrimSpace(string(b)))
	}
	return git
}

func headOf(git string) string {
	b, err := os.ReadFile(filepath.Join(git, "HEAD"))
	if err != nil {
		return ""
	}
	head := strings.TrimSpace(string(b))
	ref, ok := strings.CutPrefix(head, "ref: ")
	if !ok {
		return commitID(head)
	}
	common := commonFolder(git)
	for _, dir := range []string{git, common} {
		if b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(ref))); err == nil {
			return commitID(strings.TrimSpace(string(b)))
		}
	}
	packed, err := os.ReadFile(filepath.Join(common, "packed-refs"))
	if err != nil {
		return ""
	}
	for _, line := range strings.Split(string(packed), "\n") {
		if id, name, ok := strings.Cut(line, " "); ok && name == ref {
			return commitID(id)
		}
	}
	return ""
}

// commitID returns s if it looks like one.
func commitID(s string) string {
	if len(s) != 40 && len(s) != 64 || strings.Trim(s, "0123456789abcdef") != "" {
		return ""
	}
	return s
}
