package python

import (
	"path"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/jsontree"
	"github.com/candor-dev/candor/internal/locked"
	"github.com/candor-dev/candor/internal/pep440"
	"github.com/candor-dev/candor/internal/tomltree"
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
	doc, fault := jsontree.Parse(src)
	at := candor.Location{Path: name, Line: 1}
	if fault != nil {
		at.Line = fault.Line
		return l.broken(candor.Error, at, "broken Pipfile.lock: "+fault.Reason)
	}
	spec := doc.Root.Get("_meta", "pipfile-spec")
	if spec == nil || spec.Text != "6" {
		return l.broken(candor.Unsupported, at, "candor reads Pipfile.lock with pipfile-spec 6 alone")
	}
	l.version = spec.Text
	l.hash = doc.Root.Str("_meta", "hash", "sha256")
	index := ""
	if s := doc.Root.List("_meta", "sources"); len(s) == 1 {
		index = s[0].Str("url")
	}
	for _, section := range doc.Root.Keys {
		if section == "_meta" {
			continue
		}
		t := doc.Root.Get(section)
		for _, key := range t.Names() {
			n := t.Get(key)
			version := strings.TrimPrefix(n.Str("version"), "==")
			e := locked.Entry{Name: key, Version: version, Source: "registry", URL: index, Dev: section != "default", At: candor.Location{Path: name, Line: doc.Line(n.Offset)}}
			var algs []string
			for _, h := range n.List("hashes") {
				alg, sum, _ := strings.Cut(h.Text, ":")
				e.Written = true
				algs = append(algs, locked.HexHash(alg, sum))
				e.Sum(alg, sum)
			}
			e.HashAlg = locked.Weakest(algs)
			switch {
			case n.Str("git") != "":
				e.Source, e.URL, e.Commit = "git", n.Str("git"), n.Str("ref")
			case n.Str("path") != "":
				e.Source, e.Path = "path", n.Str("path")
			case n.Str("file") != "":
				e.Source, e.URL = "url", n.Str("file")
			}
			l.add(e, nil)
		}
	}
	return l
}
