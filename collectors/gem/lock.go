package gem

import (
	"strings"

	"github.com/candor-dev/candor/internal/locked"
)

// lock is a lock of Bundler's, read.
type lock struct {
	path    string
	bundler string // the version that wrote it
	specs   []spec
	byName  map[string][]int
	deps    map[string]dependency
	sums    map[string]checksum // by "name version"
	bundled map[string]bool
	problem string
	line    int
}

// spec is one gem of the lock.
type spec struct {
	name, version    string // the version with its platform
	source           string // "registry", "git" or "path"
	remote, revision string
	line             int
}

// dependency is a gem as the lock says that the Gemfile asks for it.
type dependency struct {
	reqs []string
	own  bool // "!": from a source of its own
	line int
}

type checksum struct {
	alg     string
	written bool
	sums    []string // as the lock writes them: "sha256=0a..."
}

// readLock reads a lock: sections whose names stand at the start of a line, and
// lines below them whose indent says what they are.
func readLock(name, src string) *lock {
	l := &lock{path: name, byName: make(map[string][]int), deps: make(map[string]dependency), sums: make(map[string]checksum), bundled: map[string]bool{"bundler": true}}
	section, in := "", spec{}
	remotes := 0
	for i, text := range strings.Split(src, "\n") {
		text = strings.TrimRight(text, " \r\t")
		body := strings.TrimLeft(text, " ")
		indent := len(text) - len(body)
		switch {
		case body == "":
			continue
		case indent == 0 && (strings.HasPrefix(body, "<<<<<<<") || strings.HasPrefix(body, "=======") || strings.HasPrefix(body, ">>>>>>>")):
			return l.broken(i+1, "a conflict of a merge stands in the lock")
		case indent == 0:
			section, in, remotes = body, spec{}, 0
			if !known(section) {
				return l.broken(i+1, "candor does not know the section "+section)
			}
			continue
		}
		why := ""
		switch section {
		case "GEM", "GIT", "PATH", "PLUGIN SOURCE":
			switch {
			case indent == 2:
				key, value, _ := strings.Cut(body, ": ")
				switch key {
				case "remote":
					if remotes++; remotes > 1 {
						value = "" // nobody can tell which one a gem comes from
					}
					in.remote = value
				case "revision":
					in.revision = value
				}
			case indent == 4:
				why = l.spec(section, body, in, i+1)
			}
		case "DEPENDENCIES":
			why = l.dependency(body, i+1)
		case "CHECKSUMS":
			why = l.checksum(body)
		case "BUNDLED WITH":
			l.bundler = body
		case "":
			why = "text before the first section"
		}
		if why != "" {
			return l.broken(i+1, why)
		}
	}
	if section == "" {
		return l.broken(1, "the lock is empty")
	}
	if len(l.deps) == 0 && len(l.specs) > 0 {
		return l.broken(strings.Count(src, "\n")+1, "the lock ends before its section DEPENDENCIES")
	}
	return l
}

func known(section string) bool {
	switch section {
	case "GEM", "GIT", "PATH", "PLUGIN SOURCE", "PLATFORMS", "DEPENDENCIES", "CHECKSUMS", "RUBY VERSION", "BUNDLED WITH":
		return true
	}
	return false
}

func (l *lock) broken(line int, why string) *lock {
	l.problem, l.line = "broken lock: "+why, line
	return l
}

// cut parts "name (text) rest".
func cut(s string) (name, inside, rest string, ok bool) {
	name, s, has := strings.Cut(s, " (")
	if !has {
		return name, "", "", !strings.ContainsAny(name, " ()")
	}
	inside, rest, ok = strings.Cut(s, ")")
	return name, inside, strings.TrimSpace(rest), ok && name != "" && !strings.Contains(name, " ")
}

func (l *lock) spec(section, body string, in spec, line int) string {
	name, version, rest, ok := cut(body)
	if !ok || version == "" || rest != "" {
		return "a gem without a version"
	}
	in.name, in.version, in.line, in.source = name, version, line, "registry"
	switch section {
	case "GIT":
		in.source = "git"
	case "PATH":
		in.source = "path"
	case "PLUGIN SOURCE":
		in.source = "git"
		if in.revision == "" {
			in.source = "registry"
		}
	}
	l.byName[name] = append(l.byName[name], len(l.specs))
	l.specs = append(l.specs, in)
	return ""
}

func (l *lock) dependency(body string, line int) string {
	body, own := strings.CutSuffix(body, "!")
	name, reqs, rest, ok := cut(body)
	if !ok || rest != "" {
		return "a dependency that is none"
	}
	d := dependency{own: own, line: line}
	if reqs != "" {
		d.reqs = strings.Split(reqs, ",")
	}
	l.deps[name] = d
	return ""
}

// checksum reads "name (version) sha256=...,sha512=...". Without a sum the gem
// is listed and nothing is recorded of it.
func (l *lock) checksum(body string) string {
	name, version, rest, ok := cut(body)
	if !ok || version == "" {
		return "a checksum without a gem"
	}
	c := checksum{written: rest != ""}
	for _, s := range strings.Split(rest, ",") {
		c.sums = append(c.sums, strings.TrimSpace(s))
		alg, sum, _ := strings.Cut(strings.TrimSpace(s), "=")
		if a := locked.HexHash(alg, sum); c.alg == "" || locked.Strong(a) {
			c.alg = a
		}
	}
	l.sums[name+" "+version] = c
	return ""
}
