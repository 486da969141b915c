package analyzers

import (
	"context"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/tools/go/packages"
)

// loadMode gives syntax and types of a module's own packages; what they import
// comes from export data, which is many times cheaper than its source.
const loadMode = packages.LoadSyntax | packages.NeedModule

type loaded struct {
	packages []*packages.Package
	root     string // absolute root of the tree
	// standIns are the embed patterns, by package, that match no file of the
	// tree: a build step makes the files.
	standIns map[string][]string
}

// load reads the packages of one module that the patterns name.
func load(ctx context.Context, root, mod string, env []string, tests bool, patterns ...string) (*loaded, error) {
	dir := filepath.Join(root, filepath.FromSlash(mod))
	cfg := &packages.Config{
		Mode: loadMode, Context: ctx, Dir: dir, Tests: tests, Fset: token.NewFileSet(),
		Env: goEnv(dir, env),
	}
	pkgs, err := packages.Load(cfg, patterns...)
	if err != nil {
		return nil, err
	}
	var si standIns
	defer si.remove()
	for range maxStandIns {
		if !si.find(pkgs) {
			break
		}
		flag, err := si.flag()
		if err != nil {
			return nil, err
		}
		cfg.BuildFlags = []string{flag}
		if pkgs, err = packages.Load(cfg, patterns...); err != nil {
			return nil, err
		}
	}
	pkgs = slices.DeleteFunc(pkgs, func(p *packages.Package) bool {
		return strings.HasSuffix(p.ID, ".test") // the main package that runs tests
	})
	slices.SortFunc(pkgs, func(a, b *packages.Package) int { return strings.Compare(a.ID, b.ID) })
	return &loaded{packages: pkgs, root: root, standIns: si.patterns}, nil
}

// loadTogether reads all packages of modules, which one go.work builds together
// where they are several.
func loadTogether(ctx context.Context, root string, mods, env []string, tests bool) (*loaded, error) {
	if len(mods) == 1 {
		return load(ctx, root, mods[0], env, tests, "./...")
	}
	var patterns []string
	for _, m := range mods {
		r, err := filepath.Rel(filepath.FromSlash(mods[0]), filepath.FromSlash(m))
		if err != nil {
			return nil, err
		}
		if r = filepath.ToSlash(r); filepath.IsLocal(r) {
			r = "./" + r
		}
		patterns = append(patterns, r+"/...")
	}
	return load(ctx, root, mods[0], env, tests, patterns...)
}

// workspaces groups the folders of modules by the go.work that builds them
// together; every other module stands alone. Groups and folders are sorted.
func workspaces(root string, mods []string) [][]string {
	var out [][]string
	at := make(map[string]int) // index in out by go.work
	for _, m := range slices.Sorted(slices.Values(mods)) {
		m = path.Clean(m)
		top := filepath.Join(root, filepath.FromSlash(m))
		f := workFile(top)
		if f == "" || !uses(f, top) || exists(filepath.Join(top, "vendor", "modules.txt")) {
			out = append(out, []string{m})
			continue
		}
		if i, ok := at[f]; ok {
			out[i] = append(out[i], m)
			continue
		}
		at[f] = len(out)
		out = append(out, []string{m})
	}
	return out
}

