package npm

import (
	"encoding/base64"
	"encoding/hex"
	"path"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/semver"
	"github.com/candor-dev/candor/internal/tree"
)

// entry is one package of a lock, whatever the version of the lock.
type entry struct {
	key       string // "node_modules/a/node_modules/b"; a folder for a workspace
	name      string // as it is imported
	real      string // the package's own name, when it is installed under another
	version   string
	resolved  string
	integrity string
	link      bool
	bundled   bool // says so itself, and the lock bears it out
	bundler   bool // brings packages inside its own archive
	dev       bool
	optional  bool
	off       int32
	license   string     // as the lock states it
	deps      *tree.Node // "dependencies", or "requires" of the first lock version
}

const modules = "node_modules/"

// nameOf returns the package name that a key ends with, or "" for a folder.
func nameOf(key string) string {
	i := strings.LastIndex(key, modules)
	if i < 0 || i > 0 && key[i-1] != '/' {
		return ""
	}
	return key[i+len(modules):]
}

// source says where a package comes from: "registry", "git", "tarball", "file",
// "link", "folder" or "bundled".
func (e *entry) source() string {
	switch {
	case e.link:
		return "link"
	case nameOf(e.key) == "":
		return "folder"
	case e.bundled:
		return "bundled"
	case e.resolved == "":
		return "registry"
	case e.version == "" && strings.HasPrefix(e.resolved, "http"):
		return "tarball" // as lock version 1 writes an archive behind a URL
	}
	switch parseSpec(e.resolved).kind {
	case specGit:
		return "git"
	case specFile:
		return "file"
	}
	return "registry"
}

// hashes reads an integrity text: its strongest whole hash ("" when there is
// none; "sha512", "sha384", "sha256", "sha1" or "md5") and all that are whole,
// in hex: "sha512:0a...".
func hashes(integrity string) (best string, sums []any) {
	rank := 0
	for f := range strings.FieldsSeq(integrity) {
		f, _, _ = strings.Cut(f, "?")
		alg, sum, _ := strings.Cut(f, "-")
		size, r := 0, 0
		switch alg {
		case "sha512":
			size, r = 64, 5
		case "sha384":
			size, r = 48, 4
		case "sha256":
			size, r = 32, 3
		case "sha1":
			size, r = 20, 2
		case "md5":
			size, r = 16, 1
		}
		if r == 0 || len(sum) != base64.StdEncoding.EncodedLen(size) {
			continue
		}
		var room [66]byte // for the 64 bytes of the longest, as base64 counts it
		if n, err := base64.StdEncoding.Decode(room[:], []byte(sum)); err != nil || n != size {
			continue
		}
		var text [len("sha512:") + 2*64]byte
		sums = append(sums, string(hex.AppendEncode(append(append(text[:0], alg...), ':'), room[:size])))
		if r > rank {
			best, rank = alg, r
		}
	}
	return best, sums
}

// hashLevel is the level of a package that is downloaded, by its hash and by
// whether its version is exact.
func hashLevel(alg string, exact bool) string {
	switch {
	case alg == "sha512":
		return "hash"
	case !exact:
		return "none"
	}
	return "lock"
}

// word is a text as a part of a value. Those that come again in every entry
// are constants, which take no room of their own.
func word(s string) any {
	switch s {
	case "https":
		return "https"
	case "hash":
		return "hash"
	case "sha512":
		return "sha512"
	case "registry":
		return "registry"
	case "package":
		return "package"
	}
	return ref.Printable(s)
}

// box is word for a text that many entries of this lock share.
func (l *lock) box(s string) any {
	v, ok := l.boxed[s]
	if !ok {
		v = ref.Printable(s)
		if len(l.boxed) < 100 {
			l.boxed[s] = v
		}
	}
	return v
}

