package proxies

import (
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// defaultProtocols is the setting of a configuration that names no versions.
// From 1.27.3 on, nginx takes TLS 1.2 and later then; before, the default began
// with TLSv1, and the TLS library decided whether it works.
func (t *nginxTree) defaultProtocols(conf string, where iac.Place) *iac.Node {
	if by, version := t.image(conf); version != "" {
		return iac.Platform("TLSv1.2", fmt.Sprintf("the default since nginx 1.27.3; %s builds on nginx %s", by, version), where)
	}
	return iac.Hidden("ssl_protocols is not set: before nginx 1.27.3 the default begins with TLSv1, and no Dockerfile that copies the file says which nginx it is", where)
}

// image finds the Dockerfile that copies a configuration into an image of nginx
// 1.27.3 or later. Dockerfiles that differ in that say nothing.
func (t *nginxTree) image(conf string) (by, version string) {
	from := regexp.MustCompile(`(?i)^\s*FROM\s+(?:--\S+\s+)?(\S+)`)
	tag := regexp.MustCompile(`(?:^|/)(?:nginx|nginx-unprivileged):(\d+)\.(\d+)\.(\d+)(?:[-@]|$)`)
	for _, f := range t.w.in.Tree.Files {
		if !strings.HasPrefix(path.Base(f.Path), "Dockerfile") {
			continue
		}
		b, err := f.Read()
		if err != nil {
			return "", "" // it may copy the file into another nginx
		}
		last, copies := "", false
		for line := range strings.Lines(string(b)) {
			if m := from.FindStringSubmatch(line); m != nil {
				last, copies = m[1], false
			}
			copies = copies || copied(line, path.Dir(f.Path), conf)
		}
		if !copies {
			continue
		}
		m := tag.FindStringSubmatch(last)
		if m == nil || !since(m[1:], 1, 27, 3) {
			return "", ""
		}
		by, version = f.Path, strings.Join(m[1:], ".")
	}
	return by, version
}

// copied reports a line that copies the file by its path, as one below the
// folder of the Dockerfile or below the root of the tree.
func copied(line, dir, conf string) bool {
	words := strings.Fields(line)
	if len(words) < 3 || !strings.EqualFold(words[0], "COPY") && !strings.EqualFold(words[0], "ADD") {
		return false
	}
	for _, w := range words[1 : len(words)-1] {
		if path.Join(dir, w) == conf || path.Clean(w) == conf {
			return true
		}
	}
	return false
}

func since(parts []string, want ...int) bool {
	for i, w := range want {
		n, err := strconv.Atoi(parts[i])
		if err != nil || n != w {
			return err == nil && n > w
		}
	}
	return true
}
