package collector

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/candor-dev/candor"
)

// MaxFileSize is the most that is read of one file, in bytes. A larger file is
// a gap with that reason.
const MaxFileSize = 32 << 20

// MaxFiles bounds a tree; past it the walk stops and says so.
const MaxFiles = 500_000

// Excluded begins the reason of what the user's own exclude left out.
const Excluded = "excluded by candor.yaml"

// skippedDirs are folders that hold other people's work or a build's output.
// They are counted and named in the report as not looked at.
var skippedDirs = map[string]string{
	".git": "version control", ".hg": "version control", ".svn": "version control",
	"node_modules": "installed dependencies", "vendor": "vendored dependencies",
	".venv": "installed dependencies", "venv": "installed dependencies",
	".terraform": "installed dependencies, of which modules are read where a configuration calls them", "bower_components": "installed dependencies",
	"__pycache__": "build output", ".next": "build output", ".turbo": "build output",
	".aws-sam": "build output", ".serverless": "build output",
	"testdata": "test fixtures", "fixtures": "test fixtures", "__fixtures__": "test fixtures",
	"__tests__": "test fixtures", "__mocks__": "test fixtures",
}

// Tree is a read-only view of the scanned root.
type Tree struct {
	Files  []*File // regular files, by path
	Unread []candor.Unread
	// Problems are folders that could not be listed: anything may be in them.
	Problems []Problem
	// Links are symbolic links whose target is not in the tree: it is not read,
	// and what a collector wants of them is a gap.
	Links []string
	// Aliases are names that symbolic links give to files of the tree.
	Aliases []Alias

	byPath map[string]*File
	all    []*File // also those that are not in Files; nil: all are
	aside  []*File // in no list: a collector that is led there asks for them
	trace  *Trace  // of the collector that looks; nil: nobody asks
}

// Problem is a part of the tree that could not be read.
type Problem struct {
	Path   string
	Reason string
}

// Walk lists the tree below the root of fsys. exclude are globs of paths that
// are left alone. Symbolic links are never followed, so a loop can't trap it.
func Walk(ctx context.Context, fsys fs.FS, exclude []string) (*Tree, error) {
	t := &Tree{byPath: make(map[string]*File)}
	unread := make(map[string]*candor.Unread)
	note := func(p, reason string) {
		key := reason + "\x00" + path.Base(p)
		if u := unread[key]; u != nil {
			u.Count++
			return
		}
		unread[key] = &candor.Unread{Path: p, Count: 1, Reason: reason}
	}
	var inside []string // symbolic links that lead to something below the root
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			if p == "." {
				return err
			}
			t.Problems = append(t.Problems, Problem{Path: p, Reason: reasonOf(err)})
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if p == "." {
			return nil
		}
		for _, g := range exclude {
			if candor.MatchGlob(g, p) {
				note(p, Excluded+" ("+g+")")
				if d.IsDir() {
					return fs.SkipDir
				}
				return nil
			}
		}
		if inAssembly(p) && (d.IsDir() && !strings.HasPrefix(d.Name(), "assembly-") || !d.IsDir() && !strings.HasSuffix(p, ".template.json") && d.Name() != "manifest.json") {
			note(p, "build output")
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			if why, ok := skippedDirs[d.Name()]; ok {
				note(p, why)
				if d.Name() == ".terraform" {
					t.installed(ctx, fsys, p+"/modules", exclude)
				}
				return fs.SkipDir
			}
			return nil
		}
		if d.Type()&fs.ModeSymlink != 0 {
			note(p, "symbolic link")
			// A target inside is read under its own name. The file system keeps
			// to the root, so one outside can't be looked at, nor can a loop.
			if _, err := fs.Stat(fsys, p); err != nil {
				t.Links = append(t.Links, p)
			} else {
				inside = append(inside, p)
			}
			return nil
		}
		if !d.Type().IsRegular() {
			note(p, "not a regular file")
			return nil
		}
		if len(t.Files) >= MaxFiles {
			t.Problems = append(t.Problems, Problem{Path: p, Reason: "more than 500,000 files; scan a smaller folder or add to exclude"})
			return fs.SkipAll
		}
		f := &File{Path: p, fsys: fsys, again: new(again)}
		t.Files = append(t.Files, f)
		t.byPath[p] = f
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(t.Files, func(a, b *File) int { return strings.Compare(a.Path, b.Path) })
	t.follow(fsys, inside, exclude)
	for _, u := range unread {
		t.Unread = append(t.Unread, *u)
	}
	sort.Slice(t.Unread, func(i, j int) bool { return t.Unread[i].Path < t.Unread[j].Path })
	return t, nil
}

