package npm

import (
	"net/url"
	"path"
	"strings"

	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/semver"
)

// The kinds of a dependency's specifier.
const (
	specVersion   = "version"   // 1.2.3
	specRange     = "range"     // ^1.2.3, *, or empty
	specTag       = "tag"       // latest
	specGit       = "git"       // a repository, with or without a commit
	specTarball   = "tarball"   // a URL of an archive
	specFile      = "file"      // an archive or folder on disk
	specWorkspace = "workspace" // a package of the same workspace
	specCatalog   = "catalog"   // looked up in a file of another manager
)

// spec is what a manifest asks for under one name.
type spec struct {
	kind   string
	name   string // the real package, for an alias; else ""
	text   string // of version, range and tag: without the alias part
	path   string // of file
	commit string // of git: what stands behind "#"
	rng    semver.Range
}

func parseSpec(s string) spec {
	s = strings.TrimSpace(s)
	scheme, rest, hasScheme := strings.Cut(s, ":")
	if hasScheme {
		switch scheme {
		case "npm":
			if rest != "" && strings.IndexByte("0123456789^~<>=*", rest[0]) >= 0 {
				return parseSpec(rest) // yarn writes the protocol before a range of the same package
			}
			if i := strings.LastIndexByte(rest, '@'); i > 0 {
				sp := parseSpec(rest[i+1:])
				sp.name = rest[:i]
				return sp
			}
			return spec{kind: specRange, name: rest, text: "*"} // any version of it
		case "workspace":
			return spec{kind: specWorkspace, text: rest}
		case "catalog":
			return spec{kind: specCatalog, text: rest}
		case "file", "link", "portal":
			return spec{kind: specFile, path: rest}
		case "github", "gitlab", "bitbucket", "gist", "git", "ssh", "git+ssh", "git+https", "git+http", "git+file", "git+rsync":
			return gitSpec(s)
		case "http", "https":
			u, _, _ := strings.Cut(s, "#")
			if strings.HasSuffix(u, ".git") || strings.HasPrefix(rest, "//github.com/") && !strings.Contains(rest, "/archive/") && !strings.Contains(rest, "tar") {
				return gitSpec(s)
			}
			return spec{kind: specTarball, text: s}
		}
		if strings.HasPrefix(scheme, "git@") {
			return gitSpec(s)
		}
	}
	switch {
	case strings.HasPrefix(s, "./"), strings.HasPrefix(s, "../"), strings.HasPrefix(s, "/"), strings.HasPrefix(s, "~/"), s == ".", s == "..":
		return spec{kind: specFile, path: s}
	case semver.IsExact(s):
		rng, err := semver.ParseRange(s)
		if err != nil {
			rng = semver.Range{} // contains nothing
		}
		return spec{kind: specVersion, text: s, rng: rng}
	}
	if rng, err := semver.ParseRange(s); err == nil {
		return spec{kind: specRange, text: s, rng: rng}
	}
	if strings.Contains(s, "/") {
		return gitSpec(s) // owner/name on the default host
	}
	return spec{kind: specTag, text: s}
}

func gitSpec(s string) spec {
	_, commit, _ := strings.Cut(s, "#")
	return spec{kind: specGit, commit: commit}
}

// level says how firmly the specifier alone names one version.
func (s spec) level() string {
	switch s.kind {
	case specVersion:
		return "exact"
	case specRange:
		if strings.Trim(s.text, "*xX ") == "" {
			return "none"
		}
		return "range"
	case specTag, specTarball:
		return "tag"
	case specGit:
		if ref.IsCommit(s.commit) {
			return "hash"
		}
		if strings.HasPrefix(s.commit, "semver:") {
			return "range"
		}
		return "tag"
	case specCatalog:
		return "unresolved"
	}
	return "exact" // a part of the tree
}

// allows reports whether a locked version meets the specifier. It says yes where
// the specifier is no range: nothing can be held against it.
func (s spec) allows(version string) bool {
	if s.kind != specVersion && s.kind != specRange || s.text == "*" {
		return true
	}
	v, ok := semver.Parse(version)
	return !ok || s.rng.Contains(v)
}

// origin is what a lock's "resolved" says.
type origin struct {
	scheme, host string
	name         string // the package that the path of the URL names, if it follows the registry layout
	version      string // likewise
	commit       string // of a git URL
}

func parseOrigin(s string) origin {
	o, p, ok := plainURL(s)
	if !ok {
		u, err := url.Parse(s)
		if err != nil {
			scheme, _, _ := strings.Cut(s, ":")
			return origin{scheme: strings.ToLower(scheme)}
		}
		o, p = origin{scheme: strings.ToLower(u.Scheme), host: strings.ToLower(u.Host)}, u.Path
		if strings.HasPrefix(o.scheme, "git") || o.scheme == "ssh" {
			o.commit = u.Fragment
			return o
		}
	}
	before, file, ok := strings.Cut(p, "/-/")
	if !ok {
		return o
	}
	// ".../name/-/name-1.0.0.tgz", ".../@scope/name/-/name-1.0.0.tgz"
	o.name = path.Base(before)
	if scope := path.Base(path.Dir(before)); strings.HasPrefix(scope, "@") {
		o.name = scope + "/" + o.name
	}
	file = strings.TrimSuffix(path.Base(file), ".tgz")
	if v, ok := strings.CutPrefix(file, path.Base(before)+"-"); ok && semver.IsExact(v) {
		o.version = v
	}
	return o
}

// plainURL splits an address that nothing in it makes special, as nearly all of
// a lock are; a lock has too many of them to read each by every rule of URLs.
func plainURL(s string) (o origin, path string, ok bool) {
	rest, ok := strings.CutPrefix(s, "https://")
	if !ok {
		return o, "", false
	}
	slash := strings.IndexByte(rest, '/')
	if slash < 1 {
		return o, "", false
	}
	for i := range len(rest) {
		switch c := rest[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '.', c == '-':
		case i >= slash && (c >= 'A' && c <= 'Z' || c == '/' || c == '@' || c == '_'):
		default:
			return o, "", false
		}
	}
	return origin{scheme: "https", host: rest[:slash]}, rest[slash:], true
}
