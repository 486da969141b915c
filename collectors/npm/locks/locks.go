// Package locks reads the locks of pnpm, yarn and bun into one shape: what the
// folders of a workspace asked for when the lock was written, and what each
// package is fixed to. It judges nothing.
package locks

import (
	"strings"

	"github.com/candor-dev/candor/internal/tree"
)

// The managers whose locks are read here.
const (
	Pnpm  = "pnpm"
	Yarn1 = "yarn"  // yarn 1
	Berry = "berry" // yarn 2 and later
	Bun   = "bun"
)

// Lock is what a lock file says.
type Lock struct {
	Manager string
	Version string // of the format, as written
	Lines   *tree.Lines
	// Importers are the folders that the lock was written for; yarn 1 records none.
	Importers []Importer
	Packages  []Package
	// Overrides, Patches and Catalogs are what the lock records of the settings
	// that it was written under.
	Overrides []Setting
	Patches   []Setting
	Catalogs  []Setting // Name is "CATALOG\x00PACKAGE"
	// IgnoredOptional are the optional dependencies that pnpm was told to leave out.
	IgnoredOptional []Setting
	// AutoPeers says that the peers of the manifests are installed and recorded.
	AutoPeers bool
	// NoLinks says that links between folders are not recorded.
	NoLinks bool
	// Hooked says that a program may have changed what the manifests ask for.
	Hooked bool
	// CacheKey names the way in which yarn made the archives that it took hashes of.
	CacheKey string
	Doubts   []Fault

	byKey     map[string]int // of Packages, by every key
	importers map[string]int
	links     map[string]bool // folders that pnpm fixes a dependency to
}

// Fault is a place that can't be read, or says two things.
type Fault struct {
	Off         int32
	Reason      string
	Unsupported bool // not broken: of a version that is not read
}

// Importer is a folder with a manifest, as the lock remembers it.
type Importer struct {
	Dir  string // "." for the lock's own
	Name string // of its package; "" where the lock does not say
	Off  int32
	Deps []Dep
}

// Dep is one dependency that a folder or a package asks for.
type Dep struct {
	Section string // as in package.json
	Name    string
	Spec    string // as the manifest asked for it
	Locked  string // what it was fixed to; "" where the lock says so elsewhere
	Off     int32
}

// Setting is one setting that the lock was written under.
type Setting struct {
	Name, Value string
	Off         int32
}

// Package is one entry of a lock.
type Package struct {
	Keys     []string
	Name     string // of the package itself
	Alias    string // the name that it is installed under, where that is another
	Version  string
	Resolved string // an address, where one is recorded
	// Integrity is a hash in the form of subresource integrity; for yarn 2 and
	// later, Checksum is the hash in hex of the archive in its cache.
	Integrity, Checksum string
	Source              string // "registry", "git", "tarball", "file", "link", "folder"
	Commit              string // of git
	Path                string // of file, link and folder: relative to the lock
	Conditions          string // the platforms that it is for, where the lock names them
	Patched             bool   // a patch over the package of the same name
	Off                 int32
	Deps                []Dep
}

// Find returns the package of a key, or nil.
func (l *Lock) Find(key string) *Package {
	if i, ok := l.byKey[key]; ok {
		return &l.Packages[i]
	}
	return nil
}

// Importer returns the folder of that name, or nil.
func (l *Lock) Importer(dir string) *Importer {
	if i, ok := l.importers[dir]; ok {
		return &l.Importers[i]
	}
	return nil
}

// index fills the maps; a key that comes again is a doubt.
func (l *Lock) index() {
	l.byKey = make(map[string]int, len(l.Packages)*2)
	for i := range l.Packages {
		for _, k := range l.Packages[i].Keys {
			if _, ok := l.byKey[k]; ok && l.Manager != Pnpm {
				l.doubt(l.Packages[i].Off, "the key "+k+" stands twice in the lock")
			}
			l.byKey[k] = i
		}
	}
	l.importers = make(map[string]int, len(l.Importers))
	for i := range l.Importers {
		l.importers[l.Importers[i].Dir] = i
	}
}

// maxDoubts bounds the doubts of one lock.
const maxDoubts = 20

func (l *Lock) doubt(off int32, reason string) {
	if len(l.Doubts) < maxDoubts {
		l.Doubts = append(l.Doubts, Fault{Off: off, Reason: reason})
	}
}

func (l *Lock) doubtDuplicates(doc *tree.Node) {
	for _, m := range doc.Duplicates(maxDoubts) {
		l.doubt(m.Off, "the key "+m.Key+" stands twice in one object")
	}
}

// cutName splits "name@rest"; a scope keeps its "@".
func cutName(s string) (name, rest string) {
	if len(s) > 1 {
		if i := strings.IndexByte(s[1:], '@'); i >= 0 {
			return s[:i+1], s[i+2:]
		}
	}
	return s, ""
}

// commitOf finds the commit in the address of a repository: behind "#".
func commitOf(addr string) string {
	_, frag, _ := strings.Cut(addr, "#")
	for part := range strings.SplitSeq(frag, "&") {
		if v, ok := strings.CutPrefix(part, "commit="); ok {
			return v
		}
	}
	if strings.Contains(frag, "=") {
		return ""
	}
	return frag
}

// archiveCommit finds the commit in the address of an archive that a code host
// makes of one commit.
func archiveCommit(addr string) string {
	addr, _, _ = strings.Cut(addr, "#")
	for _, host := range []string{"https://codeload.github.com/", "https://gitlab.com/", "https://bitbucket.org/"} {
		rest, ok := strings.CutPrefix(addr, host)
		if !ok {
			continue
		}
		for part := range strings.FieldsFuncSeq(rest, func(r rune) bool { return strings.ContainsRune("/?=&", r) }) {
			if part = strings.TrimSuffix(part, ".tar.gz"); len(part) == 40 && isHex(part) {
				return part
			}
		}
	}
	return ""
}

func isHex(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return s != ""
}

// isGit reports whether an address is that of a repository.
func isGit(addr string) bool {
	before, _, _ := strings.Cut(addr, "#")
	return strings.HasPrefix(addr, "git+") || strings.HasPrefix(addr, "git:") || strings.HasPrefix(addr, "git@") || strings.HasPrefix(addr, "ssh:") ||
		strings.HasSuffix(before, ".git") || strings.HasPrefix(addr, "github:") || strings.HasPrefix(addr, "gitlab:") || strings.HasPrefix(addr, "bitbucket:")
}

func isURL(s string) bool { return strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://") }
