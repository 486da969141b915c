package npm

import (
	"path"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/collectors/npm/locks"
)

// foreign is the lock of another manager than npm.
type foreign struct {
	path    string
	lock    *locks.Lock // nil when it could not be read
	direct  map[*locks.Package]bool
	prod    map[*locks.Package]bool // what is installed without development
	problem *candor.Fact
}

// readForeign reads the lock of another manager. What is wrong with it goes
// into the result: a lock that can't be read is a fact, too.
func readForeign(f *collector.File) *foreign {
	o := &foreign{path: f.Path, direct: map[*locks.Package]bool{}, prod: map[*locks.Package]bool{}}
	fail := func(state candor.State, at candor.Location, why string) *foreign {
		o.problem = &candor.Fact{State: state, Reason: why, Subject: at.String(), At: at}
		return o
	}
	top := candor.Location{Path: f.Path, Line: 1}
	base := path.Base(f.Path)
	if base == "bun.lockb" {
		return fail(candor.Unsupported, top, "bun.lockb is binary, which candor does not read; bun 1.2 and later keep a text, bun.lock")
	}
	src, err := f.Read()
	if err != nil {
		return fail(candor.Error, top, err.Error())
	}
	var bad *locks.Fault
	switch base {
	case "pnpm-lock.yaml":
		o.lock, bad = locks.ReadPnpm(f.Path, src)
	case "yarn.lock":
		o.lock, bad = locks.ReadYarn(f.Path, src)
	default:
		o.lock, bad = locks.ReadBun(f.Path, src)
	}
	if bad != nil {
		state := candor.Error
		if bad.Unsupported {
			state = candor.Unsupported
		}
		return fail(state, lineOf(f.Path, src, bad.Off), bad.Reason)
	}
	return o
}

// candidate is a lock that stands in a folder.
type candidate struct{ manager, path string }

// candidates are the locks of a folder, npm's first. The text of bun's lock
// takes the place of its binary form.
func (p *project) candidates(dir string) []candidate {
	var out []candidate
	if name := p.lockIn(dir); name != "" {
		out = append(out, candidate{"npm", name})
	}
	for _, base := range []string{"bun.lock", "bun.lockb", "pnpm-lock.yaml", "yarn.lock"} {
		name := path.Join(dir, base)
		if !p.files[name] {
			continue
		}
		if base == "bun.lockb" && p.files[path.Join(dir, "bun.lock")] {
			p.unused[name] = "bun reads bun.lock, which stands beside it"
			continue
		}
		out = append(out, candidate{otherManager(base), name})
	}
	return out
}

// choose tells which lock counts. Where it can't tell, the reason says why.
func (p *project) choose(root string, list []candidate) (chosen candidate, reason string) {
	manager := ""
	if r := p.manifests[root]; r != nil {
		manager = r.manager()
	}
	var names []string
	for _, c := range list {
		if c.manager == manager {
			chosen = c
		}
		names = append(names, c.path)
	}
	switch {
	case len(list) == 0:
		return candidate{}, ""
	case chosen.path != "":
		for _, c := range list {
			if c != chosen {
				p.unused[c.path] = "package.json names " + manager + " as its manager"
			}
		}
		return chosen, ""
	case manager != "" && knownManager(manager):
		return list[0], "package.json names " + manager + " as its manager, and the lock beside it is of another: " + strings.Join(names, ", ")
	case len(list) > 1:
		return list[0], strings.Join(names, " and ") + " are both there and packageManager does not say which one counts"
	}
	return list[0], ""
}

func knownManager(name string) bool {
	switch name {
	case "npm", "pnpm", "yarn", "bun":
		return true
	}
	return false
}

// lockedBy gives the fields of a manifest's fact that speak of another
// manager's lock, and the state of the fact.
func (p *project) lockedBy(m *manifest, root string, o *foreign, v map[string]any) (candor.State, string) {
	if o.lock == nil {
		v["lock_state"] = "unparsable"
		if path.Base(o.path) == "bun.lockb" {
			v["lock_state"] = "binary"
		}
		return o.problem.State, o.problem.At.String() + ": " + o.problem.Reason
	}
	l := o.lock
	v["lock_state"], v["lock_version"], v["lock_format"] = "present", major(l.Version), l.Version
	v["ignored"], v["ignored_at"] = ignored(p.tree, root, path.Base(o.path))
	w := p.workspaceAt(root)
	if w.noLock != "" {
		v["ignored"], v["ignored_at"] = "config", w.noLock
	}
	if w.problem != nil {
		return w.problem.State, w.problem.Reason
	}
	s := p.syncing(root, o)
	errs := s.check(m)
	if m.dir == root || p.manifests[root] == nil {
		errs = append(errs, s.checkAll()...)
	}
	setErrors(v, errs)
	if len(errs) > 0 && l.Hooked {
		return candor.Unresolved, "a .pnpmfile.cjs changes what manifests ask for, and candor does not run it; " + o.path + " and " + m.path + " differ"
	}
	return candor.Observed, ""
}

// managerFor is the manager whose lock covers a manifest, "" when that is not
// certain.
func (p *project) managerFor(m *manifest) string {
	root := p.rootOf(m)
	c, doubt := p.choose(root, p.candidates(root))
	if doubt != "" {
		return ""
	}
	return c.manager
}
