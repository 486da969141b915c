package locks

import (
	"strings"

	"github.com/candor-dev/candor/internal/tree"
)

// ReadYarn reads a yarn.lock: that of yarn 1, which has a grammar of its own,
// or that of its successors, which is YAML.
func ReadYarn(name string, src []byte) (*Lock, *Fault) {
	if strings.Contains(string(src), "\n__metadata:") || strings.HasPrefix(string(src), "__metadata:") {
		return readBerry(name, src)
	}
	r := &yarnReader{src: string(src), lock: &Lock{Manager: Yarn1, Version: "1", Lines: tree.NewLines(name, src)}}
	if f := r.read(); f != nil {
		return nil, f
	}
	if !r.header && len(r.lock.Packages) == 0 {
		return nil, &Fault{Unsupported: len(strings.TrimSpace(r.src)) > 0, Reason: "the lock is empty: neither packages nor the line that says which yarn wrote it"}
	}
	r.lock.index()
	return r.lock, nil
}

// yarnReader reads yarn 1's lock: entries at the margin, their fields below
// them, and the dependencies of an entry below their field.
type yarnReader struct {
	src    string
	off    int
	header bool
	lock   *Lock
}

// next cuts the next line that holds something.
func (r *yarnReader) next() (line string, off, indent int, ok bool) {
	for r.off < len(r.src) {
		off = r.off
		line = r.src[off:]
		if k := strings.IndexByte(line, '\n'); k >= 0 {
			line = line[:k]
			r.off += k + 1
		} else {
			r.off = len(r.src)
		}
		line = strings.TrimSuffix(line, "\r")
		body := strings.TrimLeft(line, " ")
		if body == "" {
			continue
		}
		if body[0] == '#' {
			if v, is := strings.CutPrefix(body, "# yarn lockfile v"); is {
				r.header = true
				r.lock.Version = strings.TrimSpace(v)
			}
			continue
		}
		indent = len(line) - len(body)
		return body, off + indent, indent, true
	}
	return "", len(r.src), 0, false
}

func (r *yarnReader) read() *Fault {
	var p *Package
	section := ""
	complete := true // the last entry has its version
	lastOff := 0
	for {
		body, off, indent, ok := r.next()
		if !ok || indent == 0 {
			if !complete {
				return &Fault{Off: int32(lastOff), Reason: "broken lock: an entry without version"}
			}
		}
		if !ok {
			break
		}
		if r.lock.Version != "1" {
			return &Fault{Unsupported: true, Reason: "candor does not know version " + r.lock.Version + " of yarn's lock; it reads 1 and those of yarn 2 and later"}
		}
		switch {
		case indent == 0:
			keys, ok := words(strings.TrimSuffix(body, ":"), ',')
			if !ok || !strings.HasSuffix(body, ":") || len(keys) == 0 {
				return &Fault{Off: int32(off), Reason: "broken lock: not the head of an entry"}
			}
			r.lock.Packages = append(r.lock.Packages, Package{Off: int32(off), Keys: keys})
			p, section, complete, lastOff = &r.lock.Packages[len(r.lock.Packages)-1], "", false, off
		case p == nil:
			return &Fault{Off: int32(off), Reason: "broken lock: a field without entry"}
		case indent == 2 && strings.HasSuffix(body, ":"):
			section = strings.TrimSuffix(body, ":")
		case indent == 2 || indent == 4 && section != "":
			w, ok := words(body, ' ')
			if !ok || len(w) != 2 {
				return &Fault{Off: int32(off), Reason: "broken lock: want a name and a value"}
			}
			if indent == 4 {
				if section == "dependencies" || section == "optionalDependencies" {
					p.Deps = append(p.Deps, Dep{Section: section, Name: w[0], Spec: w[1], Off: int32(off)})
				}
				continue
			}
			section = ""
			switch w[0] {
			case "version":
				if complete {
					r.lock.doubt(int32(off), "an entry has two versions")
				}
				p.Version, complete = w[1], true
			case "resolved":
				p.Resolved = w[1]
			case "integrity":
				p.Integrity = w[1]
			}
		default:
			return &Fault{Off: int32(off), Reason: "broken lock: a line that is indented otherwise than yarn does"}
		}
	}
	for i := range r.lock.Packages {
		r.lock.Packages[i].yarn1()
	}
	return nil
}

// words splits a line into texts with or without quotes; sep is what stands
// between two: a comma with a blank, or a blank.
func words(s string, sep byte) ([]string, bool) {
	var out []string
	for s = strings.TrimSpace(s); s != ""; {
		var w string
		if s[0] == '"' {
			end, escaped := -1, false
			for i := 1; i < len(s) && end < 0; i++ {
				switch s[i] {
				case '\\':
					escaped = true
					i++
				case '"':
					end = i
				}
			}
			if end < 0 {
				return nil, false
			}
			w, s = s[1:end], s[end+1:]
			if escaped {
				n, err := tree.ParseJSON([]byte(`"` + w + `"`))
				if err != nil {
					return nil, false
				}
				w = n.Str
			}
		} else {
			end := strings.IndexByte(s, sep)
			if end < 0 {
				end = len(s)
			}
			if w, s = s[:end], s[end:]; strings.ContainsAny(w, "\"") || sep == ',' && strings.Contains(w, " ") && !strings.ContainsAny(w, "<>=|") {
				return nil, false
			}
		}
		out = append(out, w)
		if s == "" {
			break
		}
		if s[0] != sep {
			return nil, false
		}
		if s = strings.TrimLeft(s[1:], " "); s == "" {
			return nil, false
		}
	}
	return out, true
}

// yarn1 tells where the package comes from. yarn keeps a SHA-1 behind the
// address; it counts where there is no better hash.
func (p *Package) yarn1() {
	name, spec := cutName(p.Keys[0])
	p.Name, p.Source = name, "registry"
	if real, ok := strings.CutPrefix(spec, "npm:"); ok {
		if n, _ := cutName(real); n != "" {
			p.Name, p.Alias = n, name
		}
	}
	addr, sum, _ := strings.Cut(p.Resolved, "#")
	switch {
	case p.Resolved == "" && (strings.HasPrefix(spec, "file:") || strings.HasPrefix(spec, "link:") || strings.HasPrefix(spec, "./") || strings.HasPrefix(spec, "../")):
		_, dir, ok := strings.Cut(spec, ":")
		if !ok {
			dir = spec
		}
		p.Source, p.Path = "folder", dir
	case strings.HasPrefix(p.Resolved, "file:"), p.Resolved != "" && !strings.Contains(addr, ":"):
		p.Source, p.Path, p.Resolved = "file", strings.TrimPrefix(addr, "file:"), ""
	case archiveCommit(addr) != "":
		p.Source, p.Commit = "git", archiveCommit(addr)
		return
	case isGit(p.Resolved):
		p.Source, p.Commit = "git", commitOf(p.Resolved)
		return
	case isURL(spec):
		p.Source = "tarball"
	}
	if p.Integrity == "" && len(sum) == 40 && isHex(sum) {
		p.Integrity = sha1Integrity(sum)
	}
	if p.Source != "file" {
		p.Resolved = addr
	}
}
