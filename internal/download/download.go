// Package download finds what a shell script fetches from elsewhere and then
// runs, installs or unpacks, and what was checked of it in between.
package download

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"

	"github.com/candor-dev/candor/internal/ref"
)

// Levels of a use: what was checked of that which was run.
const (
	Hash      = "hash"       // a literal SHA-2 sum was checked first
	Commit    = "commit"     // the address names a whole commit
	Signature = "signature"  // a signature was checked first
	Fetched   = "fetched"    // a sum was checked that was fetched as well
	Weak      = "weak"       // a literal MD5 or SHA-1 sum was checked first
	None      = "none"       // nothing was checked
	Unsure    = "unresolved" // see Why
)

// Use is one download that a script runs, installs or unpacks.
type Use struct {
	Text  string // the command, without credentials
	URL   string // what was fetched, without credentials and query; "" when it could not be told
	Host  string
	How   string // "pipe", "substitution", "file", "install", "unpack"
	Level string
	Why   string // what was checked, or why it could not be told
	Line  int    // of the command that uses it, 1-based
	Col   int
	From  int // line of the download
	Local bool
}

// Script is one piece of shell: a script, a RUN, a step.
type Script struct {
	Text    string
	Line    int    // of its first line in the file, 1-based
	ErrExit bool   // the shell runs with -e
	Dir     string // working directory, "" for the one that is left
	// Ends says that a failing last command stops whatever comes next.
	Ends bool
	// Stays says that a change of the working directory lasts beyond the script.
	Stays bool
	// Unsure says why nothing that is read here is certain, "" where it is.
	Unsure string
}

// Reader reads scripts that run one after the other over the same files.
type Reader struct {
	files   map[string]*file
	vars    map[string][]string // the literal values that a variable was given; holds "" for another
	sums    map[string]*file    // variables that hold the sum of a file
	bodies  map[string]*file    // variables that hold what was fetched
	texts   map[string]string   // files written by echo
	checker map[string]bool     // functions that check something
	uses    []Use
	dir     string
	scopes  int
	depth   int
	unsure  string
	budget  int
}

// file is one downloaded file.
type file struct {
	urls    []string
	line    int
	checks  []check
	used    bool
	unsure  string // why it is not certain that it was fetched
	install *Use   // made executable or moved to where programs are
}

type check struct {
	level, why string
	scope      []int
	weak       bool // a failure does not stop the script, as far as can be told
}

// New returns a reader that knows of no download yet.
func New() *Reader {
	return &Reader{
		files: map[string]*file{}, vars: map[string][]string{}, sums: map[string]*file{}, bodies: map[string]*file{},
		texts: map[string]string{}, checker: map[string]bool{}, budget: 200_000,
	}
}

// Fork returns a reader that starts from the files and variables of r.
func (r *Reader) Fork() *Reader {
	n := New()
	n.vars, n.dir, n.texts = maps.Clone(r.vars), r.dir, maps.Clone(r.texts)
	for k, f := range r.files {
		g := *f
		g.install, g.checks = nil, slices.Clone(f.checks)
		n.files[k] = &g
	}
	return n
}

// Set gives a variable a literal value, or none that is known ("").
func (r *Reader) Set(name, value string) { r.vars[name] = []string{value} }

// Dir changes the working directory.
func (r *Reader) Dir(dir string) { r.dir = join(r.dir, dir) }

// Add takes a file that something else than the script fetches; sum is the
// checksum that was checked, or "".
func (r *Reader) Add(url, dest, sum string, line int) {
	f := &file{urls: []string{url}, line: line}
	if sum != "" {
		f.checks = append(f.checks, check{level: Hash, why: "its checksum is given"})
	}
	r.files[join(r.dir, dest)] = f
}

// Installed marks a file that stands where programs are.
func (r *Reader) Installed(dest, text string, line int) {
	if f := r.files[join(r.dir, dest)]; f != nil {
		u := r.use(f, nil, Use{Text: text, How: "install", Line: line, Col: 1})
		f.install = &u
	}
}

// maxScript bounds a script, in bytes.
const maxScript = 1 << 20

