package download

import (
	"path"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// moved reads what else is done with a file: made executable, moved, unpacked.
func (w *walker) moved(words []word, s *syntax.Stmt, c context) {
	name := base(words[0].text)
	var args []string
	for i := 1; i < len(words); i++ {
		t := words[i].text
		if t == "-m" || t == "-o" || t == "-g" || t == "-t" {
			i++
			continue
		}
		if !strings.HasPrefix(t, "-") {
			args = append(args, t)
		}
	}
	at := func(p string) *file { return w.r.files[join(w.r.dir, p)] }
	ready := func(f *file) {
		if f != nil && f.install == nil {
			u := w.r.use(f, c.scope, w.place("install", s))
			f.install = &u
		}
	}
	switch name {
	case "chmod":
		if len(args) > 1 && (strings.Contains(args[0], "x") || strings.HasPrefix(strings.TrimLeft(args[0], "0"), "7") || strings.HasPrefix(args[0], "5")) {
			for _, p := range args[1:] {
				ready(at(p))
			}
		}
	case "mv", "cp", "install", "ln":
		if len(args) < 2 {
			return
		}
		dest := args[len(args)-1]
		for _, p := range args[:len(args)-1] {
			f := at(p)
			if f == nil {
				continue
			}
			if name == "install" || isBin(dest) {
				ready(f)
			}
			w.r.put(join(w.r.dir, into(dest, path.Base(p))), f)
			w.r.put(join(w.r.dir, path.Join(dest, path.Base(p))), f)
		}
	case "dpkg", "rpm", "apt", "apt-get", "apk", "yum", "dnf", "zypper", "installer", "msiexec", "pip", "pip3":
		for _, p := range args {
			w.emit(at(p), c, "install", s)
		}
	case "tar", "unzip", "gunzip", "bsdtar", "7z":
		for _, p := range args {
			if f := at(p); f != nil && (name != "tar" || !strings.HasPrefix(args[0], "c")) {
				w.emit(f, c, unpackOf(words), s)
				break
			}
		}
	}
}

// unpackOf tells an archive that is unpacked where programs are.
func unpackOf(words []word) string {
	for i := 1; i < len(words); i++ {
		t := words[i].text
		dir, ok := strings.CutPrefix(t, "--directory=")
		if (t == "-C" || t == "-d" || t == "--directory" || strings.HasPrefix(t, "-") && !strings.HasPrefix(t, "--") && strings.HasSuffix(t, "C")) && i+1 < len(words) {
			dir, ok = words[i+1].text, true
		}
		if ok && isBin(dir) {
			return "install"
		}
	}
	return "unpack"
}

// isBin tells a folder where programs are, or a file in one.
func isBin(p string) bool {
	p = strings.TrimSuffix(p, "/")
	return p == "/usr/local" || p == "/usr" || p == "" || slices.Contains(strings.Split(p, "/"), "bin") || slices.Contains(strings.Split(p, "/"), "sbin")
}
