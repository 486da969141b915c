package cyclonedx

import (
	"net/url"
	"regexp"
	"strings"
)

// purl is a package URL: pkg:TYPE/NAMESPACE/NAME@VERSION?KEY=VALUE#SUBPATH.
type purl struct {
	kind, namespace, name, version string
	qualifiers                     string // encoded already
	subpath                        string
}

func (p purl) String() string {
	var b strings.Builder
	b.WriteString("pkg:" + p.kind)
	for _, s := range strings.Split(p.namespace, "/") {
		if s != "" {
			b.WriteString("/" + encode(s))
		}
	}
	b.WriteString("/" + encode(p.name))
	if p.version != "" {
		b.WriteString("@" + encode(p.version))
	}
	if p.qualifiers != "" {
		b.WriteString("?" + p.qualifiers)
	}
	if p.subpath != "" {
		var parts []string
		for _, s := range strings.Split(p.subpath, "/") {
			if s != "" && s != "." && s != ".." {
				parts = append(parts, encode(s))
			}
		}
		b.WriteString("#" + strings.Join(parts, "/"))
	}
	return b.String()
}

// encode escapes all but letters, digits, ".-_~" and the colon.
func encode(s string) string {
	s = strings.ReplaceAll(url.QueryEscape(s), "+", "%20")
	return strings.ReplaceAll(s, "%3A", ":")
}

var pythonSeparators = regexp.MustCompile(`[-_.]+`)

// newPURL names a package of an ecosystem as the type of that ecosystem asks.
// Ecosystems that have no type of their own are generic.
func newPURL(ecosystem, name, version string) purl {
	p := purl{kind: ecosystem, name: name, version: version}
	split := func(s string) {
		if i := strings.LastIndexByte(s, '/'); i >= 0 {
			p.namespace, p.name = s[:i], s[i+1:]
		}
	}
	switch ecosystem {
	case "npm":
		split(name)
	case "go":
		p.kind = "golang"
		split(strings.ToLower(name))
		if p.namespace == "" {
			p.name = strings.ToLower(name)
		}
	case "python", "pypi":
		p.kind, p.name = "pypi", strings.ToLower(pythonSeparators.ReplaceAllString(name, "-"))
	case "cargo", "nuget":
	case "gem":
	case "gha":
		p.kind = "github"
		parts := strings.SplitN(name, "/", 3)
		if len(parts) > 1 {
			p.namespace, p.name = strings.ToLower(parts[0]), strings.ToLower(parts[1])
		}
		if len(parts) > 2 {
			p.subpath = parts[2]
		}
	case "docker":
		if host, rest, ok := strings.Cut(name, "/"); ok && (strings.ContainsAny(host, ".:") || host == "localhost") {
			p.qualifiers = "repository_url=" + encode(host)
			name = rest
		}
		p.name = name
		split(name)
		if p.namespace == "" && p.qualifiers == "" {
			p.namespace = "library"
		}
	default: // terraform, helm: no type of their own
		p.kind = "generic"
		split(name)
	}
	return p
}
