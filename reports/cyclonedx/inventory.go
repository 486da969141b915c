package cyclonedx

import (
	"cmp"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
)

// kinds are the facts that name a component that the tree takes from others.
func kinds() []string {
	return []string{
		"npm.lock", "go.require", "python.lock", "cargo.lock", "gem.lock", "nuget.lock",
		"image.ref", "gha.uses", "terraform.provider", "terraform.module", "helm.dependency",
	}
}

// inventory gathers components out of facts.
type inventory struct {
	byKey  map[string]*component
	refs   map[string]int
	direct map[string]map[string]bool // file -> refs of what it asks for itself
	all    map[string]map[string]bool // file -> refs of all that it names
	gaps   []property
}

func collect(facts []candor.Fact) *inventory {
	v := &inventory{
		byKey: make(map[string]*component), refs: make(map[string]int),
		direct: make(map[string]map[string]bool), all: make(map[string]map[string]bool),
	}
	wanted := kinds()
	seen := make(map[string]bool)
	for i := range facts {
		f := &facts[i]
		if !slices.Contains(wanted, f.Kind) {
			continue
		}
		if !f.State.Answers() {
			p := property{"candor:unread", strings.TrimPrefix(f.At.String()+": "+f.Reason, ": ")}
			if !seen[p.Value] {
				seen[p.Value] = true
				v.gaps = append(v.gaps, p)
			}
			continue
		}
		v.add(f)
	}
	return v
}

// add takes in one fact. Two facts of the same package with the same hashes
// are one component with two places.
func (v *inventory) add(f *candor.Fact) {
	t := tree{f.Value}
	c := describe(f.Kind, t)
	if c == nil {
		return
	}
	key := fmt.Sprintf("%s\x00%s\x00%v", c.PURL, c.Version, t.list("sums"))
	old := v.byKey[key]
	if old == nil {
		v.byKey[key] = c
		c.Ref = c.PURL
		if v.refs[c.PURL]++; v.refs[c.PURL] > 1 {
			c.Ref = fmt.Sprintf("%s#%d", c.PURL, v.refs[c.PURL])
		}
		old = c
	} else {
		old.Scope = stronger(old.Scope, c.Scope)
	}
	at := occurrence{f.At.Path, f.At.Line}
	place := property{"candor:at", candor.Location{Path: f.At.Path, Line: f.At.Line}.String()}
	if !slices.Contains(old.Evidence.Occurrences, at) {
		old.Evidence.Occurrences = append(old.Evidence.Occurrences, at)
		old.Properties = append(old.Properties, place)
	}
	mark(v.all, f.At.Path, old.Ref)
	if d, told := t.of("direct").(bool); !told || d {
		mark(v.direct, f.At.Path, old.Ref)
	}
}

func mark(m map[string]map[string]bool, file, ref string) {
	if m[file] == nil {
		m[file] = make(map[string]bool)
	}
	m[file][ref] = true
}

// stronger is the scope of what two files use: what one needs is needed.
func stronger(a, b string) string {
	for _, s := range []string{"required", "optional", "excluded"} {
		if a == s || b == s {
			return s
		}
	}
	return a
}

