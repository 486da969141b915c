package python

import (
	"path"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/locked"
	"github.com/candor-dev/candor/internal/pep440"
	"github.com/candor-dev/candor/internal/tomltree"
	"github.com/candor-dev/candor/internal/tree"
)

func readPipfile(name string, doc *tomltree.Document) *manifest {
	m := &manifest{path: name, dir: path.Dir(name), doc: doc}
	for _, section := range doc.Root.Names() {
		switch section {
		case "source", "requires", "scripts", "pipfile", "pipenv":
			continue
		}
		t := doc.Root.Get(section)
		for _, key := range t.Names() {
			v := t.Get(key)
			r := requirement{name: normal(key), off: v.Offset, dev: section != "packages"}
			if r.dev {
				r.scope = "group:" + section
			}
			text := v.Text
			if v.Kind == tomltree.Table {
				text = v.Str("version")
				r.url = firstOf(v.Str("git"), v.Str("file"), v.Str("path"), v.Str("ref"))
				r.opaque = r.url != ""
				r.marker = firstOf(v.Str("markers"), v.Str("sys_platform"), v.Str("platform_system"), v.Str("os_name"), v.Str("python_version"))
			}
			if text == "*" {
				text = ""
			}
			var ok bool
			r.text = text
			if r.spec, ok = pep440.ParseSet(text); !ok {
				m.doubts = append(m.doubts, "the range of "+key+" in "+m.at(v.Offset).String()+" can't be read")
				continue
			}
			m.reqs = append(m.reqs, r)
		}
	}
	if len(m.reqs) > 0 {
		m.off = m.reqs[0].off
	}
	return m
}

// readPipfileLock reads a Pipfile.lock.
func readPipfileLock(name string, src []byte) *lock {
	l := newLock(name, "pipenv")
	l.partial = true
	lines := tree.NewLines(name, src)
	root, fault := tree.ParseUnique(src)
	at := candor.Location{Path: name, Line: 1}
	if fault != nil {
		at.Line = lines.At(fault.Off).Line
		return l.broken(candor.Error, at, "broken Pipfile.lock: "+fault.Msg)
	}
	meta := root.Get("_meta")
	if l.version = meta.Scalar("pipfile-spec"); l.version != "6" {
		return l.broken(candor.Unsupported, at, "candor reads Pipfile.lock with pipfile-spec 6 alone")
	}
	l.hash = meta.Get("hash").Text("sha256")
	index := ""
	if s := meta.Items("sources"); len(s) == 1 {
		index = s[0].Val.Text("url")
	}
	for _, section := range root.Members {
		if section.Key == "_meta" {
			continue
		}
		for i := range section.Val.Members {
			m := &section.Val.Members[i]
			key, n := m.Key, &m.Val
			version := strings.TrimPrefix(n.Text("version"), "==")
			e := locked.Entry{Name: key, Version: version, Source: "registry", URL: index, Dev: section.Key != "default", At: candor.Location{Path: name, Line: lines.At(m.Off).Line}}
			var algs []string
			for _, h := range n.Items("hashes") {
				alg, sum, _ := strings.Cut(h.Val.Str, ":")
				e.Written = true
				algs = append(algs, locked.HexHash(alg, sum))
				e.Sum(alg, sum)
			}
			e.HashAlg = locked.Weakest(algs)
			switch {
			case n.Text("git") != "":
				e.Source, e.URL, e.Commit = "git", n.Text("git"), n.Text("ref")
			case n.Text("path") != "":
				e.Source, e.Path = "path", n.Text("path")
			case n.Text("file") != "":
				e.Source, e.URL = "url", n.Text("file")
			}
			l.add(e, nil)
		}
	}
	return l
}
