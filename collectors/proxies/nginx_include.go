package proxies

import (
	"path"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
)

// nginxTree is the nginx configurations of a tree, with what they include.
type nginxTree struct {
	w        *writer
	files    map[string][]*directive // by path
	included map[string]bool
	missing  map[string]bool // "path pattern" of includes that are told of
	left     int             // of maxExpansions
}

// maxExpansions bounds the blocks whose includes are followed: files can
// include each other inside of blocks.
const maxExpansions = 100_000

// readNginx reads each configuration from the files that no other includes.
func readNginx(in *collector.Input, list []source) {
	if len(list) == 0 {
		return
	}
	t := &nginxTree{w: newWriter(in, "nginx"), files: make(map[string][]*directive), included: make(map[string]bool), missing: make(map[string]bool), left: maxExpansions}
	for _, s := range list {
		t.parse(s.path, s.text)
	}
	// A file named nginx.conf is where a configuration begins.
	var mains, others []string
	for _, s := range list {
		switch base := path.Base(s.path); {
		case t.files[s.path] == nil:
		case strings.HasPrefix(base, "nginx.conf"):
			mains = append(mains, s.path)
		default:
			others = append(others, s.path)
		}
	}
	for _, p := range mains {
		t.root(p)
	}
	for _, p := range others {
		if !t.included[p] {
			t.root(p)
		}
	}
}

func (t *nginxTree) parse(p, text string) {
	ds, line, err := parseNginx(p, text)
	if err != nil {
		state := candor.Error
		if err == errTemplate {
			state = candor.Unsupported
		}
		t.w.gap(state, at(p, line), err.Error())
	}
	t.files[p] = ds
}

// harmless are the files of every installation that say nothing of TLS.
func harmless(pattern string) bool {
	base, dir := path.Base(pattern), path.Base(path.Dir(pattern))
	return slices.Contains([]string{"mime.types", "fastcgi_params", "fastcgi.conf", "uwsgi_params", "scgi_params", "fastcgi-php.conf", "koi-utf", "koi-win", "win-utf"}, base) ||
		dir == "modules-enabled" || dir == "modules"
}

// expand replaces includes by what they include. whole is false when a file is
// not in the tree. stack holds the files that are being read, against loops.
func (t *nginxTree) expand(ds []*directive, main string, stack []string) (out []*directive, whole bool) {
	whole = true
	if t.left--; t.left < 0 {
		if t.left == -1 {
			t.w.gap(candor.Error, at(main, 1), "its files include each other without an end")
		}
		return nil, false
	}
	for _, d := range ds {
		if d.name != "include" || len(d.args) != 1 {
			out = append(out, d)
			continue
		}
		if harmless(d.args[0]) {
			continue
		}
		found := t.find(d.args[0], main, d.path)
		if len(found) == 0 || len(stack) > 20 {
			whole = false
			if key := d.path + " " + d.args[0]; !t.missing[key] {
				t.missing[key] = true
				t.w.gap(candor.Unresolved, at(d.path, d.line), "the included "+d.args[0]+" is not in the tree")
			}
			continue
		}
		for _, p := range found {
			if slices.Contains(stack, p) {
				continue
			}
			t.included[p] = true
			inner, ok := t.expand(t.files[p], main, append(slices.Clone(stack), p))
			out, whole = append(out, inner...), whole && ok && t.files[p] != nil
		}
	}
	return out, whole
}

// find lists the files of the tree that an include names, in the order of nginx.
func (t *nginxTree) find(pattern, main, from string) []string {
	rel := pattern
	for _, prefix := range []string{"/etc/nginx/", "/usr/local/nginx/conf/", "/usr/local/openresty/nginx/conf/"} {
		if rest, ok := strings.CutPrefix(rel, prefix); ok {
			rel = rest
		}
	}
	if strings.HasPrefix(rel, "/") || strings.Contains(rel, "$") {
		return nil
	}
	for _, dir := range []string{path.Dir(main), path.Dir(from)} {
		full := path.Join(dir, rel)
		var found []string
		if f := t.w.in.Tree.File(full); f != nil {
			found = append(found, full)
		} else if strings.ContainsAny(rel, "*?[") {
			for _, f := range t.w.in.Tree.Glob(full) {
				found = append(found, f.Path)
			}
		}
		if len(found) == 0 {
			continue
		}
		for _, p := range found {
			t.load(p)
		}
		return found
	}
	return nil
}

// load reads a file that is included and that was not looked for by its name.
func (t *nginxTree) load(p string) {
	if _, ok := t.files[p]; ok {
		return
	}
	b, err := t.w.in.Tree.File(p).Read()
	if err != nil {
		t.w.gap(candor.Error, at(p, 1), err.Error())
		t.files[p] = nil
		return
	}
	t.parse(p, string(b))
}
