package analyzers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

// VetOptions say how RunVet works.
type VetOptions struct {
	Checks    []*check.Check   // nil: those of Suite that the settings ask for
	Programs  []*check.Program // nil: those of Programs that the settings ask for
	Env       []string         // as in Options
	Mutations []string
	Settings  Settings
	// Fix applies the edits that the findings suggest, instead of printing those
	// findings.
	Fix bool
}

// VetOutcome is what RunVet found.
type VetOutcome struct {
	Findings int
	// Unresolved are the subjects that the packages and the facts of their
	// imports do not decide. Nothing was printed for them.
	Unresolved int
	Fixed      int // findings that were mended
	// LeftOut are the files and folders below the folder that no package holds,
	// each with the reason: cgo, a build tag, another system.
	LeftOut []string
}

// RunVet runs the checks over the packages that the patterns name, "./..." if
// there are none, each with no more than the facts of its imports, and writes a
// line "path:line:col: message (rule)" for each failure, with paths relative to
// dir. The error joins the packages that could not be judged, after all others
// were.
func RunVet(ctx context.Context, w io.Writer, dir string, patterns []string, o VetOptions) (VetOutcome, error) {
	var out VetOutcome
	if o.Checks == nil {
		o.Checks = o.Settings.checks()
	}
	if o.Programs == nil {
		o.Programs = o.Settings.programs()
	}
	if _, err := exec.LookPath("go"); err != nil {
		return out, errors.New(noGo)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return out, err
	}
	if len(patterns) == 0 || slices.Equal(patterns, []string{"./..."}) {
		if patterns, err = everything(dir); err != nil {
			return out, err
		}
	}
	o.Settings.Sinks.Mutations = append(slices.Clone(o.Settings.Sinks.Mutations), o.Mutations...)
	if err := o.Settings.ReadLocks(dir); err != nil {
		return out, err
	}
	m, err := newModular(o.Checks, o.Programs, o.Settings)
	if err != nil {
		return out, err
	}
	v := &vetter{modular: m, driver: &driver{Options: Options{Dir: dir}, places: newPlaces(dir)}}
	pkgs, asked, err := v.load(ctx, dir, o.Env, patterns)
	if err != nil {
		return out, err
	}
	errs := v.run(pkgs, asked)
	out.LeftOut = v.leftOut(dir, pkgs, asked, patterns)
	if len(asked) == 0 {
		errs = append(errs, errors.New("the patterns match no Go package"))
	}
	if o.Fix {
		out.Fixed, err = v.fix()
		errs = append(errs, err)
	}
	v.settle()
	candor.SortResults(v.results)
	for i := range v.results {
		r := &v.results[i]
		switch r.Outcome {
		case candor.Unknown:
			out.Unresolved++
		case candor.Fail:
			out.Findings++
			if _, err := fmt.Fprintf(w, "%s: %s (%s)\n", r.At, r.Message, r.Rule); err != nil {
				return out, err
			}
		}
	}
	return out, errors.Join(errs...)
}

// leftOut says what the patterns leave out without a word.
func (v *vetter) leftOut(dir string, pkgs []*packages.Package, asked map[string]bool, patterns []string) []string {
	seen := make(map[string]bool)
	l := &loaded{root: dir}
	note := &driver{Options: Options{Dir: dir}, places: v.places}
	for _, p := range pkgs {
		seen[l.folder(p)] = true
		if !asked[p.ID] {
			continue
		}
		for _, f := range p.IgnoredFiles {
			if tags, ok := hidden(f); ok && strings.HasSuffix(f, ".go") && !strings.HasSuffix(f, "_test.go") {
				note.leaveOut(p, f, tags)
			}
		}
	}
	var out []string
	for i := range note.facts {
		out = append(out, note.facts[i].At.Path+" was not judged: "+note.facts[i].Reason)
	}
	for _, pattern := range patterns {
		below, ok := strings.CutSuffix(pattern, "/...")
		if !ok || !exists(filepath.Join(dir, filepath.FromSlash(below))) {
			continue
		}
		for _, u := range unlisted(l, dir, path.Clean(below), seen) {
			seen[u.folder] = true
			out = append(out, u.folder+" was not judged: "+u.reason)
		}
	}
	return out
}

