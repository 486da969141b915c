package analyzers

import (
	"context"
	"errors"
	"fmt"
	"go/types"
	"os/exec"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/analyzers/summary"
	"github.com/candor-dev/candor/internal/effects"
)

// KindPackage is the kind of the facts that Run gives: one for each package of
// the modules, Observed if the checks could judge it.
const KindPackage = "go.package"

// driverVersion changes when the same tree could be read otherwise.
const driverVersion = "1"

const noGo = "the go command is not on PATH; install Go to run the Go checks"

// Options say what Run reads.
type Options struct {
	Dir     string         // absolute root of the tree; paths in results are relative to it
	Modules []string       // folders with a go.mod, slash-separated and relative to Dir; "." is the root
	Checks  []*check.Check // nil: those of Suite that the settings ask for
	// Programs are the checks of the program as a whole; nil: those of Programs that the settings ask for. An
	// empty list that is not nil runs none and builds no call graph.
	Programs []*check.Program
	Settings Settings
	// WriteLocks writes the candor.lock of each module before it is compared
	// with the program.
	WriteLocks bool
	// Env are variables for the go command, "NAME=value", on top of the
	// environment. What keeps the go command off the network can't be changed.
	Env       []string
	Mutations []string // functions that write data, as errdropped's flag takes them
	// Exclude are globs of files, relative to Dir, that the user leaves out: what
	// build constraints hide of them is no gap. A file that is built is judged.
	Exclude []string
	Now     time.Time
	Tests   bool // load the tests, too; no check of the suite judges them
}

// Outcome is all that the Go checks have to say of a tree.
type Outcome struct {
	// Results hold a whole population for each check. A package that could not
	// be read is there, too, as one unknown subject of each check.
	Results []candor.Result
	Run     candor.Run
	Facts   []candor.Fact
	// Program is what the modules do, as far as they were read; nil when no
	// check of whole programs was asked for.
	Program *effects.Program
	// Doors are the verdicts of the program's doors, in their order.
	Doors []effects.DoorVerdict
	// Locks are the candor.lock files that were written, relative to the root.
	Locks []string
}

// Run loads the modules and runs the checks over their packages. What can't be
// read becomes a fact in another state than Observed; an error means that the
// options can't be followed or that ctx ended.
func Run(ctx context.Context, o Options) (Outcome, error) {
	began := time.Now()
	out := Outcome{Run: candor.Run{ID: "go", Version: driverVersion, Kinds: []string{KindPackage}, At: o.Now}}
	if o.Checks == nil {
		o.Checks = o.Settings.checks()
	}
	if o.Programs == nil {
		o.Programs = o.Settings.programs()
	}
	o.Settings.Sinks.Mutations = append(slices.Clone(o.Settings.Sinks.Mutations), o.Mutations...)
	if err := configure(o.Checks, &o.Settings); err != nil {
		return out, fmt.Errorf("go checks: %w", err)
	}
	limit, err := sourceLimit(o.Env)
	if err != nil {
		return out, fmt.Errorf("go checks: %w", err)
	}
	w, err := newWhole(&o)
	if err != nil {
		return out, err
	}
	if len(o.Modules) == 0 {
		out.Run.State, out.Run.Reason = candor.Skipped, "no go.mod in the tree"
		return out, nil
	}
	if _, err := exec.LookPath("go"); err != nil {
		out.Run.State, out.Run.Reason = candor.Failed, noGo
		return out, nil
	}
	d := &driver{Options: o, places: newPlaces(o.Dir), limit: limit, seen: make(map[string]bool), standings: make(standings)}
	if len(o.Programs) > 0 {
		d.whole = w
	}
	var read []*module
	var types []*types.Package
	for _, together := range workspaces(o.Dir, o.Modules) {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		for _, m := range d.modules(ctx, together) {
			read = append(read, m)
			for _, p := range m.judged {
				types = append(types, p.Types)
				d.standings.add(p.Fset, p.TypesInfo, p.Syntax, func(name string) string { return relative(d.Dir, name) })
			}
		}
	}
	if d.whole != nil {
		d.whole.join()
		if err := d.promise(); err != nil {
			return out, err
		}
	}
	for _, m := range read {
		if err := ctx.Err(); err != nil {
			return out, err
		}
		d.check(m)
	}
	if err := ctx.Err(); err != nil {
		return out, err
	}
	missing := w.classifier.Unmatched(types)
	if d.whole != nil {
		out.Program = d.whole.finish(d)
		if o.WriteLocks {
			if out.Locks, err = d.writeLocks(out.Program); err != nil {
				return out, err
			}
		}
		d.readLocks(out.Program)
		out.Doors = d.judge(out.Program)
	}
	out.Results, out.Facts = d.results, d.facts
	candor.SortResults(out.Results)
	slices.SortStableFunc(out.Facts, func(a, b candor.Fact) int {
		return strings.Compare(a.At.Path+"\x00"+a.Subject, b.At.Path+"\x00"+b.Subject)
	})
	out.Run.Files, out.Run.Facts = d.files, len(d.facts)
	out.Run.Seconds = time.Since(began).Seconds()
	out.Run.State, out.Run.Reason = d.state(missing)
	return out, nil
}

// driver gathers what the modules give.
type driver struct {
	Options
	places    *places
	whole     *whole // nil: only package by package
	standings standings
	limit     int64           // of bytes of source that are held at once
	seen      map[string]bool // folders that a package was reported for
	results   []candor.Result
	facts     []candor.Fact
	files     int
}

// module is one module, or those that a go.work builds together, with what could
// be read of it.
type module struct {
	folders []string
	loaded  *loaded
	judged  []*packages.Package
	bad     map[*packages.Package]error // why nothing is kept of one of judged
}

