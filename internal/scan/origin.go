package scan

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/candor-dev/candor/internal/codehost"
)

// links returns the address of a line at the code host from which the folder
// was cloned, with holes for commit, path and line; "" where it is not known.
// The remote itself is not kept: it can hold a token.
func links(root string) string {
	git, _ := gitFolder(root)
	if git == "" {
		return ""
	}
	b, err := os.ReadFile(filepath.Join(commonFolder(git), "config"))
	if err != nil {
		return ""
	}
	return codehost.Template(originOf(string(b)))
}

// originOf returns the address of the remote "origin" in a git configuration,
// of the only remote where there is no origin, else "".
func originOf(config string) string {
	urls := make(map[string]string)
	remote := ""
	for line := range strings.Lines(config) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			remote = ""
			if name, ok := strings.CutPrefix(line, "[remote \""); ok {
				remote, _, _ = strings.Cut(name, "\"]")
			}
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		if ok && remote != "" && strings.EqualFold(strings.TrimSpace(key), "url") && urls[remote] == "" {
			urls[remote] = strings.Trim(strings.TrimSpace(value), "\"")
		}
	}
	if u := urls["origin"]; u != "" || len(urls) != 1 {
		return u
	}
	for _, u := range urls {
		return u
	}
	return ""
}

// digestOf is the digest of a file of the tree, "" where it can't be read.
func digestOf(fsys fs.FS, name string) string {
	b, err := fs.ReadFile(fsys, name)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(sum[:])
}
