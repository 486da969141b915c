package python

import (
	"strings"

	"github.com/candor-dev/candor/internal/pep440"
)

// requirement is one dependency as a manifest asks for it.
type requirement struct {
	name   string // in the normal form of package names
	extras string // "a,b"
	text   string // the specifiers as written
	spec   pep440.Set
	url    string // behind "@", a VCS URL or a path
	marker string
	scope  string // "" for the plain ones, else the extra or "group:NAME"
	off    int    // in bytes, or a line where the file is read by lines
	// any says which of several ranges must hold: one of them (poetry's "||").
	any []pep440.Set
	// opaque says that the place it comes from is set elsewhere.
	opaque bool
	dev    bool
}

// normal writes a package name the way indexes compare them.
func normal(name string) string {
	var b strings.Builder
	gap := false
	for _, c := range strings.ToLower(name) {
		if c == '-' || c == '_' || c == '.' {
			gap = true
			continue
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(c)
	}
	return b.String()
}

func nameByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.'
}

// parseRequirement reads a requirement of PEP 508; why says what is wrong with
// one that is none.
func parseRequirement(s string) (r requirement, why string) {
	s = strings.TrimSpace(s)
	n := 0
	for n < len(s) && nameByte(s[n]) {
		n++
	}
	if n == 0 || strings.ContainsRune("-_.", rune(s[0])) {
		return r, "no package name"
	}
	r.name = normal(s[:n])
	s = strings.TrimSpace(s[n:])
	if strings.HasPrefix(s, "[") {
		inside, rest, ok := strings.Cut(s[1:], "]")
		if !ok {
			return r, "extras without an end"
		}
		r.extras, s = normalList(inside), strings.TrimSpace(rest)
	}
	if rest, ok := strings.CutPrefix(s, "@"); ok {
		r.url = strings.TrimSpace(rest)
		// A marker behind a URL is parted by a space.
		if i := strings.Index(r.url, " ;"); i >= 0 {
			r.url, r.marker = strings.TrimSpace(r.url[:i]), strings.TrimSpace(r.url[i+2:])
		}
		if r.url == "" || strings.ContainsAny(r.url, " \t") {
			return r, "no URL behind @"
		}
		return r, ""
	}
	s, marker, _ := strings.Cut(s, ";")
	r.marker, s = strings.TrimSpace(marker), strings.TrimSpace(s)
	if strings.HasPrefix(s, "(") && strings.HasSuffix(s, ")") {
		s = strings.TrimSpace(s[1 : len(s)-1])
	}
	var ok bool
	r.text = s
	if r.spec, ok = pep440.ParseSet(s); !ok {
		return r, "no version specifiers"
	}
	return r, ""
}

func normalList(s string) string {
	var out []string
	for _, x := range strings.Split(s, ",") {
		if x = normal(strings.TrimSpace(x)); x != "" {
			out = append(out, x)
		}
	}
	return strings.Join(out, ",")
}

// allows reports whether a version is one that is asked for.
func (r requirement) allows(version string) bool {
	if len(r.any) == 0 {
		return len(r.spec) == 0 || r.spec.Allows(version)
	}
	for _, s := range r.any {
		if len(s) == 0 || s.Allows(version) {
			return true
		}
	}
	return false
}

// source says where a URL of a requirement leads: "git", "url" or "path"; what
// it asks for behind its "@" is the commit.
func source(url string) (kind, commit, target string) {
	plain, _, _ := strings.Cut(url, "#")
	scheme, _, has := strings.Cut(plain, "://")
	switch {
	case strings.HasPrefix(plain, "file:"):
		return "path", "", strings.TrimPrefix(strings.TrimPrefix(plain, "file:"), "//")
	case !has:
		return "path", "", plain
	case strings.HasPrefix(scheme, "git") || strings.HasPrefix(scheme, "hg+") || strings.HasPrefix(scheme, "bzr+") || strings.HasPrefix(scheme, "svn+") || scheme == "ssh":
		if i := strings.LastIndexByte(plain, '@'); i > strings.LastIndexByte(plain, '/') {
			commit = plain[i+1:]
		}
		return "git", commit, plain
	}
	return "url", "", plain
}