// modules reads modules together, so that what one says of its functions reaches
// the others, and takes up what their functions do. Where they don't load together,
// each is read alone.
func (d *driver) modules(ctx context.Context, folders []string) []*module {
	m := &module{folders: folders, bad: make(map[*packages.Package]error)}
	if why := d.tooLarge(folders); why != "" {
		if len(folders) > 1 {
			return d.alone(ctx, folders)
		}
		d.gap(candor.Unsupported, folders[0], candor.Location{Path: path.Join(folders[0], "go.mod")}, why)
		return []*module{m}
	}
	l, err := loadTogether(ctx, d.Dir, folders, d.Env, d.Tests)
	if err != nil && len(folders) > 1 {
		return d.alone(ctx, folders)
	}
	if err != nil {
		mod := folders[0]
		d.gap(candor.Error, mod, candor.Location{Path: path.Join(mod, "go.mod")}, loadReason(err))
		return []*module{m}
	}
	m.loaded = l
	for _, p := range l.packages {
		d.seen[l.folder(p)] = true
		if reason, at := d.broken(p); reason != "" {
			d.gap(candor.Error, p.PkgPath, at, reason)
			continue
		}
		if len(p.GoFiles) > 0 { // else it has only tests
			m.judged = append(m.judged, p)
		}
	}
	amongThemselves(m.judged)
	if d.whole != nil && len(m.judged) > 0 {
		d.summarise(ctx, m)
	}
	return []*module{m}
}

// alone reads modules one by one.
func (d *driver) alone(ctx context.Context, folders []string) []*module {
	var out []*module
	for _, f := range folders {
		out = append(out, d.modules(ctx, []string{f})...)
	}
	return out
}

// summarise takes up the packages of a module into the program.
func (d *driver) summarise(ctx context.Context, m *module) {
	g, err := checker.Analyze([]*analysis.Analyzer{d.whole.analyzer()}, m.judged, nil)
	if err != nil {
		m.fail(err)
		return
	}
	var summed []summarised
	for _, act := range g.Roots {
		if act.Err != nil {
			m.bad[act.Package] = act.Err
			continue
		}
		if r := act.Result.(*summary.Result); r.Failed != "" {
			d.gap(candor.Error, r.Path, d.folderOf(act.Package), r.Failed)
		} else if r.Own {
			summed = append(summed, summarised{pkg: act.Package, Result: r})
		}
	}
	if err := d.whole.add(ctx, summed); err != nil {
		m.fail(err)
	}
}

func (m *module) fail(err error) {
	for _, p := range m.judged {
		m.bad[p] = err
	}
}

// check runs the checks of packages over a module and keeps their populations.
// Nothing is kept of a package on which one of them failed.
func (d *driver) check(m *module) {
	if m.loaded == nil {
		return
	}
	d.analyze(m)
	for _, p := range m.judged {
		if err := m.bad[p]; err != nil {
			d.gap(candor.Error, p.PkgPath, d.folderOf(p), err.Error())
			continue
		}
		d.observe(p, m.loaded.standIns[p.ID])
	}
	for _, folder := range m.folders {
		for _, u := range unlisted(m.loaded, d.Dir, folder, d.seen) {
			if d.excluded(u.file) {
				continue
			}
			d.gap(candor.Unresolved, u.folder, candor.Location{Path: u.file}, u.reason)
		}
	}
}

func (d *driver) analyze(m *module) {
	if len(m.judged) == 0 || len(d.Checks) == 0 {
		return
	}
	byAnalyzer := make(map[*analysis.Analyzer]*check.Check)
	var as []*analysis.Analyzer
	for _, c := range d.Checks {
		as = append(as, c.Analyzer)
		byAnalyzer[c.Analyzer] = c
	}
	g, err := checker.Analyze(as, m.judged, nil)
	if err != nil {
		m.fail(err)
		return
	}
	for _, act := range g.Roots {
		if act.Err != nil {
			m.bad[act.Package] = act.Err
		}
	}
	for _, act := range g.Roots {
		all, ok := act.Result.(check.Population)
		if !ok || m.bad[act.Package] != nil {
			continue
		}
		rule := &byAnalyzer[act.Analyzer].Rule
		for i := range all {
			d.results = append(d.results, d.result(rule, act.Package.Fset, &all[i]))
		}
	}
}

// amongThemselves cuts the imports of packages to those that are judged with
// them, so that facts are made of no others: their syntax is not there.
func amongThemselves(pkgs []*packages.Package) {
	in := make(map[*packages.Package]bool, len(pkgs))
	for _, p := range pkgs {
		in[p] = true
	}
	for _, p := range pkgs {
		keep := make(map[string]*packages.Package)
		for path, imp := range p.Imports {
			if in[imp] {
				keep[path] = imp
			}
		}
		p.Imports = keep
	}
}

// state sums up the run.
func (d *driver) state(missing []string) (candor.RunState, string) {
	observed := 0
	var first string
	for i := range d.facts {
		if d.facts[i].State.Answers() {
			observed++
		} else if first == "" {
			first = d.facts[i].Subject + ": " + d.facts[i].Reason
		}
	}
	unread := len(d.facts) - observed
	switch {
	case len(d.facts) == 0:
		return candor.Skipped, "the modules hold no Go package"
	case observed == 0:
		return candor.Failed, "no Go package could be read; " + first
	case unread > 0:
		return candor.Partial, fmt.Sprintf("%d of %d Go packages could not be judged; %s", unread, len(d.facts), first)
	case len(missing) > 0:
		return candor.Partial, strings.Join(missing, "; ")
	}
	return candor.Ran, ""
}

// loadReason is what the go command said, in one line.
func loadReason(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "loading took too long"
	}
	return "the module does not load: " + oneLine(err.Error())
}
