package npm

import (
	"path"
	"sort"
	"strings"

	"github.com/candor-dev/candor/collectors/npm/locks"
	"github.com/candor-dev/candor/internal/tree"
)

// overrides collects what the root puts in the place of what packages ask for.
func (s *syncer) overrides() map[string][]string {
	out := make(map[string][]string)
	add := func(selector, value string) {
		name, value := overridden(selector), s.value(value)
		out[name] = append(out[name], value)
	}
	for k, v := range s.w.overrides {
		add(k, v.text)
	}
	r := s.p.manifests[s.root]
	if r == nil {
		return out
	}
	for _, key := range []string{"resolutions", "overrides"} {
		for _, x := range r.doc.Each(key) {
			if x.Val.Kind == tree.Text {
				add(x.Key, x.Val.Str)
			}
		}
	}
	return out
}

// value resolves what an override may refer to: a dependency of the root, or a
// catalog.
func (s *syncer) value(text string) string {
	if name, ok := strings.CutPrefix(text, "$"); ok {
		if r := s.p.manifests[s.root]; r != nil {
			for _, d := range r.deps {
				if d.name == name {
					return d.text
				}
			}
		}
	}
	return text
}

// overridden is the package that the selector of an override names: the last
// of "parent>name", "parent/name", "**/name", without its range.
func overridden(selector string) string {
	if i := strings.LastIndexByte(selector, '>'); i >= 0 && i+1 < len(selector) && strings.IndexByte("= 0123456789", selector[i+1]) < 0 && (i == 0 || selector[i-1] != '@') {
		selector = selector[i+1:]
	}
	name := selector
	for i := 1; i < len(name); i++ {
		if name[i] == '@' && name[i-1] != '/' {
			name = name[:i] // the rest is the range
		}
	}
	if i := strings.LastIndexByte(name, '/'); i > 0 {
		before := name[:i]
		if scope := path.Base(before); strings.HasPrefix(scope, "@") {
			return scope + "/" + name[i+1:]
		}
		return name[i+1:]
	}
	return name
}

// checkSettings holds overrides, patches and catalogs against what the lock
// remembers of them. yarn remembers none.
func (s *syncer) checkSettings() []syncError {
	if s.l.Manager != locks.Pnpm && s.l.Manager != locks.Bun {
		return s.resolutions()
	}
	var errs []syncError
	want := make(map[string]setting, len(s.w.overrides))
	for k, v := range s.w.overrides {
		want[k] = v
	}
	if r := s.p.manifests[s.root]; r != nil {
		from := []string{"resolutions"}
		if s.l.Manager == locks.Bun {
			from = append(from, "overrides")
		}
		for _, key := range from {
			for _, x := range r.doc.Each(key) {
				if _, ok := want[x.Key]; !ok || key == "overrides" {
					text := x.Val.Str
					if x.Val.Kind == tree.Object {
						text = x.Val.Text(".")
					}
					want[x.Key] = setting{text, r.lines.At(x.Off)}
				}
			}
		}
	}
	for k, v := range want {
		if v.text = s.value(v.text); true {
			if c := parseSpec(v.text); c.kind == specCatalog && s.l.Manager == locks.Pnpm {
				if x, ok := s.w.catalogs[catalogKey(c, overridden(k))]; ok {
					v.text = x.text
				}
			}
			want[k] = v
		}
	}
	errs = append(errs, s.compare("override ", want, s.l.Overrides, false)...)
	errs = append(errs, s.compare("patch ", s.w.patches, s.l.Patches, true)...)
	errs = append(errs, s.compare("optional dependency left out ", s.w.ignored, s.l.IgnoredOptional, true)...)
	// pnpm remembers the entries of catalogs that are used, bun all of them.
	locked := make(map[string]bool)
	for _, c := range s.l.Catalogs {
		locked[c.Name] = true
		catalog, name, _ := strings.Cut(c.Name, "\x00")
		switch w, ok := s.w.catalogs[c.Name]; {
		case !ok:
			errs = append(errs, disagree(name+" of catalog "+catalog, "extraneous", s.l.Lines.At(c.Off)))
		case w.text != c.Value:
			errs = append(errs, disagree(name+" of catalog "+catalog, "specifier", w.at))
		}
	}
	for _, m := range s.all {
		for i := range m.deps {
			if d := &m.deps[i]; d.spec.kind == specCatalog && d.section != "peerDependencies" && !locked[catalogKey(d.spec, d.name)] && len(s.forced[d.name]) == 0 {
				errs = append(errs, disagree(d.name, "missing", m.lines.At(d.off)))
			}
		}
	}
	return errs
}

// compare holds settings against what the lock remembers, both ways. The values
// of patches are paths that newer locks leave out.
func (s *syncer) compare(what string, want map[string]setting, have []locks.Setting, keysOnly bool) []syncError {
	var errs []syncError
	seen := make(map[string]bool)
	for _, h := range have {
		seen[h.Name] = true
		switch w, ok := want[h.Name]; {
		case !ok:
			errs = append(errs, disagree(what+h.Name, "extraneous", s.l.Lines.At(h.Off)))
		case w.text != h.Value && !keysOnly:
			errs = append(errs, disagree(what+h.Name, "specifier", w.at))
		}
	}
	for _, k := range sortedKeys(want) {
		if !seen[k] {
			errs = append(errs, disagree(what+k, "missing", want[k].at))
		}
	}
	return errs
}

func sortedKeys(m map[string]setting) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
