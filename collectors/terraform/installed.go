package terraform

import (
	"cmp"
	"encoding/json"
	"net/url"
	"path"
	"slices"
	"strings"

	version "github.com/hashicorp/go-version"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/semver"
)

// modulesDir is where "terraform init" puts the modules of a configuration.
const modulesDir = ".terraform/modules"

// fetched is a module that "terraform init" fetched, as its list has it.
type fetched struct {
	Key     string // "vpc", "eks.kms": the calls that lead to it
	Source  string
	Version string // of a registry's module
	Dir     string // from the folder that was initialised
}

// manifest is the list of the modules that were fetched for one folder.
type manifest struct {
	entries map[string]fetched
	broken  string // why it can't be read
}

// manifestOf reads the list of a folder once; nil when it was not initialised.
func (all *folders) manifestOf(dir string) *manifest {
	if got, ok := all.manifests[dir]; ok {
		return got
	}
	if all.manifests == nil {
		all.manifests = make(map[string]*manifest)
	}
	var l *manifest
	if f := all.in.Tree.File(path.Join(dir, modulesDir, "modules.json")); f != nil {
		if b, err := f.Read(); err != nil {
			l = &manifest{broken: err.Error()}
		} else {
			l = parseManifest(b)
		}
	}
	all.manifests[dir] = l
	return l
}

func parseManifest(b []byte) *manifest {
	var doc struct{ Modules []fetched }
	if err := json.Unmarshal(b, &doc); err != nil {
		return &manifest{broken: "no list of modules"}
	}
	l := &manifest{entries: make(map[string]fetched, len(doc.Modules))}
	for _, e := range doc.Modules {
		if _, twice := l.entries[e.Key]; twice {
			return &manifest{broken: "it names " + e.Key + " twice"}
		}
		l.entries[e.Key] = e
	}
	return l
}

// origin is where an installed module comes from, in words.
type origin struct{ words string }

