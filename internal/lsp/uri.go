package lsp

import (
	"net/url"
	"path"
	"path/filepath"
	"runtime"
	"strings"
)

// pathOf returns the path of the operating system that a file URI names; false
// for any other.
func pathOf(uri string) (string, bool) {
	p, ok := slashPath(uri, runtime.GOOS == "windows")
	return filepath.FromSlash(p), ok
}

func slashPath(uri string, windows bool) (string, bool) {
	u, err := url.Parse(uri)
	if err != nil || !strings.EqualFold(u.Scheme, "file") || u.Path == "" {
		return "", false
	}
	p := u.Path
	if windows {
		if u.Host != "" && !strings.EqualFold(u.Host, "localhost") {
			return "//" + u.Host + p, true // a share
		}
		if len(p) > 2 && p[0] == '/' && p[2] == ':' { // "/c:/x"; editors differ in the letter's case
			p = strings.ToUpper(p[1:2]) + p[2:]
		}
	}
	return path.Clean(p), true
}

// uriOf is the URI of a file of the operating system.
func uriOf(p string) string { return slashURI(filepath.ToSlash(p)) }

func slashURI(p string) string {
	if share, ok := strings.CutPrefix(p, "//"); ok {
		host, rest, _ := strings.Cut(share, "/")
		return (&url.URL{Scheme: "file", Host: host, Path: "/" + rest}).String()
	}
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return (&url.URL{Scheme: "file", Path: p}).String()
}

// real follows the symbolic links of a path, of which the end need not be there:
// the file may never have been saved.
func real(p string) string {
	rest := ""
	for dir := p; ; {
		if r, err := filepath.EvalSymlinks(dir); err == nil {
			return filepath.Join(r, rest)
		}
		up := filepath.Dir(dir)
		if up == dir {
			return p
		}
		rest = filepath.Join(filepath.Base(dir), rest)
		dir = up
	}
}

// below returns where a path stands in a folder, slash-separated; false outside.
func below(dir, p string) (string, bool) {
	rel, err := filepath.Rel(dir, p)
	if err != nil || !filepath.IsLocal(rel) {
		return "", false
	}
	return filepath.ToSlash(rel), true
}
