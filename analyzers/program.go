package analyzers

import (
	"context"
	"go/ast"
	"go/types"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/tools/go/analysis"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/analyzers/doors"
	"github.com/candor-dev/candor/analyzers/sinks"
	"github.com/candor-dev/candor/analyzers/summary"
	"github.com/candor-dev/candor/internal/effects"
)

// Settings are what a user says about Go code that more than one check needs.
type Settings struct {
	Sinks sinks.Config
	Doors doors.Config
	Judge effects.Options
	Seams check.Seams
	// Claimed are the rules that claims name: a rule without a default runs only
	// then.
	Claimed map[string]bool
	// Failing are the methods of the modules' interfaces behind which every
	// implementation fails with a write, and that write, as locks say. Run finds
	// them itself.
	Failing map[effects.Symbol]string
}

// checks are the checks that run with these settings when nobody names others.
func (s *Settings) checks() []*check.Check {
	return slices.DeleteFunc(Suite(), func(c *check.Check) bool { return c.Rule.ClaimOnly && !s.Claimed[c.Rule.ID] })
}

func (s *Settings) programs() []*check.Program {
	return slices.DeleteFunc(Programs(), func(c *check.Program) bool { return c.Rule.ClaimOnly && !s.Claimed[c.Rule.ID] })
}

// prepare computes what the checks of a program share.
func (s *Settings) prepare(p *effects.Program) check.ProgramConfig {
	cfg := check.Prepare(p, s.Judge)
	cfg.Seams = s.Seams
	return cfg
}

// summaryConfig tells the summary analyzer how to see effects.
func (s *Settings) summaryConfig() (*sinks.Classifier, summary.Config, error) {
	c, err := sinks.New(s.Sinks)
	if err != nil {
		return nil, summary.Config{}, err
	}
	return c, summary.Config{
		Doors: s.Doors,
		Classify: func(pkg *types.Package, info *types.Info, files []*ast.File) func(*ast.CallExpr) []effects.Effect {
			scope := sinks.NewScope(pkg, info, files)
			return func(call *ast.CallExpr) []effects.Effect { return c.Call(info, call, scope) }
		},
	}, nil
}

// whole is the program of all modules of a tree, as far as it was read.
type whole struct {
	config     summary.Config
	classifier *sinks.Classifier
	modules    []string        // module paths
	facts      []*summary.Fact // of the modules that were read
	fragments  []doors.Fragment
	program    effects.Program
	types      [][]*types.Package // by module, see implementations
}

func newWhole(o *Options) (*whole, error) {
	if o.Settings.Sinks.Modules == nil {
		o.Settings.Sinks.Modules = modulePaths(o.Dir, o.Modules)
	}
	c, cfg, err := o.Settings.summaryConfig()
	if err != nil {
		return nil, err
	}
	w := &whole{config: cfg, classifier: c, modules: o.Settings.Sinks.Modules}
	w.config.Own = w.own
	w.config.Given = func() []*summary.Fact { return w.facts }
	return w, nil
}

