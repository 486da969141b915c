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

// hashOf returns the strongest whole hash of an integrity text ("" when there is
// none): "sha512", "sha384", "sha256", "sha1", "md5".
func hashOf(integrity string) string {
	best, rank := "", 0
	for _, f := range strings.Fields(integrity) {
		f, _, _ = strings.Cut(f, "?")
		alg, sum, _ := strings.Cut(f, "-")
		var sumOf [66]byte // room for the 64 bytes of the longest, as base64 counts it
		if len(sum) > base64.StdEncoding.EncodedLen(len(sumOf)) {
			continue
		}
		n, err := base64.StdEncoding.Decode(sumOf[:], []byte(sum))
		if err != nil {
			continue
		}
		r := 0
		switch {
		case alg == "sha512" && n == 64:
			r = 5
		case alg == "sha384" && n == 48:
			r = 4
		case alg == "sha256" && n == 32:
			r = 3
		case alg == "sha1" && n == 20:
			r = 2
		case alg == "md5" && n == 16:
			r = 1
		}
		if r > rank {
			best, rank = alg, r
		}
	}
	return best
}

// putSums adds the whole hashes of an integrity text to a value, in hex:
// "sha512:0a...".
func putSums(v map[string]any, integrity string) {
	var sums []any
	for _, f := range strings.Fields(integrity) {
		f, _, _ = strings.Cut(f, "?")
		if alg := hashOf(f); alg != "" {
			b, _ := base64.StdEncoding.DecodeString(f[len(alg)+1:]) // hashOf has decoded it already
			sums = append(sums, alg+":"+hex.EncodeToString(b))
		}
	}
	if sums != nil {
		v["sums"] = sums
	}
}

// fact returns the npm.lock fact of an entry. direct are the names that the
// manifests ask for themselves.
func (l *lock) fact(e *entry, names ref.Names, direct map[string]bool) candor.Fact {
	o := origin{}
	if e.resolved != "" && !e.link {
		o = parseOrigin(e.resolved)
	}
	source := e.source()
	alg, exact := hashOf(e.integrity), semver.IsExact(e.version)
	v := map[string]any{
		"ecosystem": "npm", "manager": "npm", "name": ref.Printable(e.name), "spec": "", "resolved": ref.Printable(e.version),
		"level": "lock", "direct": direct[e.name] && strings.Count(e.key, modules) == 1,
		"dev": e.dev, "internal": false, "outside": false, "hash_alg": alg, "hash": alg != "",
		"hash_written": e.integrity != "", "host": ref.Printable(o.host), "scheme": ref.Printable(o.scheme), "source": source,
		"real_name": ref.Printable(e.real), "url_name": "", "url_version": "", "commit": false, "key": ref.Printable(e.key),
		"exact": exact, "placed": "", "hash_of": "", "conditions": "",
	}
	if alg != "" {
		v["hash_of"] = "package"
	}
	if e.optional {
		v["optional"] = true
	}
	if e.license != "" {
		v["license"] = ref.Printable(e.license)
	}
	putSums(v, e.integrity)
	label := e.name + "@" + e.version
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
	case "bundled":
		v["internal"] = true
	default:
		v["url_name"], v["url_version"] = ref.Printable(o.name), ref.Printable(o.version)
	}
	if source == "registry" || source == "tarball" || source == "file" {
		switch {
		case alg == "sha512":
			v["level"] = "hash"
		case !exact:
			v["level"] = "none"
		}
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
