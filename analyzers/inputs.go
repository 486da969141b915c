package analyzers

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	modpath "golang.org/x/mod/module"

	"github.com/candor-dev/candor/internal/effects"
)

// Inputs is a digest of all that Run reads beside its options: the Go files of
// the tree and what else the go command builds with them, the settings of the go
// command and of its environment, and which modules lie in the module cache. ok
// is false where something else may count, too: code outside of the tree, another
// loader of packages, a file that can't be read.
func Inputs(ctx context.Context, dir string, modules []string) (digest string, ok bool) {
	if v := os.Getenv("GOPACKAGESDRIVER"); v != "" && v != "off" || len(modules) == 0 {
		return "", false
	}
	x := &inputs{root: resolved(dir), hash: sha256.New()}
	x.put("root", dir, x.root, runtime.GOOS, runtime.GOARCH)
	x.put(modules...)
	x.environment(ctx, filepath.Join(dir, filepath.FromSlash(modules[0])))
	for _, m := range modules {
		x.module(filepath.Join(x.root, filepath.FromSlash(m)))
	}
	if !x.loose {
		x.tree(ctx)
	}
	return hex.EncodeToString(x.hash.Sum(nil)), !x.loose && ctx.Err() == nil
}

type inputs struct {
	root     string // resolved
	hash     hash.Hash
	modCache string
	works    []string // go.work files that were read
	loose    bool
}

func (x *inputs) put(parts ...string) {
	for _, p := range parts {
		fmt.Fprintf(x.hash, "%d:%s", len(p), p) // a hash takes everything
	}
}

// environment takes down what the go command says of itself, and its program.
func (x *inputs) environment(ctx context.Context, dir string) {
	name, err := exec.LookPath("go")
	if err != nil {
		x.loose = true
		return
	}
	st, err := os.Stat(name)
	if err != nil {
		x.loose = true
		return
	}
	x.put("go", resolved(name), fmt.Sprint(st.Size(), st.ModTime().UnixNano()))
	cmd := exec.CommandContext(ctx, name, "env")
	cmd.Dir, cmd.Env = dir, goEnv(dir, nil)
	out, err := cmd.Output()
	if err != nil {
		x.loose = true
		return
	}
	for line := range strings.Lines(string(out)) {
		line = strings.TrimSpace(line)
		if strings.Contains(line, "GOGCCFLAGS=") {
			continue // names a temporary folder of this very call
		}
		x.put(line)
		if v, ok := strings.CutPrefix(strings.TrimPrefix(line, "set "), "GOMODCACHE="); ok {
			x.modCache = strings.Trim(v, `'"`)
		}
	}
	if x.modCache == "" {
		x.loose = true
	}
}

// module looks at what leads out of the tree: replacements and workspaces.
func (x *inputs) module(dir string) {
	name := filepath.Join(dir, "go.mod")
	b, err := os.ReadFile(name)
	if err != nil {
		x.loose = true
		return
	}
	if m, err := modfile.Parse(name, b, nil); err == nil { // else the go command says what is wrong
		for _, r := range m.Replace {
			x.local(dir, r)
		}
	}
	work := workFile(dir)
	x.put("work", work)
	if work == "" || slices.Contains(x.works, work) {
		return
	}
	x.works = append(x.works, work)
	if b, err = os.ReadFile(work); err != nil {
		x.loose = true
		return
	}
	x.put(string(b))
	x.sums(work + ".sum")
	if w, err := modfile.ParseWork(work, b, nil); err == nil {
		for _, r := range w.Replace {
			x.local(filepath.Dir(work), r)
		}
	}
	for _, m := range used(work) {
		x.inside(m)
	}
}

func (x *inputs) local(dir string, r *modfile.Replace) {
	if r.New.Version != "" {
		return
	}
	p := filepath.FromSlash(r.New.Path)
	if !filepath.IsAbs(p) {
		p = filepath.Join(dir, p)
	}
	x.inside(p)
}

// inside reports what lies outside of the tree, or where it can't be told.
func (x *inputs) inside(p string) {
	r, err := filepath.EvalSymlinks(p)
	if err != nil {
		x.loose = true
		return
	}
	if rel, err := filepath.Rel(x.root, r); err != nil || !filepath.IsLocal(rel) || r != filepath.Clean(p) {
		x.loose = true
	}
}

// tree takes down the files that a build reads, and the names of those that it
// may put into a program.
func (x *inputs) tree(ctx context.Context) {
	var names, embedding []string
	err := filepath.WalkDir(x.root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || ctx.Err() != nil {
			x.loose = true
			return fs.SkipAll
		}
		if d.IsDir() {
			if d.Name() == ".git" {
				return fs.SkipDir
			}
			return nil
		}
		names = append(names, name)
		if !built(d.Name()) {
			return nil
		}
		b, err := os.ReadFile(name) // of a link: what the go command would read
		if err != nil {
			x.loose = true
			return fs.SkipAll
		}
		x.put(name, d.Type().String(), string(b))
		if bytes.Contains(b, []byte("//go:embed")) {
			if dir := filepath.Dir(name) + string(filepath.Separator); !slices.Contains(embedding, dir) {
				embedding = append(embedding, dir)
			}
		}
		if path.Base(d.Name()) == "go.sum" {
			x.sums(name)
		}
		return nil
	})
	if err != nil {
		x.loose = true
	}
	for _, n := range names {
		if slices.ContainsFunc(embedding, func(dir string) bool { return strings.HasPrefix(n, dir) }) {
			x.put("name", n)
		}
	}
}

// built reports whether a build, or a check, reads a file of that name.
func built(name string) bool {
	switch name {
	case "go.mod", "go.sum", "go.work", "go.work.sum", "modules.txt", effects.LockName:
		return true
	}
	return slices.Contains([]string{
		".go", ".s", ".S", ".sx", ".c", ".cc", ".cpp", ".cxx", ".m", ".h", ".hh", ".hpp", ".hxx",
		".f", ".F", ".for", ".f90", ".swig", ".swigcxx", ".syso",
	}, path.Ext(name))
}

// sums takes down which of the modules of a go.sum lie in the module cache: what
// is not there today may be there tomorrow.
func (x *inputs) sums(name string) {
	f, err := os.Open(name)
	if err != nil {
		return // the go command says so, and a new one changes the tree
	}
	defer f.Close() // read only: nothing can be lost
	b, err := io.ReadAll(f)
	if err != nil {
		x.loose = true
		return
	}
	x.put(name, string(b))
	for line := range strings.Lines(string(b)) {
		part := strings.Fields(line)
		if len(part) != 3 {
			continue
		}
		p, err1 := modpath.EscapePath(part[0])
		version, onlyMod := strings.CutSuffix(part[1], "/go.mod")
		v, err2 := modpath.EscapeVersion(version)
		if err1 != nil || err2 != nil {
			continue
		}
		download := filepath.Join(x.modCache, "cache", "download", filepath.FromSlash(p), "@v", v)
		look := []string{download + ".mod"}
		if !onlyMod {
			look = []string{download + ".info", download + ".zip", download + ".ziphash", filepath.Join(x.modCache, filepath.FromSlash(p)+"@"+v)}
		}
		for _, l := range look {
			if exists(l) {
				x.put("has", l)
			}
		}
	}
}