// fact returns the npm.lock fact of an entry. direct are the names that the
// manifests ask for themselves.
func (l *lock) fact(e *entry, names ref.Names, direct map[string]bool) candor.Fact {
	o := origin{}
	if e.resolved != "" && !e.link {
		o = parseOrigin(e.resolved)
	}
	source, exact, level, hashOf := e.source(), semver.IsExact(e.version), "lock", ""
	alg, sums := hashes(e.integrity)
	if alg != "" {
		hashOf = "package"
	}
	if source == "registry" || source == "tarball" || source == "file" {
		level = hashLevel(alg, exact)
	}
	// An address mostly repeats the name and the version: one value for both.
	var name, version any = ref.Printable(e.name), ref.Printable(e.version)
	urlName, urlVersion := name, version
	if o.name != e.name {
		urlName = ref.Printable(o.name)
	}
	if o.version != e.version {
		urlVersion = ref.Printable(o.version)
	}
	v := map[string]any{
		"ecosystem": "npm", "manager": "npm", "name": name, "spec": "", "resolved": version,
		"level": word(level), "direct": direct[e.name] && strings.Count(e.key, modules) == 1,
		"dev": e.dev, "internal": source == "bundled", "outside": false, "hash_alg": word(alg), "hash": alg != "",
		"hash_written": e.integrity != "", "host": l.box(o.host), "scheme": word(o.scheme), "source": word(source),
		"real_name": ref.Printable(e.real), "url_name": urlName, "url_version": urlVersion,
		"commit": false, "key": ref.Printable(e.key), "exact": exact, "placed": "", "hash_of": word(hashOf), "conditions": "",
	}
	if e.optional {
		v["optional"] = true
	}
	if e.license != "" {
		v["license"] = l.box(e.license)
	}
	if sums != nil {
		v["sums"] = sums
	}
	label := e.name + "@" + e.version
	if source != "registry" && source != "tarball" {
		v["url_name"], v["url_version"] = "", ""
	}
	switch source {
	case "link", "folder":
		target := e.key
		if e.link {
			target = e.resolved
		}
		v["level"], v["scheme"], v["host"] = "exact", "", ""
		if l.place(v, target); v["outside"] == true {
			v["level"] = ref.None
		}
		label = e.name + "@" + "file:" + target
	case "file":
		l.place(v, parseSpec(e.resolved).path)
		v["internal"] = false // an archive needs its hash wherever it lies
		v["scheme"] = "file"
	case "git":
		v["commit"], v["level"] = ref.IsCommit(o.commit), ref.Tag
		if v["commit"] == true {
			v["level"], v["hash"], v["hash_alg"], v["hash_of"] = "hash", true, "commit", "commit"
		}
		v["resolved"] = ref.Printable(o.commit)
		label = e.name + "@git:" + o.commit
	}
	if e.real != "" && e.real != e.name {
		label = e.name + "@npm:" + e.real + "@" + e.version
	}
	label = ref.Printable(label)
	if names[label]++; names[label] > 1 {
		label += " at " + ref.Printable(e.key)
		label = names.Unique(label)
	}
	f := candor.Fact{Kind: kindLock, Subject: label, State: candor.Observed, Value: v, At: l.lines.At(e.off)}
	if source == "bundled" && l.version == 1 {
		f.State, f.Reason = candor.Unresolved, "lock version 1 does not record which package brings this one inside its archive"
	}
	return f
}

// checkBundled takes back the word of entries that call themselves bundled and
// can't be: npm computes that itself, so one that carries an address or a hash,
// or that stands below no package that bundles, is downloaded like any other.
func (l *lock) checkBundled() {
	for i := range l.entries {
		e := &l.entries[i]
		if !e.bundled {
			continue
		}
		e.bundled = false
		if e.resolved != "" || e.integrity != "" {
			continue
		}
		for key := e.key; ; {
			i := strings.LastIndex(key, "/"+modules)
			if i < 0 {
				break
			}
			key = key[:i]
			if p := l.byKey[key]; p != nil && (p.bundler || l.version == 1) {
				e.bundled = true
				break
			}
		}
	}
}

// place tells whether a path, relative to the lock, lies inside the scanned tree.
func (l *lock) place(v map[string]any, target string) {
	target = strings.ReplaceAll(target, `\`, "/")
	full := path.Join(path.Dir(l.path), target)
	outside := path.IsAbs(target) || full == ".." || strings.HasPrefix(full, "../") || strings.HasPrefix(target, "~") ||
		len(target) > 1 && target[1] == ':'
	v["internal"], v["outside"], v["placed"] = !outside, outside, ref.Printable(target)
}