// modulePaths are the paths that the go.mod files of folders declare.
func modulePaths(dir string, folders []string) []string {
	var out []string
	for _, m := range folders {
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(m), "go.mod"))
		if err != nil {
			continue // loading the module says what is wrong with it
		}
		if p := modfile.ModulePath(b); p != "" {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// own reports whether a package belongs to a module of the tree.
func (w *whole) own(p string) bool {
	return slices.ContainsFunc(w.modules, func(m string) bool { return p == m || strings.HasPrefix(p, m+"/") })
}

// analyzer sums up packages; a new one for each module.
func (w *whole) analyzer() *analysis.Analyzer { return summary.New(w.config) }

// add takes up the packages of one module.
func (w *whole) add(ctx context.Context, pkgs []summarised) error {
	slices.SortFunc(pkgs, func(a, b summarised) int { return strings.Compare(a.Path, b.Path) })
	links, err := resolve(ctx, pkgs)
	if err != nil {
		return err
	}
	p := &w.program
	p.Links = append(p.Links, links...)
	w.types = append(w.types, seen(pkgs, w.own))
	for i := range pkgs {
		w.facts = append(w.facts, pkgs[i].Fact)
		w.fragments = append(w.fragments, pkgs[i].Doors)
		p.Functions = append(p.Functions, pkgs[i].Functions...)
		p.Links = append(p.Links, pkgs[i].Links...)
		p.Packages = append(p.Packages, pkgs[i].Path)
	}
	return nil
}

// join puts what the modules gave together.
func (w *whole) join() {
	p := &w.program
	p.Doors = doors.Join(w.fragments, w.config.Doors)
	p.Modules = w.modules
	implementations(p, w.types)
	w.types = nil
}

// finish gives the program, with places that count from the root.
func (w *whole) finish(d *driver) *effects.Program {
	p := &w.program
	relocate(p, func(name string) string { return relative(d.Dir, name) })
	slices.Sort(p.Packages)
	for i := range d.facts {
		f := &d.facts[i]
		if !f.State.Answers() {
			p.Gaps = append(p.Gaps, effects.Gap{Pos: effects.Pos{File: f.At.Path, Line: f.At.Line}, Reason: f.Reason, Package: f.Subject})
		}
	}
	return p
}

// relocate rewrites the file names of a program.
func relocate(p *effects.Program, name func(string) string) {
	cache := make(map[string]string)
	move := func(at *effects.Pos) {
		if at.File == "" {
			return
		}
		to, ok := cache[at.File]
		if !ok {
			to = name(at.File)
			cache[at.File] = to
		}
		at.File = to
	}
	for i := range p.Functions {
		f := &p.Functions[i]
		move(&f.Pos)
		for j := range f.Effects {
			move(&f.Effects[j].Pos)
		}
		for j := range f.Calls {
			move(&f.Calls[j].Pos)
		}
	}
	for i := range p.Doors {
		move(&p.Doors[i].Pos)
		for j := range p.Doors[i].Wrappers {
			move(&p.Doors[i].Wrappers[j].Pos)
		}
	}
}

// judge runs the checks of whole programs and returns what they were told of
// the doors.
func (d *driver) judge(p *effects.Program) []effects.DoorVerdict {
	if len(d.Programs) == 0 || len(p.Packages) == 0 {
		return nil
	}
	cfg := d.Settings.prepare(p)
	cfg.Standing = d.standings.of
	for _, c := range d.Programs {
		subjects, err := c.Run(p, cfg)
		if err != nil {
			d.results = append(d.results, candor.Result{
				Rule: c.Rule.ID, Outcome: candor.Unknown, Severity: c.Rule.Severity, Control: c.Rule.Control,
				Subject: "the program", Message: err.Error(), At: candor.Location{Path: path.Join(d.Modules[0], "go.mod")},
			})
			continue
		}
		for i := range subjects {
			d.results = append(d.results, d.programResult(&c.Rule, &subjects[i]))
		}
	}
	return cfg.Doors
}

func (d *driver) programResult(rule *candor.Rule, s *check.ProgramSubject) candor.Result {
	r := candor.Result{
		Rule: rule.ID, Outcome: s.Outcome, Severity: rule.Severity, Control: rule.Control,
		Subject: s.Name, Message: s.Message, At: d.places.of(s.At),
	}
	r.At.Resource = s.Symbol
	if s.Outcome == candor.Fail {
		r.Fix = s.Fix
		if r.Fix == "" {
			r.Fix = rule.Fix
		}
	}
	for _, x := range s.Related {
		loc := d.places.of(x.At)
		loc.Label = x.Label
		r.Related = append(r.Related, loc)
	}
	if len(r.Related) > 1 {
		r.Flow = r.Related
	}
	return r
}

// of is the location of a place of a program. Its columns count bytes.
func (p *places) of(at effects.Pos) candor.Location {
	file := at.File
	if !filepath.IsAbs(file) {
		file = filepath.Join(p.root, filepath.FromSlash(file))
	}
	loc := candor.Location{Path: at.File, Line: at.Line}
	if at.Col > 0 {
		loc.Col = p.column(file, at.Line, at.Col)
	}
	if at.EndLine > 0 && at.EndCol > 0 {
		loc.EndLine, loc.EndCol = at.EndLine, p.column(file, at.EndLine, at.EndCol)
	}
	return loc
}