// settle drops what one package could not tell of a place where another one,
// which imports it, could.
func (v *vetter) settle() {
	type place struct {
		rule string
		at   candor.Location
	}
	key := func(r *candor.Result) place {
		return place{r.Rule, candor.Location{Path: r.At.Path, Line: r.At.Line, Col: r.At.Col}}
	}
	told := make(map[place]bool)
	for i := range v.results {
		if r := &v.results[i]; r.Outcome != candor.Unknown {
			told[key(r)] = true
		}
	}
	v.results = slices.DeleteFunc(v.results, func(r candor.Result) bool { return r.Outcome == candor.Unknown && told[key(&r)] })
}

// vetter runs the modular checks in process.
type vetter struct {
	*modular
	*driver
	fixes []*fixable
}

// load reads the packages that the patterns name, and those of the same
// modules that they import, for their facts.
func (v *vetter) load(ctx context.Context, dir string, env, patterns []string) (pkgs []*packages.Package, asked map[string]bool, err error) {
	l, err := load(ctx, dir, ".", env, false, patterns...)
	if err != nil {
		return nil, nil, errors.New(loadReason(err))
	}
	asked = make(map[string]bool)
	for _, p := range l.packages {
		asked[p.ID] = true
	}
	if !lacksImports(l.packages, asked) {
		return l.packages, asked, nil
	}
	more, err := moduleImports(ctx, dir, env, patterns)
	if err != nil {
		return nil, nil, errors.New(loadReason(err))
	}
	if l, err = load(ctx, dir, ".", env, false, append(slices.Clone(patterns), more...)...); err != nil {
		return nil, nil, errors.New(loadReason(err))
	}
	return l.packages, asked, nil
}

// lacksImports reports whether a package imports one of its own module that was
// not loaded.
func lacksImports(pkgs []*packages.Package, loaded map[string]bool) bool {
	for _, p := range pkgs {
		for _, imp := range p.Imports {
			if imp.Module != nil && imp.Module.Main && !loaded[imp.ID] {
				return true
			}
		}
	}
	return false
}

// moduleImports are the packages of main modules that the patterns lead to.
func moduleImports(ctx context.Context, dir string, env, patterns []string) ([]string, error) {
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedImports | packages.NeedDeps | packages.NeedModule, Context: ctx, Dir: dir, Env: goEnv(dir, env),
	}, patterns...)
	if err != nil {
		return nil, err
	}
	var out []string
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		if p.Module != nil && p.Module.Main {
			out = append(out, p.PkgPath)
		}
	})
	return out, nil
}

// run judges the packages and keeps what is said of those that were asked for.
func (v *vetter) run(pkgs []*packages.Package, asked map[string]bool) (errs []error) {
	var judged []*packages.Package
	for _, p := range pkgs {
		if reason, _ := v.broken(p); reason != "" {
			if asked[p.ID] {
				errs = append(errs, fmt.Errorf("%s %s", p.PkgPath, reason))
			}
			continue
		}
		judged = append(judged, p)
	}
	if len(judged) == 0 {
		return errs
	}
	amongThemselves(judged)
	defer collectLess()()
	g, err := checker.Analyze(v.analyzers, judged, nil)
	if err != nil {
		return append(errs, err)
	}
	failed := make(map[*packages.Package]bool)
	for _, act := range g.Roots {
		if act.Err != nil && asked[act.Package.ID] && !failed[act.Package] {
			failed[act.Package] = true
			errs = append(errs, fmt.Errorf("%s: %w", act.Package.PkgPath, act.Err))
		}
	}
	for _, act := range g.Roots {
		if failed[act.Package] || !asked[act.Package.ID] {
			continue
		}
		switch all := act.Result.(type) {
		case check.Population:
			for i := range all {
				v.results = append(v.results, v.result(&v.byPackage[act.Analyzer].Rule, act.Package.Fset, &all[i]))
			}
		case []check.ProgramSubject:
			for i := range all {
				all[i].At.File = relative(v.Dir, all[i].At.File)
				v.results = append(v.results, v.programResult(&v.byProgram[act.Analyzer].Rule, &all[i]))
			}
		}
		v.collect(act)
	}
	return errs
}

// collectLess lets the heap grow to three times what lives, until the function
// that it returns is called. What was loaded stays to the end, and would be
// marked again and again while the checks make their small garbage.
func collectLess() (restore func()) {
	const percent = 200
	old := debug.SetGCPercent(percent)
	if old < 0 || old > percent {
		debug.SetGCPercent(old) // the user wants even less
	}
	return func() { debug.SetGCPercent(old) }
}