// describe makes the component of a fact; nil for what is part of the tree
// itself, or does not count.
func describe(kind string, t tree) *component {
	source := t.text("source")
	switch {
	case t.yes("internal") && source != "bundled", source == "unused", source == "link", source == "folder", t.text("name") == "" && kind != "npm.lock":
		return nil
	case t.yes("outside"):
		source = "path"
	}
	ecosystem, name, version := t.text("ecosystem"), t.text("name"), t.text("resolved")
	c := &component{Type: "library", Scope: "required", Evidence: &evidence{}}
	note := func(name, value string) {
		if value != "" {
			c.Properties = append(c.Properties, property{name, value})
		}
	}
	note("candor:ecosystem", ecosystem)
	commit := ""
	switch kind {
	case "npm.lock":
		if real := t.text("real_name"); real != "" {
			note("candor:alias", name)
			name = real
		}
	case "go.require":
		if t.text("replaced") == "path" {
			source, version = "path", ""
		} else if by := t.text("replaced_by"); by != "" {
			note("candor:replaces", name)
			name, _, _ = strings.Cut(by, "@")
		}
	case "image.ref":
		c.Type = "container"
		if version == "" {
			version = t.text("tag")
		} else {
			note("candor:tag", t.text("tag"))
		}
	case "gha.uses":
		c.Type = "application"
		if version == "" {
			version = t.text("spec")
		}
	case "terraform.module":
		note("candor:source", t.text("what"))
		if t.text("level") != "exact" && t.text("level") != "hash" {
			version = ""
		}
	case "helm.dependency":
		if version == "" && t.yes("exact") {
			version = t.text("spec")
		}
	}
	if source == "git" {
		commit, version = version, ""
	}
	note("candor:commit", commit)
	c.Name, c.Version = name, version
	p := newPURL(ecosystem, name, version)
	if ecosystem == "npm" && strings.HasPrefix(name, "@") && p.namespace != "" {
		c.Group, c.Name = p.namespace, p.name
	}
	c.PURL = p.String()
	switch {
	case t.yes("optional"):
		c.Scope = "optional"
	case t.yes("dev"):
		c.Scope = "excluded"
	}
	if source != "" && source != "registry" {
		note("candor:source", source)
	}
	if version == "" {
		note("candor:spec", t.text("spec"))
	}
	if l := t.text("license"); l != "" {
		c.Licenses = []licence{{licenceOf(l)}}
	}
	note("candor:hash_level", t.text("level"))
	hashes(c, t, note)
	return c
}

// hashes puts what the lock records of the package's one file into the field for
// hashes. What is a sum of something else - Go's h1 of a tree of files, yarn's of
// its own archive - or one of several files is a property.
func hashes(c *component, t tree, note func(name, value string)) {
	sums := t.list("sums")
	byAlg := make(map[string]int)
	for _, s := range sums {
		alg, _, _ := strings.Cut(s, ":")
		byAlg[alg]++
	}
	for _, s := range sums {
		alg, sum, _ := strings.Cut(s, ":")
		spelled, size := algorithm(alg)
		if b, err := hex.DecodeString(sum); spelled == "" || err != nil || len(b) != size || byAlg[alg] > 1 || t.text("hash_of") == "cache" {
			note("candor:sum", s)
			continue
		}
		c.Hashes = append(c.Hashes, hash{spelled, strings.ToLower(sum)})
	}
}

// algorithm is the name that CycloneDX has for a hash, and its size in bytes.
func algorithm(alg string) (name string, size int) {
	switch alg {
	case "md5":
		return "MD5", 16
	case "sha1":
		return "SHA-1", 20
	case "sha256":
		return "SHA-256", 32
	case "sha384":
		return "SHA-384", 48
	case "sha512":
		return "SHA-512", 64
	}
	return "", 0
}

// licenceOf names a licence by its SPDX id where it is one of the usual ones,
// else in the words of the lock.
func licenceOf(s string) licenceName {
	switch s {
	case "MIT", "ISC", "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "BlueOak-1.0.0", "CC0-1.0", "CC-BY-3.0", "CC-BY-4.0",
		"GPL-2.0-only", "GPL-3.0-only", "LGPL-3.0-only", "LGPL-3.0-or-later", "MIT-0", "MPL-2.0", "Python-2.0", "Unlicense", "WTFPL", "Zlib":
		return licenceName{ID: s}
	}
	return licenceName{Name: s}
}

// sorted returns the components in order, their places too.
func (v *inventory) sorted() []*component {
	out := make([]*component, 0, len(v.byKey))
	for _, c := range v.byKey {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b *component) int { return cmp.Compare(a.Ref, b.Ref) })
	return out
}

// tree reads the value of a fact.
type tree struct{ v any }

func (t tree) of(key string) any {
	m, _ := t.v.(map[string]any)
	return m[key]
}

func (t tree) text(key string) string {
	s, _ := t.of(key).(string)
	return s
}

func (t tree) yes(key string) bool { return t.of(key) == true }

func (t tree) list(key string) []string {
	l, _ := t.of(key).([]any)
	var out []string
	for _, x := range l {
		if s, ok := x.(string); ok {
			out = append(out, s)
		}
	}
	return out
}
