package locks

import (
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/candor-dev/candor/internal/tree"
)

// sha1Integrity writes a SHA-1 in hex as npm writes hashes.
func sha1Integrity(sum string) string {
	b, err := hex.DecodeString(sum)
	if err != nil {
		return ""
	}
	return "sha1-" + base64.StdEncoding.EncodeToString(b)
}

// readBerry reads the lock of yarn 2 and later.
func readBerry(name string, src []byte) (*Lock, *Fault) {
	doc, more, err := tree.ParseYAML(src)
	if err != nil {
		return nil, &Fault{Off: err.Off, Reason: "broken YAML: " + err.Msg}
	}
	if doc.Kind != tree.Object || more {
		return nil, &Fault{Reason: "broken lock: not one mapping"}
	}
	meta := doc.Get("__metadata")
	l := &Lock{Manager: Berry, Version: meta.Scalar("version"), CacheKey: meta.Scalar("cacheKey"), Lines: tree.NewLines(name, src)}
	if n, err := strconv.Atoi(l.Version); err != nil || n < 4 || n > 10 {
		off := int32(0)
		if meta != nil {
			off = meta.Off
		}
		return nil, &Fault{Off: off, Unsupported: true, Reason: "candor does not know version " + l.Version + " of yarn's lock; it reads 1 and 4 to 10"}
	}
	l.doubtDuplicates(&doc)
	for i := range doc.Members {
		m := &doc.Members[i]
		if m.Key == "__metadata" {
			continue
		}
		if m.Val.Kind != tree.Object {
			return nil, &Fault{Off: m.Off, Reason: "broken lock: an entry that is no mapping"}
		}
		resolution := m.Val.Text("resolution")
		if resolution == "" {
			return nil, &Fault{Off: m.Off, Reason: "broken lock: an entry without resolution"}
		}
		p := Package{Off: m.Off, Version: m.Val.Scalar("version"), Checksum: m.Val.Scalar("checksum"), Conditions: m.Val.Text("conditions")}
		for _, k := range strings.Split(m.Key, ", ") {
			p.Keys = append(p.Keys, unbound(k))
		}
		optional := m.Val.Get("dependenciesMeta")
		for _, section := range []string{"dependencies", "optionalDependencies", "peerDependencies"} {
			for _, d := range m.Val.Each(section) {
				dep := Dep{Section: section, Name: d.Key, Spec: d.Val.Str, Off: d.Off}
				if optional.Get(d.Key).Yes("optional") {
					dep.Section = "optionalDependencies"
				}
				p.Deps = append(p.Deps, dep)
			}
		}
		p.berry(resolution)
		if v, ok := strings.CutPrefix(unbound(resolution), p.Name+"@npm:"); ok && v != p.Version {
			l.doubt(m.Off, "the lock resolves to "+p.Name+"@"+v+" and says that its version is "+p.Version)
		}
		if p.Source == "workspace" {
			p.Source = "folder"
			l.Importers = append(l.Importers, Importer{Dir: p.Path, Name: p.Name, Off: p.Off, Deps: p.Deps})
			p.Deps = nil
		}
		l.Packages = append(l.Packages, p)
	}
	l.index()
	return l, nil
}

// unbound takes the folder off a key that is relative to one.
func unbound(key string) string {
	before, _, _ := strings.Cut(key, "::")
	return before
}

// berry reads where a package comes from out of its resolution:
// "name@protocol:what::parameters".
func (p *Package) berry(resolution string) {
	name, rest := cutName(resolution)
	p.Name, p.Source = name, "registry"
	if alias, _ := cutName(p.Keys[0]); alias != name {
		p.Alias = alias
	}
	what, params, _ := strings.Cut(rest, "::")
	protocol, text, _ := strings.Cut(what, ":")
	switch protocol {
	case "npm":
		if v, err := url.ParseQuery(params); err == nil {
			p.Resolved = v.Get("__archiveUrl")
		}
		if p.Version == "" {
			p.Version = text
		}
	case "workspace":
		p.Source, p.Path = "workspace", text
	case "link", "portal":
		p.Source, p.Path = "link", under(params, text)
	case "file":
		text, _, _ = strings.Cut(text, "#")
		p.Source, p.Path = "file", under(params, text)
		if !strings.HasSuffix(text, ".tgz") && !strings.HasSuffix(text, ".tar.gz") {
			p.Source = "folder"
		}
	case "patch":
		p.Patched = true
		inner, _, _ := strings.Cut(text, "#")
		if s, err := url.PathUnescape(inner); err == nil {
			patched := *p
			patched.berry(s)
			p.Source, p.Resolved, p.Commit, p.Path = patched.Source, patched.Resolved, patched.Commit, patched.Path
		}
	default:
		p.Resolved = what
		switch {
		case isGit(what):
			p.Source, p.Commit = "git", commitOf(what)
		case archiveCommit(what) != "":
			p.Source, p.Commit = "git", archiveCommit(what)
		default:
			p.Source = "tarball"
		}
	}
}

// under puts a path below the folder that asks for it, which the parameters of
// a resolution name: "locator=app%40workspace%3Apackages%2Fapp".
func under(params, p string) string {
	if v, err := url.ParseQuery(params); err == nil && !path.IsAbs(p) && !strings.HasPrefix(p, "~") {
		if _, dir, ok := strings.Cut(v.Get("locator"), "@workspace:"); ok && dir != "." {
			return path.Join(dir, p)
		}
	}
	return p
}