// installed lists the modules that "terraform init" put below a folder. They are
// in no list of files, as they are somebody else's: who reads a configuration
// that calls one asks for it. What is excluded or can't be listed is not there.
func (t *Tree) installed(ctx context.Context, fsys fs.FS, dir string, exclude []string) {
	_ = fs.WalkDir(fsys, dir, func(p string, d fs.DirEntry, err error) error { // without modules there is no such folder
		if err != nil || ctx.Err() != nil || len(t.Files)+len(t.aside) >= MaxFiles {
			return fs.SkipAll
		}
		left := d.Name() == ".git"
		for _, g := range exclude {
			left = left || candor.MatchGlob(g, p)
		}
		switch {
		case left && d.IsDir():
			return fs.SkipDir
		case left, !d.Type().IsRegular():
			return nil
		}
		f := &File{Path: p, fsys: fsys, again: new(again)}
		t.aside = append(t.aside, f)
		t.byPath[p] = f
		return nil
	})
}

// inAssembly reports what stands in a folder that CDK writes. Its templates, and
// the manifest that says where they go, are the only text that says what an app
// deploys; the assets beside them are copies.
func inAssembly(p string) bool {
	dir := path.Dir(p)
	for strings.HasPrefix(path.Base(dir), "assembly-") {
		dir = path.Dir(dir)
	}
	return path.Base(dir) == "cdk.out"
}

// Pick is the tree of those files alone. One that can't be opened is an error.
func Pick(fsys fs.FS, names []string) (*Tree, error) {
	t := &Tree{byPath: make(map[string]*File)}
	for _, n := range names {
		st, err := fs.Stat(fsys, n)
		if err != nil {
			return nil, fmt.Errorf("open %s: %s", n, reasonOf(err))
		}
		if !st.Mode().IsRegular() {
			return nil, fmt.Errorf("open %s: not a regular file", n)
		}
		if t.byPath[n] == nil {
			f := &File{Path: n, fsys: fsys, again: new(again)}
			t.Files = append(t.Files, f)
			t.byPath[n] = f
		}
	}
	slices.SortFunc(t.Files, func(a, b *File) int { return strings.Compare(a.Path, b.Path) })
	return t, nil
}

// view is the tree as a collector sees it.
func (t *Tree) view(c *Collector, tr *Trace) *Tree {
	out := &Tree{Problems: t.Problems, Links: t.Links, Aliases: t.Aliases, byPath: t.byPath, all: t.everything(), aside: t.aside, trace: tr}
	for _, f := range out.all {
		if c.Sees(f.Path) {
			out.Files = append(out.Files, f)
		}
	}
	return out
}

func (t *Tree) everything() []*File {
	if t.all != nil {
		return t.all
	}
	return t.Files
}

// File returns the file at that path, or nil. The path may be any of the tree.
func (t *Tree) File(p string) *File {
	f := t.byPath[p]
	t.trace.looked(Look{Path: p, Found: found(f)})
	return f
}

func found(f *File) string {
	if f == nil {
		return ""
	}
	return f.Path
}

// First returns the first file of the tree, or nil.
func (t *Tree) First() *File {
	var f *File
	if all := t.everything(); len(all) > 0 {
		f = all[0]
	}
	t.trace.looked(Look{Found: found(f)})
	return f
}

// Glob returns the files whose path matches a pattern of path.Match; none for
// one that is broken. They may be any of the tree; those of installed modules
// only for a pattern that names their folder.
func (t *Tree) Glob(pattern string) []*File {
	var out []*File
	var paths strings.Builder
	files := t.everything()
	if strings.Contains(pattern, ".terraform/modules/") {
		files = slices.Concat(files, t.aside)
	}
	for _, f := range files {
		if ok, err := path.Match(pattern, f.Path); ok && err == nil {
			out = append(out, f)
			paths.WriteString(f.Path + "\x00")
		}
	}
	t.trace.looked(Look{Glob: pattern, Found: paths.String()})
	return out
}

// Still reports whether a look would find the same in this tree.
func (t *Tree) Still(l Look) bool {
	var tr Trace
	seen := &Tree{byPath: t.byPath, all: t.everything(), aside: t.aside, trace: &tr}
	switch {
	case l.Glob != "":
		seen.Glob(l.Glob)
	case l.Path != "":
		seen.File(l.Path)
	default:
		seen.First()
	}
	return tr.looks[l]
}

// Any reports whether a file of the paths that are wanted holds what is looked
// for; one that can't be read may hold it.
func (t *Tree) Any(wants func(path string) bool, holds func(src string) bool) bool {
	for _, f := range t.Files {
		if !wants(f.Path) {
			continue
		}
		if src, err := f.Read(); err != nil || holds(string(src)) {
			return true
		}
	}
	return false
}

// reasonOf says in words why the operating system refused, without the path
// (the location carries it).
func reasonOf(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	if errors.Is(err, fs.ErrPermission) {
		return "permission denied"
	}
	return err.Error()
}
