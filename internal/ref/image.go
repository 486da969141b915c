package ref

import "strings"

// Image is a reference to a container image, taken apart.
type Image struct {
	Name   string // with the host, without tag and digest
	Host   string // "" when the reference leaves it to the engine
	Tag    string
	Digest string // "sha256:..." as written; see Pinned
	Pinned bool   // the digest is whole
}

// ParseImage takes a reference apart. It accepts anything: what is no digest
// of full length leaves Pinned false.
func ParseImage(s string) Image {
	var m Image
	s, m.Digest, _ = strings.Cut(s, "@")
	if i := strings.LastIndexByte(s, ':'); i > strings.LastIndexByte(s, '/') {
		s, m.Tag = s[:i], s[i+1:]
	}
	m.Name = s
	if first, _, more := strings.Cut(s, "/"); more && (strings.ContainsAny(first, ".:") || first == "localhost") {
		m.Host = first
	}
	alg, hex, _ := strings.Cut(m.Digest, ":")
	m.Pinned = m.Name != "" && isHex(hex) && (alg == "sha256" && len(hex) == 64 || alg == "sha512" && len(hex) == 128)
	return m
}

// Level says how firmly the reference names one image: "hash", "tag", or
// "none" without a tag or with "latest".
func (m Image) Level() string {
	switch {
	case m.Pinned:
		return "hash"
	case m.Tag == "" || m.Tag == "latest":
		return "none"
	}
	return "tag"
}

// Fact returns the value of a image.ref fact for the reference. use says what
// the build does with the image ("from", "copy", "mount", "syntax", "container",
// "service", "action").
func (m Image) Fact(spec, use string) map[string]any {
	alg := ""
	if m.Pinned {
		alg, _, _ = strings.Cut(m.Digest, ":")
	}
	return map[string]any{
		"ecosystem": "docker", "name": Printable(m.Name), "spec": Printable(spec), "resolved": Printable(m.Digest),
		"tag": Printable(m.Tag), "level": m.Level(), "direct": true, "dev": false, "internal": false,
		"hash": m.Pinned, "hash_alg": alg, "digest": m.Digest != "", "host": Printable(m.Host), "scheme": "",
		"use": use, "from": "literal",
	}
}

// Described is a reference as a fact tells it.
type Described struct {
	Subject string
	Value   map[string]any
	// Unresolved says why the reference could not be told; "" when it could.
	Unresolved string
}

// DescribeImage takes a reference that a configuration gives, and refuses what
// is a template or an expansion. use and stage as in Fact.
func DescribeImage(spec, use, stage string) Described {
	d := Described{Subject: Printable(spec)}
	switch {
	case strings.TrimSpace(spec) == "":
		d.Unresolved = "the name of the image is empty"
	case strings.ContainsAny(spec, "{}<>%$() \t\n"):
		d.Unresolved = "the name of the image is a template or holds a variable"
	}
	if d.Unresolved != "" {
		d.Value = map[string]any{"ecosystem": "docker", "spec": Printable(spec), "level": "unresolved", "use": use}
	} else {
		m := ParseImage(spec)
		d.Value = m.Fact(spec, use)
		if d.Subject = Printable(m.Name); m.Tag != "" {
			d.Subject = Printable(m.Name + ":" + m.Tag)
		}
	}
	d.Value["stage"] = Printable(stage)
	return d
}
