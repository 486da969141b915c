package npm

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/ref"
)

// project is everything of the tree that speaks of npm packages.
type project struct {
	tree      *collector.Tree
	manifests map[string]*manifest // by folder
	locks     map[string]*lock     // by path
	files     map[string]bool      // every wanted path
	used      map[string]bool      // locks that cover a manifest
	direct    map[string]map[string]bool

	foreign map[string]*foreign   // locks of other managers, by path
	spaces  map[string]*workspace // by folder
	syncers map[string]*syncer    // by the path of the lock
	unused  map[string]string     // locks that do not count, and why
	broken  map[string]bool       // folders whose package.json can't be read
}

// ownLocks are the names of npm's locks; the first one that is there counts.
func ownLocks() []string { return []string{"npm-shrinkwrap.json", "package-lock.json"} }

// otherManager names the manager of a lock that is not npm's.
func otherManager(base string) string {
	switch base {
	case "pnpm-lock.yaml":
		return "pnpm"
	case "yarn.lock":
		return "yarn"
	case "bun.lock", "bun.lockb":
		return "bun"
	}
	return ""
}

// above are the folders over dir, the nearest first.
func above(dir string) []string {
	var out []string
	for dir != "." && dir != "/" && dir != "" {
		dir = path.Dir(dir)
		out = append(out, dir)
	}
	return out
}

// rootOf is the folder whose lock covers a manifest: that of its workspace, or
// its own.
func (p *project) rootOf(m *manifest) string {
	if w := p.workspaceAt(m.dir); w.pnpm {
		return m.dir
	}
	for _, dir := range above(m.dir) {
		if r := p.manifests[dir]; r != nil && r.covers(m.dir) {
			return dir
		}
		if w := p.workspaceAt(dir); w.pnpm {
			if w.covers(keyOf(dir, m.dir)) && !w.ownLocks && p.files[path.Join(dir, "pnpm-lock.yaml")] {
				return dir
			}
			return m.dir
		} else if w.problem != nil && len(p.candidates(m.dir)) == 0 && p.files[path.Join(dir, "pnpm-lock.yaml")] {
			return dir // perhaps; the problem makes the answer unknown
		}
	}
	return m.dir
}

// lockIn is the path of npm's lock in a folder, or "".
func (p *project) lockIn(dir string) string {
	for _, base := range ownLocks() {
		if p.files[path.Join(dir, base)] {
			return path.Join(dir, base)
		}
	}
	return ""
}

// manifestFact gives the fact of one manifest with its lock.
func (p *project) manifestFact(m *manifest) candor.Fact {
	f := candor.Fact{Kind: kindManifest, Subject: ref.Printable(m.path), State: candor.Observed, At: m.at()}
	root := p.rootOf(m)
	list := p.candidates(root)
	if len(list) == 0 && root != m.dir {
		if own := p.candidates(m.dir); len(own) > 0 {
			root, list = m.dir, own
		}
	}
	c, doubt := p.choose(root, list)
	v := map[string]any{
		"ecosystem": "npm", "manager": c.manager, "path": ref.Printable(m.path), "lock": ref.Printable(c.path), "lock_state": "absent",
		"lock_version": 0, "lock_format": "", "in_sync": false, "sync_errors": []any{}, "sync_error_count": 0, "direct": len(m.deps),
		"ignored": "", "ignored_at": "",
	}
	f.Value = v
	for _, x := range list {
		p.used[x.path] = true
	}
	if doubt != "" {
		f.State, f.Reason = candor.Unresolved, ref.Printable(doubt)
		return f
	}
	if o := p.foreign[c.path]; o != nil {
		f.State, f.Reason = p.lockedBy(m, root, o, v)
		f.Reason = ref.Printable(f.Reason)
		return f
	}
	if c.path == "" {
		return f
	}
	l := p.locks[c.path]
	if l == nil || l.problem != nil {
		v["lock_state"] = "unparsable"
		f.State, f.Reason = candor.Error, c.path+" could not be read"
		if l != nil {
			f.State, f.Reason = l.problem.State, fmt.Sprintf("%s: %s", l.problem.At, l.problem.Reason)
		}
		return f
	}
	v["lock_state"], v["lock_version"], v["lock_format"] = "present", l.version, strconv.Itoa(l.version)
	v["ignored"], v["ignored_at"] = ignored(p.tree, root, path.Base(c.path))
	p.sync(m, root, l, v)
	return f
}