// errDeep is the error of a script that nests too deep or holds too much.
var errDeep = errors.New("the script is too large or nests too deep")

// Read reads a script and returns the uses of it. The error says why the script
// could not be read to its end; what was found before is returned as well.
func (r *Reader) Read(s Script) ([]Use, error) {
	r.uses, r.unsure = nil, s.Unsure
	dir := r.dir
	if s.Dir != "" {
		r.dir = join(r.dir, s.Dir)
	}
	err := r.read(s, context{errExit: s.ErrExit, last: s.Ends})
	if !s.Stays {
		r.dir = dir
	}
	return r.uses, err
}

func (r *Reader) read(s Script, c context) (err error) {
	if r.depth++; r.depth > 8 {
		return errDeep
	}
	defer func() {
		r.depth--
		if v := recover(); v != nil {
			err = fmt.Errorf("the shell parser failed on it: %v", v)
		}
	}()
	if len(s.Text) > maxScript {
		return errDeep
	}
	text := plain(s.Text)
	f, err := syntax.NewParser(syntax.Variant(syntax.LangBash)).Parse(strings.NewReader(text), "")
	if err != nil {
		return fmt.Errorf("broken shell script: %s", ref.Printable(strings.TrimPrefix(err.Error(), ":")))
	}
	w := &walker{r: r, src: text, line: max(1, s.Line), errExit: c.errExit}
	w.list(f.Stmts, c)
	if r.budget < 0 {
		return errDeep
	}
	return nil
}

// Finish returns the downloads that were made into programs and that no script
// ran: they run later.
func (r *Reader) Finish() []Use {
	var out []Use
	for _, f := range r.files {
		if f.install == nil || f.used {
			continue
		}
		if u := r.use(f, nil, *f.install); f.install.Level != Hash {
			*f.install = u
		}
		out = append(out, *f.install)
		f.used = true
	}
	slices.SortFunc(out, func(a, b Use) int {
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return strings.Compare(a.Text, b.Text)
	})
	return out
}

// plain replaces the expressions of a workflow by expansions of the same length,
// which the shell's grammar knows.
func plain(s string) string {
	for from := 0; ; {
		i := strings.Index(s[from:], "${{")
		if i < 0 {
			return s
		}
		i += from
		j := strings.Index(s[i:], "}}")
		if j < 0 || strings.Contains(s[i:i+j], "\n") {
			from = i + 3
			continue
		}
		s = s[:i] + "${" + strings.Repeat("X", j-1) + "}" + s[i+j+2:]
		from = i + j + 2
	}
}

// Mentions reports whether a text that can't be read as shell could download
// and run something.
func Mentions(text string) bool {
	for _, f := range strings.FieldsFunc(text, func(c rune) bool { return strings.ContainsRune(" \t\r\n;|&()\"'`$", c) }) {
		switch strings.ToLower(base(f)) {
		case "curl", "wget", "iwr", "irm", "invoke-webrequest", "invoke-restmethod", "downloadstring", "downloadfile", "start-bitstransfer":
			return true
		}
	}
	return false
}

// Value returns the value of a download.run fact. where is "workflow",
// "dockerfile", "pipeline" or "script".
func (u Use) Value(where string) map[string]any {
	return map[string]any{
		"ecosystem": "download", "cmd": u.Text, "url": u.URL, "host": u.Host, "how": u.How, "check": u.Level, "level": u.fixed(),
		"why": u.Why, "fetched_at": u.From, "internal": u.Local, "where": where,
	}
}

// fixed is the level of the reference (ref.Levels). Whether a signature fixes
// anything depends on its key, which can't be seen.
func (u Use) fixed() string {
	switch u.Level {
	case Hash, Commit:
		return ref.Hash
	case Signature, Unsure:
		return ref.Unresolved
	}
	return ref.None
}

// maxFiles bounds the files of a reader; past it the script counts as too large.
const maxFiles = 2000

func (r *Reader) put(p string, f *file) {
	if len(r.files) >= maxFiles {
		r.budget = -1
		return
	}
	r.files[p] = f
}