// everything are the patterns of all packages below a folder: "./...", or those of
// the modules of a go.work where the folder itself belongs to no module.
func everything(dir string) ([]string, error) {
	if exists(filepath.Join(moduleRoot(dir), "go.mod")) {
		return []string{"./..."}, nil
	}
	f := workFile(dir)
	if f == "" {
		return nil, errors.New("no go.mod in this folder or above it, and no go.work; run candor vet inside of a module, or candor check for all modules below")
	}
	var out []string
	for _, m := range used(f) {
		if r, err := filepath.Rel(dir, m); err == nil && filepath.IsLocal(r) && exists(filepath.Join(m, "go.mod")) {
			out = append(out, "./"+path.Join(filepath.ToSlash(r), "..."))
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no go.mod in this folder or above it, and %s uses no module below it", filepath.Base(f))
	}
	return out, nil
}

// goEnv is the environment of the go command: no network, no other toolchain,
// no changes to the tree, and no version control, which could run hooks.
func goEnv(dir string, extra []string) []string {
	env := append(os.Environ(), extra...)
	top := moduleRoot(dir)
	mod := "readonly"
	if exists(filepath.Join(top, "vendor", "modules.txt")) {
		mod = "vendor"
	}
	flags := []string{"-mod=" + mod, "-buildvcs=false"}
	for f := range strings.FieldsSeq(lookup(env, "GOFLAGS")) {
		if strings.HasPrefix(strings.TrimLeft(f, "-"), "tags=") {
			flags = append(flags, f) // they say which files belong to the build
		}
	}
	work := "off"
	if f := workFile(top); f != "" && (filepath.Dir(f) == top || mod == "readonly" && uses(f, top)) {
		work = f
	}
	if lookup(env, "CGO_ENABLED") == "" {
		env = append(env, "CGO_ENABLED=0")
	}
	return append(env, "GOFLAGS="+strings.Join(flags, " "), "GOWORK="+work,
		"GO111MODULE=on", "GOPROXY=off", "GOTOOLCHAIN=local", "GOVCS=*:off", "PWD="+dir)
}

// moduleRoot is the nearest folder at or above dir that has a go.mod, or dir.
func moduleRoot(dir string) string {
	for d := dir; ; {
		if exists(filepath.Join(d, "go.mod")) {
			return d
		}
		up := filepath.Dir(d)
		if up == d {
			return dir
		}
		d = up
	}
}

// uses reports whether a go.work names the module in a folder: the go command
// then builds it together with the others.
func uses(work, dir string) bool { return slices.Contains(used(work), dir) }

// used are the folders of the modules that a go.work names.
func used(work string) []string {
	b, err := os.ReadFile(work)
	if err != nil {
		return nil
	}
	w, err := modfile.ParseWork(work, b, nil)
	if err != nil {
		return nil // the go command says what is wrong with it
	}
	var out []string
	for _, u := range w.Use {
		m := filepath.FromSlash(u.Path)
		if !filepath.IsAbs(m) {
			m = filepath.Join(filepath.Dir(work), m)
		}
		out = append(out, m)
	}
	return out
}

// workFile is the go.work that the go command would take for an absolute folder, "" if
// there is none.
func workFile(dir string) string {
	for d := dir; ; {
		if f := filepath.Join(d, "go.work"); exists(f) {
			return f
		}
		up := filepath.Dir(d)
		if up == d {
			return ""
		}
		d = up
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}

// lookup returns the last value of a variable.
func lookup(env []string, name string) string {
	for _, kv := range slices.Backward(env) {
		if v, ok := strings.CutPrefix(kv, name+"="); ok {
			return v
		}
	}
	return ""
}

// folder is the package's folder, slash-separated and relative to the root.
func (l *loaded) folder(p *packages.Package) string {
	files := slices.Concat(p.GoFiles, p.OtherFiles, p.IgnoredFiles)
	if p.Dir != "" {
		return relative(l.root, p.Dir)
	}
	if len(files) == 0 {
		return ""
	}
	return relative(l.root, filepath.Dir(files[0]))
}

// relative is the path of a file below root, slash-separated; the file's own
// absolute path if it lies elsewhere.
func relative(root, name string) string {
	for _, base := range []string{root, resolved(root)} {
		if r, err := filepath.Rel(base, name); err == nil && filepath.IsLocal(r) {
			return filepath.ToSlash(r)
		}
	}
	return filepath.ToSlash(name)
}

func resolved(p string) string {
	if r, err := filepath.EvalSymlinks(p); err == nil {
		return r
	}
	return p
}

// unread is a folder with Go files that the go command left out.
type unread struct{ folder, file, reason string }

// unlisted finds the folders of a module whose Go files no package holds:
// patterns leave them out without a word.
func unlisted(l *loaded, root, mod string, seen map[string]bool) []unread {
	var out []unread
	top := filepath.Join(root, filepath.FromSlash(mod))
	_ = filepath.WalkDir(top, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			out = append(out, unread{relative(root, name), relative(root, name), "can't be listed: " + oneLine(err.Error())})
			return nil
		}
		if !e.IsDir() {
			return nil
		}
		if name != top && otherCode(name) {
			return fs.SkipDir
		}
		folder := relative(root, name)
		if seen[folder] {
			return nil
		}
		files, _ := filepath.Glob(filepath.Join(name, "*.go"))
		files = slices.DeleteFunc(files, func(f string) bool {
			b := filepath.Base(f)
			return strings.HasSuffix(b, "_test.go") || strings.HasPrefix(b, "_") || strings.HasPrefix(b, ".")
		})
		if len(files) > 0 {
			out = append(out, unread{folder, path.Join(folder, filepath.Base(files[0])), leftOut(files)})
		}
		return nil
	})
	return out
}

// leftOut says why a folder gave no package.
func leftOut(files []string) string {
	for _, name := range files {
		if tags, ok := hidden(name); ok && len(tags) > 0 {
			return "is built only with -tags " + strings.Join(tags, ",") + "; set GOFLAGS=-tags=" + strings.Join(tags, ",") + " to judge it"
		}
	}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			continue
		}
		for _, i := range f.Imports {
			if p, _ := strconv.Unquote(i.Path.Value); p == "C" {
				return "uses cgo, which is switched off; set CGO_ENABLED=1 where a C compiler is at hand"
			}
		}
	}
	return "excluded by build constraints for " + runtime.GOOS + "/" + runtime.GOARCH
}