// maxErrors bounds the sync errors that a fact lists; it always counts them all.
const maxErrors = 50

// sync fills in how manifest and lock agree.
func (p *project) sync(m *manifest, root string, l *lock, v map[string]any) {
	top := p.manifests[root]
	errs := l.checkSync(m, keyOf(root, m.dir), !legacyPeers(p.tree, root))
	if top == m || top == nil {
		over, names := l.checkOverrides(m)
		errs = append(errs, over...)
		errs = append(errs, l.checkInside(names)...)
	}
	setErrors(v, errs)
	names := p.direct[l.path]
	if names == nil {
		names = make(map[string]bool)
		p.direct[l.path] = names
	}
	for _, d := range m.deps {
		names[d.name] = true
	}
}

// setErrors writes the disagreements into the fact of a manifest.
func setErrors(v map[string]any, errs []syncError) {
	sortErrors(errs)
	errs = slices.CompactFunc(errs, func(a, b syncError) bool { return a == b })
	var list []any
	for _, e := range errs[:min(len(errs), maxErrors)] {
		list = append(list, e.tree())
	}
	if list == nil {
		list = []any{}
	}
	v["in_sync"], v["sync_errors"], v["sync_error_count"] = len(errs) == 0, list, len(errs)
}

// legacyPeers reports whether .npmrc switches off the installation of peers.
func legacyPeers(t *collector.Tree, dir string) bool {
	_, v := npmrc(t, dir, "legacy-peer-deps")
	return v == "true"
}

// npmrc returns the line and value of one setting of a folder's .npmrc. Nothing
// else of that file is kept: it may hold tokens.
func npmrc(t *collector.Tree, dir, key string) (line int, value string) {
	f := t.File(path.Join(dir, ".npmrc"))
	if f == nil {
		return 0, ""
	}
	b, err := f.Read()
	if err != nil {
		return 0, ""
	}
	for i, l := range strings.Split(string(b), "\n") {
		k, v, ok := strings.Cut(l, "=")
		if strings.TrimSpace(k) == key {
			line, value = i+1, strings.Trim(strings.TrimSpace(v), `"'`)
			if !ok {
				value = "true"
			}
		}
	}
	return line, value
}

// ignored tells whether the lock is switched off ("config") or kept out of
// version control ("gitignore"), and where that stands.
func ignored(t *collector.Tree, dir, base string) (how, at string) {
	key := "package-lock"
	switch base {
	case "pnpm-lock.yaml":
		key = "lockfile"
	case "yarn.lock", "bun.lock":
		key = ""
	}
	if line, v := npmrc(t, dir, key); key != "" && v == "false" {
		return "config", fmt.Sprintf("%s:%d", path.Join(dir, ".npmrc"), line)
	}
	for i, d := range append([]string{dir}, above(dir)...) {
		f := t.File(path.Join(d, ".gitignore"))
		if f == nil {
			continue
		}
		b, err := f.Read()
		if err != nil {
			continue
		}
		line, matched := 0, false
		for k, l := range strings.Split(string(b), "\n") {
			l = strings.TrimSpace(l)
			pattern, not := strings.CutPrefix(l, "!")
			if pattern == "" || pattern[0] == '#' {
				continue
			}
			anchored := strings.Contains(pattern, "/")
			pattern = strings.TrimPrefix(pattern, "**/")
			if anchored && strings.HasPrefix(pattern, "/") && i > 0 {
				continue
			}
			if ok, err := path.Match(strings.TrimPrefix(pattern, "/"), base); err == nil && ok {
				matched, line = !not, k+1
			}
		}
		if line > 0 {
			if matched {
				return "gitignore", fmt.Sprintf("%s:%d", path.Join(d, ".gitignore"), line)
			}
			return "", ""
		}
	}
	return "", ""
}
