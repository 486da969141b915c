package python

import (
	"path"
	"strings"

	"github.com/candor-dev/candor/internal/pep440"
	"github.com/candor-dev/candor/internal/tomltree"
)

// manifest is a pyproject.toml, a Pipfile or a requirements.in, read.
type manifest struct {
	path string
	dir  string
	doc  *tomltree.Document // nil for a requirements.in
	name string             // of the project, in its normal form
	reqs []requirement
	off  int // of the first dependency, in bytes
	// doubts are dependencies that could not be read.
	doubts []string
	// dynamic says that the build backend finds the dependencies.
	dynamic bool
	// rewrite are the packages whose source tool.uv.sources sets: "index",
	// "other" (git, a URL, a folder) or "mixed".
	rewrite map[string]string
}

func readPyproject(name string, doc *tomltree.Document) *manifest {
	m := &manifest{path: name, dir: path.Dir(name), doc: doc, rewrite: make(map[string]string)}
	root := doc.Root
	m.name = normal(root.Str("project", "name"))
	if m.name == "" {
		m.name = normal(root.Str("tool", "poetry", "name"))
	}
	sources := root.Get("tool", "uv", "sources")
	for _, n := range sources.Names() {
		switch x := sources.Get(n); {
		case x.Kind != tomltree.Table || x.Str("marker") != "" || x.Str("extra") != "" || x.Str("group") != "":
			m.rewrite[normal(n)] = "mixed"
		case x.Str("index") != "":
			m.rewrite[normal(n)] = "index"
		default:
			m.rewrite[normal(n)] = "other"
		}
	}
	for _, d := range root.List("project", "dynamic") {
		if d.Text == "dependencies" && !root.Get("tool", "poetry", "dependencies").IsTable() {
			m.dynamic = true
		}
	}
	m.list(root.List("project", "dependencies"), "", false)
	for _, extra := range root.Get("project", "optional-dependencies").Names() {
		m.list(root.List("project", "optional-dependencies", extra), normal(extra), false)
	}
	groups := root.Get("dependency-groups")
	for _, g := range groups.Names() {
		m.group(groups, g, "group:"+normal(g), make(map[string]bool))
	}
	m.list(root.List("tool", "uv", "dev-dependencies"), "group:dev", true)
	pdm := root.Get("tool", "pdm", "dev-dependencies")
	for _, g := range pdm.Names() {
		m.list(pdm.List(g), "group:"+normal(g), true)
	}
	poetry := root.Get("tool", "poetry")
	m.poetry(poetry.Get("dependencies"), "")
	m.poetry(poetry.Get("dev-dependencies"), "group:dev")
	for _, g := range poetry.Get("group").Names() {
		m.poetry(poetry.Get("group", g, "dependencies"), "group:"+normal(g))
	}
	if len(m.reqs) > 0 {
		m.off = m.reqs[0].off
	}
	return m
}

// list reads requirements of PEP 508.
func (m *manifest) list(items []*tomltree.Node, scope string, dev bool) {
	for _, x := range items {
		r, why := parseRequirement(x.Text)
		if x.Kind != tomltree.String || why != "" {
			if x.Kind == tomltree.String && strings.HasPrefix(x.Text, "-e ") { // pdm
				r, why = requirement{name: normal(eggOf(x.Text)), url: strings.TrimSpace(x.Text[2:])}, ""
			}
			if why != "" || x.Kind != tomltree.String {
				m.doubts = append(m.doubts, "the dependency in "+m.at(x.Offset).String()+" can't be read")
				continue
			}
		}
		r.scope, r.off, r.dev = scope, x.Offset, dev || strings.HasPrefix(scope, "group:")
		r.opaque = m.rewrite[r.name] == "other" || m.rewrite[r.name] == "mixed"
		m.reqs = append(m.reqs, r)
	}
}

