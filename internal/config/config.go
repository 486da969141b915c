// Package config reads candor.yaml: the claims, the waivers and what else a
// company says about its own tree.
package config

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/bundle"
)

// FileName is the name of the configuration at the root of a tree.
const FileName = "candor.yaml"

// maxSize is the most that is read of the configuration, and of a page, in bytes.
const maxSize = 2 << 20

//go:embed schema.json
var schema []byte

// Schema returns the JSON schema of candor.yaml, for editors.
func Schema() []byte { return append([]byte(nil), schema...) }

// Config is what candor.yaml says.
type Config struct {
	Path     string // of the file itself
	Company  string
	Page     string // default page of the claims
	Exclude  []string
	Policies []string
	Solo     bool // nobody else can review
	Claims   []candor.Claim
	Waivers  []candor.Waiver
	Go       Go
	Database Database
	Scans    []string // files that scanners for vulnerabilities wrote, or VEX documents
	// Subprocessors is the published list of vendors.
	Subprocessors Subprocessors
	// Library are the answers that persons approved, of all files that hold some.
	Library    []candor.Approved
	Frameworks map[string]Framework // by the name that the user gave
	// Freshness is how long evidence counts, by kind of fact, topic of kinds, or
	// "live" for all that is asked of live systems.
	Freshness map[string]time.Duration
	Deployed  string // the commit that is in use, whole or its first digits; "" when nobody said
	// Notices are worth a word and no error: a text that moved on its page.
	Notices []candor.Notice

	places map[string]candor.Location // see place
}

// Load reads the configuration at that path of fsys, the root of the tree. The
// pages of the claims are searched for their text. Every problem is reported
// at once: the error is an *Error. When the file is not there, the error also
// satisfies errors.Is(err, fs.ErrNotExist).
func Load(fsys fs.FS, name string) (*Config, error) {
	src, err := readText(fsys, name)
	if err != nil {
		return nil, &Error{Problems: []Problem{{At: candor.Location{Path: name}, Message: "cannot be read: " + reason(err)}}, cause: err}
	}
	r := &reader{path: name, fsys: fsys, pages: make(map[string]*page)}
	c := &Config{Path: name, places: make(map[string]candor.Location)}
	if root := r.parse(src); root != nil {
		r.config(root, c)
	}
	if err := r.err(); err != nil {
		return nil, err
	}
	return c, nil
}

// config reads the document.
func (r *reader) config(n *node, c *Config) {
	m, ok := r.mapping(n, "")
	if !ok {
		return
	}
	if v := m.get("version"); v != nil && (v.ShortTag() != "!!int" || v.Value != "1") {
		r.bad(v, "write version: 1", "version %s is not known", quoted(v.Value))
	}
	c.Company, _ = r.textAt(m, "company")
	if v := m.get("page"); v != nil {
		if p, ok := r.file(v); ok {
			c.Page = p
			r.page(v, p)
		}
	}
	c.Exclude = r.globs(m.get("exclude"))
	for _, it := range r.items(m.get("policies")) {
		p, ok := r.file(it)
		if !ok {
			continue
		}
		switch st, err := fs.Stat(r.fsys, p); {
		case err != nil:
			r.bad(it, "name a folder of .rego files or an OPA bundle, relative to the root of the tree", "policies %s: no such folder or file", quoted(p))
			continue
		case !st.IsDir() && !bundle.Named(p):
			r.bad(it, "name the folder of the .rego files, or an OPA bundle (.tar.gz)", "policies %s is neither a folder nor an OPA bundle", quoted(p))
			continue
		}
		c.Policies = append(c.Policies, p)
	}
	if v := m.get("team"); v != nil {
		if t, ok := r.mapping(v, "team"); ok {
			c.Solo = r.boolean(t.get("solo"))
		}
	}
	c.Go = r.goSection(m.get("go"))
	c.Database = r.database(m.get("database"))
	for _, it := range r.items(m.get("scans")) {
		if p, ok := r.file(it); ok {
			c.Scans = append(c.Scans, path.Clean(p))
		}
	}
	c.Subprocessors = r.subprocessors(m.get("subprocessors"), c.Company)
	r.claims(m.get("claims"), c)
	r.waivers(m.get("waivers"), c)
	r.frameworks(m.get("frameworks"), c)
	r.freshness(m.get("freshness"), c)
	c.Deployed = r.commit(m.get("deployed_commit"))
	r.libraries(m.get("answers"), c)
}

// place names a part of the file whose position Check needs: "claim 0 control 1".
func place(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// readText reads a file of at most maxSize bytes.
func readText(fsys fs.FS, name string) ([]byte, error) {
	if !fs.ValidPath(name) {
		return nil, errors.New("not a path inside the tree")
	}
	st, err := fs.Stat(fsys, name)
	if err != nil {
		return nil, err
	}
	switch {
	case st.IsDir():
		return nil, errors.New("a folder, not a file")
	case st.Size() > maxSize:
		return nil, fmt.Errorf("too large: %d KiB, the limit is %d KiB", st.Size()>>10, maxSize>>10)
	}
	return fs.ReadFile(fsys, name)
}

// reason says in words why a file could not be read, without its path.
func reason(err error) string {
	var pe *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "it does not exist"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	case errors.As(err, &pe):
		return pe.Err.Error()
	}
	return err.Error()
}

// inTree cleans a path that a user wrote; false when it leaves the tree.
func inTree(p string) (string, bool) {
	p = path.Clean(p)
	return p, fs.ValidPath(p)
}
