package npm

import (
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/collectors/npm/locks"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/semver"
	"github.com/candor-dev/candor/internal/tree"
)

// managerName is the name under which people know the manager of a lock.
func managerName(m string) string {
	if m == locks.Berry {
		return "yarn"
	}
	return m
}

// major is the first number of a lock's version.
func major(version string) int {
	s, _, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

func lineOf(name string, src []byte, off int32) candor.Location {
	return tree.NewLines(name, src).At(off)
}

// emitForeign gives one fact for each package of another manager's lock.
func (p *project) emitForeign(in *collector.Input, o *foreign) {
	if o.problem != nil {
		gap(in, o.problem.State, o.problem.At, o.problem.Reason, kindLock)
		return
	}
	for _, d := range o.lock.Doubts {
		gap(in, candor.Error, o.lock.Lines.At(d.Off), ref.Printable(d.Reason), kindLock)
	}
	in.Expect(len(o.lock.Packages))
	names := make(ref.Names, len(o.lock.Packages))
	for i := range o.lock.Packages {
		in.Emit(o.fact(&o.lock.Packages[i], names))
	}
}

// emitLinks gives a fact for each folder that a manifest links to where the
// lock does not record links: yarn 1 never does, pnpm where it is told so.
func (p *project) emitLinks(in *collector.Input, m *manifest) {
	root := p.rootOf(m)
	c, _ := p.choose(root, p.candidates(root))
	o := p.foreign[c.path]
	if o == nil || o.lock == nil || o.lock.Manager != locks.Yarn1 && !o.lock.NoLinks {
		return
	}
	names := ref.Names{}
	for _, d := range m.deps {
		to, ok := strings.CutPrefix(d.text, "link:")
		if !ok {
			continue
		}
		v := entryValue(c.manager, d.name)
		v["source"], v["level"], v["direct"] = "link", "exact", true
		if (&lock{path: m.path}).place(v, to); v["outside"] == true {
			v["level"] = ref.None
		}
		in.Emit(candor.Fact{Kind: kindLock, Subject: names.Unique(ref.Printable(d.name + "@file:" + to)), State: candor.Observed, Value: v, At: m.lines.At(d.off)})
	}
}

// unusedFact stands for a lock that another one takes the place of.
func unusedFact(name, manager, why string) candor.Fact {
	v := entryValue(manager, name)
	v["source"], v["why"] = "unused", ref.Printable(why)
	return candor.Fact{Kind: kindLock, Subject: ref.Printable(name), State: candor.Observed, Value: v, At: candor.Location{Path: name, Line: 1}}
}

// entryValue is the value of an entry's fact before anything is known of it.
func entryValue(manager, name string) map[string]any {
	return map[string]any{
		"ecosystem": "npm", "manager": manager, "name": ref.Printable(name), "spec": "", "resolved": "", "level": "lock", "direct": false,
		"dev": false, "internal": false, "outside": false, "hash_alg": "", "hash": false, "hash_of": "", "hash_written": false,
		"host": "", "scheme": "", "source": "registry", "real_name": "", "url_name": "", "url_version": "", "commit": false,
		"key": "", "exact": false, "placed": "", "conditions": "",
	}
}

// fact returns the npm.lock fact of a package in another manager's lock.
func (o *foreign) fact(p *locks.Package, names ref.Names) candor.Fact {
	name := p.Name
	if p.Alias != "" {
		name = p.Alias
	}
	v := entryValue(managerName(o.lock.Manager), name)
	if p.Alias != "" {
		v["real_name"] = ref.Printable(p.Name)
	}
	v["source"], v["resolved"], v["exact"] = p.Source, ref.Printable(p.Version), semver.IsExact(p.Version)
	v["direct"], v["dev"] = o.direct[p], p.Source != "folder" && len(o.direct) > 0 && !o.prod[p]
	v["key"], v["conditions"] = ref.Printable(p.Keys[0]), ref.Printable(p.Conditions)
	if p.Resolved != "" {
		addr := parseOrigin(p.Resolved)
		v["host"], v["scheme"] = ref.Printable(addr.host), ref.Printable(addr.scheme)
		if p.Source == "registry" {
			v["url_name"], v["url_version"] = ref.Printable(addr.name), ref.Printable(addr.version)
		}
		if short, ok := codeHosts()[addr.scheme]; ok {
			v["host"], v["scheme"] = short, "https"
		}
	}
	alg, sums := hashes(p.Integrity)
	if sums != nil {
		v["sums"] = sums
	}
	v["hash_written"] = p.Integrity != "" || p.Checksum != ""
	if alg != "" {
		v["hash_of"] = "package"
	}
	if p.Checksum != "" {
		if alg = checksumAlg(p.Checksum); alg != "" {
			v["hash_of"] = "cache"
		}
	}
	v["hash_alg"], v["hash"] = alg, alg != ""
	label := name + "@" + p.Version
	switch p.Source {
	case "folder", "link":
		v["level"], v["host"], v["scheme"], v["exact"] = "exact", "", "", false
		if (&lock{path: o.path}).place(v, p.Path); v["outside"] == true {
			v["level"] = ref.None
		}
		label = name + "@file:" + p.Path
	case "file":
		(&lock{path: o.path}).place(v, p.Path)
		v["internal"], v["scheme"] = false, "file"
		label = name + "@file:" + p.Path
	case "git":
		v["commit"], v["resolved"], v["level"] = ref.IsCommit(p.Commit), ref.Printable(p.Commit), ref.Tag
		if alg != "sha512" && v["commit"] == true {
			v["level"], v["hash"], v["hash_alg"], v["hash_of"] = "hash", true, "commit", "commit"
		}
		label = name + "@git:" + p.Commit
	case "tarball":
		if p.Version == "" {
			label = name + "@" + p.Resolved
		}
	}
	if p.Source != "folder" && p.Source != "link" {
		switch {
		case alg == "sha512":
			v["level"] = "hash"
		case p.Source != "git" && v["exact"] == false:
			v["level"] = "none"
		}
	}
	if p.Alias != "" && p.Source == "registry" {
		label = name + "@npm:" + p.Name + "@" + p.Version
	}
	if p.Patched {
		label += " (patched)"
	}
	label = ref.Printable(label)
	if names[label]++; names[label] > 1 {
		label = names.Unique(label + " at " + ref.Printable(p.Keys[0]))
	}
	return candor.Fact{Kind: kindLock, Subject: label, State: candor.Observed, Value: v, At: o.lock.Lines.At(p.Off)}
}

// codeHosts are the hosts that a short form of an address stands for.
func codeHosts() map[string]string {
	return map[string]string{"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org"}
}

// checksumAlg tells the hash of a checksum of yarn's: hex, behind the key of
// the cache that it was taken in.
func checksumAlg(sum string) string {
	if _, rest, ok := strings.Cut(sum, "/"); ok {
		sum = rest
	}
	if b, err := hex.DecodeString(sum); err == nil && len(b) == 64 {
		return "sha512"
	}
	return ""
}