// remote finds the folder of a module that lies elsewhere and was fetched for
// the folder where the plan starts. why says what keeps it from being read.
func (m *module) remote(c *block) (found *module, why string) {
	missing := "the module " + c.name + " is not in the tree"
	root, key := m, c.name
	for ; root.caller != nil; root = root.caller {
		key = root.site.name + "." + key
	}
	list := m.all.manifestOf(root.dir)
	if list == nil {
		return nil, missing
	}
	if list.broken != "" {
		return nil, missing + ", and the list of installed modules can't be read: " + list.broken
	}
	e, ok := list.entries[key]
	if !ok {
		return nil, missing + ", nor among those that are installed"
	}
	source, ok := m.argument(c, "source")
	if !ok || !sameSource(source, e.Source) {
		return nil, "the module " + c.name + " is installed from another source than the configuration names"
	}
	wanted, ok := m.argument(c, "version")
	if !ok {
		return nil, "which version of the module " + c.name + " is wanted can't be told"
	}
	if !allows(wanted, e.Version) {
		return nil, "the module " + c.name + " is installed in the version " + cmp.Or(e.Version, "that nobody noted") + ", which " + wanted + " does not allow"
	}
	below := path.Join(root.dir, modulesDir) + "/"
	dir := path.Join(root.dir, strings.ReplaceAll(e.Dir, `\`, "/"))
	if path.IsAbs(e.Dir) || !strings.HasPrefix(dir, below) {
		return nil, "the module " + c.name + " is installed elsewhere"
	}
	t := m.all.load(dir, origin{words: inWords(source, wanted, e.Version)})
	if t == nil {
		return nil, missing + ", and where it should be installed is no configuration"
	}
	return t, ""
}

// installedIn is the folder, with its slash, that an installed module must stay in.
func (m *module) installedIn() string {
	i := strings.Index("/"+m.dir+"/", "/"+modulesDir+"/")
	return m.dir[:i] + modulesDir + "/"
}

// argument is a text of a call that must be known; "" when it is not written.
func (m *module) argument(c *block, name string) (string, bool) {
	a := c.Body.Attributes[name]
	if a == nil {
		return "", true
	}
	return m.inScope(c.scope, func() *iac.Node { return m.eval(a.Expr, 0) }).Str()
}

// load parses a folder below one that holds installed modules, once; nil when
// there is no configuration in it.
func (all *folders) load(dir string, from origin) *module {
	if m := all.byDir[dir]; m != nil {
		return m
	}
	var files []*collector.File
	for _, f := range all.in.Tree.Glob(escaped(dir) + "/*") {
		if configuration(f.Path) {
			files = append(files, f)
		}
	}
	if len(files) == 0 {
		return nil
	}
	slices.SortStableFunc(files, func(a, b *collector.File) int { return rank(a.Path) - rank(b.Path) })
	m := newModule(dir, all.in.Tree, all.sink)
	m.all, m.origin = all, &from
	for _, f := range files {
		b, err := f.Read()
		if err != nil {
			all.in.Gap(candor.Error, candor.Location{Path: f.Path}, err.Error(), iac.Kinds()...)
			continue
		}
		if reason, line := m.add(f.Path, b); reason != "" {
			all.in.Gap(candor.Error, candor.Location{Path: f.Path, Line: line}, reason, iac.Kinds()...)
		}
	}
	all.byDir[dir] = m
	all.loaded = append(all.loaded, dir)
	return m
}

// escaped keeps the signs of a folder's name from being a pattern's.
func escaped(dir string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(dir)
}

// sameSource reports whether the source that a call writes is the one that was
// fetched: the list has the registry's host before a name, and of a repository
// the form that git takes.
func sameSource(written, noted string) bool {
	if written == "" {
		return false
	}
	if host, ok := strings.CutSuffix(noted, "/"+written); ok && strings.HasPrefix(host, "registry.") && !strings.Contains(host, "/") {
		return true
	}
	return written == noted || repository(written) == repository(noted)
}

// repository is a source without what several ways to write it differ in.
func repository(s string) string {
	s, query, _ := strings.Cut(strings.TrimPrefix(s, "git::"), "?")
	for _, scheme := range []string{"https://", "ssh://"} {
		s = strings.TrimPrefix(s, scheme)
	}
	if user, rest, ok := strings.Cut(s, "@"); ok && user == "git" {
		if i := strings.IndexByte(rest, ':'); i > 0 && i < strings.IndexByte(rest+"/", '/') {
			rest = rest[:i] + "/" + rest[i+1:]
		}
		s = rest
	}
	base, below, _ := strings.Cut(s, "//")
	return strings.TrimSuffix(base, ".git") + "//" + below + "?" + query
}

// allows reports whether a version meets what a call asks for, by the library
// that Terraform uses itself.
func allows(wanted, have string) bool {
	if strings.TrimSpace(wanted) == "" {
		return true
	}
	c, err := version.NewConstraint(wanted)
	if err != nil {
		return false
	}
	v, err := version.NewVersion(have)
	return err == nil && c.Check(v)
}

// inWords says which module was read, and what lets another be taken instead.
func inWords(source, wanted, have string) string {
	if base, query, ok := strings.Cut(source, "?"); ok {
		source = base
		if q, err := url.ParseQuery(query); err == nil && q.Get("ref") != "" {
			source += "?ref=" + q.Get("ref")
		}
	}
	if i, j := strings.Index(source, "://"), strings.LastIndexByte(source, '@'); i >= 0 && j > i {
		source = source[:i+3] + source[j+1:] // no user, no password
	}
	if have == "" {
		return source + " as installed"
	}
	exact := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(wanted), "="))
	switch {
	case exact == "":
		return source + " " + have + ", as installed: no version is asked for"
	case semver.IsExact(exact):
		return source + " " + have
	}
	return source + " " + have + ", as installed for " + strings.TrimSpace(wanted)
}