// group reads a dependency group and the groups that it includes.
func (m *manifest) group(groups *tomltree.Node, name, scope string, seen map[string]bool) {
	if seen[normal(name)] {
		return
	}
	seen[normal(name)] = true
	for _, x := range groups.List(name) {
		if x.Kind == tomltree.String {
			m.list([]*tomltree.Node{x}, scope, true)
			continue
		}
		other := x.Str("include-group")
		if other == "" {
			m.doubts = append(m.doubts, "the dependency in "+m.at(x.Offset).String()+" can't be read")
			continue
		}
		for _, g := range groups.Names() {
			if normal(g) == normal(other) {
				m.group(groups, g, scope, seen)
			}
		}
	}
}

// poetry reads a table of poetry's.
func (m *manifest) poetry(t *tomltree.Node, scope string) {
	for _, key := range t.Names() {
		if normal(key) == "python" {
			continue
		}
		v := t.Get(key)
		items := []*tomltree.Node{v}
		if v.Kind == tomltree.Array {
			items = v.Items
		}
		r := requirement{name: normal(key), scope: scope, off: v.Offset, dev: scope != ""}
		for _, x := range items {
			text := x.Text
			if x.Kind == tomltree.Table {
				text = x.Str("version")
				r.url = firstOf(x.Str("git"), x.Str("url"), x.Str("path"))
				r.opaque = r.url != ""
			}
			r.text = text
			sets, ok := poetryRange(text)
			if !ok {
				m.doubts = append(m.doubts, "the range of "+key+" in "+m.at(v.Offset).String()+" can't be read")
				continue
			}
			r.any = append(r.any, sets...)
		}
		m.reqs = append(m.reqs, r)
	}
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

// poetryRange reads a range of poetry's: that of PEP 440 with caret, tilde,
// wildcards, bare versions and "||". One of the sets must hold.
func poetryRange(s string) ([]pep440.Set, bool) {
	var out []pep440.Set
	for _, alt := range strings.Split(strings.ReplaceAll(s, "||", "|"), "|") {
		parts := strings.FieldsFunc(alt, func(r rune) bool { return r == ',' || r == ' ' })
		for i := 0; i < len(parts); i++ { // ">= 1.0" is one part
			if strings.Trim(parts[i], "<>=!~^") == "" && i+1 < len(parts) {
				parts[i] += parts[i+1]
				parts = append(parts[:i+1], parts[i+2:]...)
			}
			p, ok := poetryPart(parts[i])
			if !ok {
				return nil, false
			}
			parts[i] = p
		}
		set, ok := pep440.ParseSet(strings.Join(parts, ","))
		if !ok {
			return nil, false
		}
		out = append(out, set)
	}
	return out, true
}

// poetryPart writes one part of a range in the words of PEP 440.
func poetryPart(p string) (string, bool) {
	switch {
	case p == "*" || p == "":
		return "", true
	case p[0] == '^' || p[0] == '~' && !strings.HasPrefix(p, "~="):
		return span(p[1:], p[0] == '^')
	case strings.HasPrefix(p, "=") && !strings.HasPrefix(p, "=="):
		return "=" + p, true
	case p[0] >= '0' && p[0] <= '9' || p[0] == 'v':
		return "==" + p, true
	}
	return p, true
}

// span writes "^1.2" as ">=1.2,<2" and "~1.2" as ">=1.2,<1.3".
func span(v string, caret bool) (string, bool) {
	if _, ok := pep440.Parse(v); !ok || strings.Contains(v, "!") {
		return "", false
	}
	core := v
	if i := strings.IndexFunc(core, func(r rune) bool { return r != '.' && (r < '0' || r > '9') }); i >= 0 {
		core = core[:i]
	}
	nums := strings.Split(strings.Trim(core, "."), ".")
	k := min(1, len(nums)-1) // the number that must not change, for a tilde
	if caret {
		k = 0
		for k < len(nums)-1 && strings.Trim(nums[k], "0") == "" {
			k++
		}
	}
	up, ok := increase(nums[k])
	if !ok {
		return "", false
	}
	return ">=" + v + ",<" + strings.Join(append(append([]string{}, nums[:k]...), up), "."), true
}

// increase adds one to a number of at most 18 digits.
func increase(n string) (string, bool) {
	if len(n) == 0 || len(n) > 18 {
		return "", false
	}
	b := []byte("0" + n)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i]++; b[i] <= '9' {
			break
		}
		b[i] = '0'
	}
	return strings.TrimPrefix(string(b), "0"), true
}
