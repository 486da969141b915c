package analyzers

import (
	"fmt"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/analyzers/doors"
	"github.com/candor-dev/candor/analyzers/summary"
	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// modular are the checks as analyzers that see one package and the facts of
// what it imports.
type modular struct {
	analyzers []*analysis.Analyzer
	byPackage map[*analysis.Analyzer]*check.Check
	byProgram map[*analysis.Analyzer]*check.Program
}

// Analyzers returns the checks that the settings ask for as analyzers, for
// drivers of others: go vet, golangci-lint, an editor. What a check can't tell
// from the package and the facts of its imports, it keeps quiet about.
func Analyzers(s Settings) ([]*analysis.Analyzer, error) {
	m, err := newModular(s.checks(), s.programs(), s)
	if err != nil {
		return nil, err
	}
	return m.analyzers, nil
}

func newModular(checks []*check.Check, programs []*check.Program, s Settings) (*modular, error) {
	m := &modular{byPackage: make(map[*analysis.Analyzer]*check.Check), byProgram: make(map[*analysis.Analyzer]*check.Program)}
	if err := configure(checks, &s); err != nil {
		return nil, err
	}
	for _, c := range checks {
		m.byPackage[c.Analyzer] = c
		m.analyzers = append(m.analyzers, c.Analyzer)
	}
	if len(programs) == 0 {
		return m, nil
	}
	_, cfg, err := s.summaryConfig()
	if err != nil {
		return nil, err
	}
	sum := summary.New(cfg)
	view := viewAnalyzer(sum, s)
	for _, c := range programs {
		a := programAnalyzer(c, view)
		m.byProgram[a] = c
		m.analyzers = append(m.analyzers, a)
	}
	return m, nil
}

// view is the program as one package sees it: itself and what it imports.
type view struct {
	program *effects.Program
	config  check.ProgramConfig
	files   map[string]*token.File // of the package, by name
	doors   map[effects.Pos]bool   // judged here, but in the file of an import
	open    map[effects.Pos]string // why a door can't be told from here
}

// toldDoors is the fact of the doors that a package judged although its imports
// register them: who imports it need not judge them again.
type toldDoors struct{ Doors []string }

func (*toldDoors) AFact() {}

func (t *toldDoors) String() string { return fmt.Sprintf("judged %d doors of imports", len(t.Doors)) }

func keyOf(d *effects.Door) string {
	return fmt.Sprintf("%s:%d:%d %s %s %s", d.Pos.File, d.Pos.Line, d.Pos.Col, d.Handler, strings.Join(d.Methods, ","), d.Path)
}

// viewAnalyzer puts the view together, once for all checks.
func viewAnalyzer(sum *analysis.Analyzer, s Settings) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name: "candorview", Doc: "put together what a package and its imports do",
		Requires: []*analysis.Analyzer{sum}, ResultType: reflect.TypeFor[*view](), FactTypes: []analysis.Fact{new(toldDoors)},
	}
	a.Run = func(pass *analysis.Pass) (any, error) {
		v := &view{program: new(effects.Program), files: make(map[string]*token.File), doors: make(map[effects.Pos]bool), open: make(map[effects.Pos]string)}
		r := pass.ResultOf[sum].(*summary.Result)
		if !r.Own {
			return v, nil
		}
		fragments := []doors.Fragment{r.Doors}
		add := func(f *summary.Fact) {
			v.program.Functions = append(v.program.Functions, f.Functions...)
			v.program.Links = append(v.program.Links, f.Links...)
			v.program.Packages = append(v.program.Packages, f.Path)
		}
		add(r.Fact)
		for _, f := range r.Imports {
			add(f)
			fragments = append(fragments, f.Doors)
		}
		for _, f := range pass.Files {
			if tf := pass.Fset.File(f.FileStart); tf != nil && !strings.HasSuffix(tf.Name(), "_test.go") {
				v.files[tf.Name()] = tf
			}
		}
		before := make(map[string]bool)
		for _, f := range pass.AllPackageFacts() {
			if t, ok := f.Fact.(*toldDoors); ok {
				for _, d := range t.Doors {
					before[d] = true
				}
			}
		}
		if mine := v.chooseDoors(doors.Join(fragments, s.Doors), before); len(mine) > 0 {
			pass.ExportPackageFact(&toldDoors{mine})
		}
		if len(v.program.Doors) > 0 {
			v.resolve(pass, r)
		}
		v.config = s.prepare(v.program)
		v.config.Partial = true
		stand := make(standings)
		stand.add(pass.Fset, pass.TypesInfo, pass.Files, func(name string) string { return name })
		v.config.Standing = stand.of
		return v, nil
	}
	return a
}

// chooseDoors keeps the doors that this package has to judge: those that it
// registers, and those of its imports that only it makes whole, because it hands
// them the router with what stands around it. It returns the keys of the doors
// that it can tell.
func (v *view) chooseDoors(all []effects.Door, before map[string]bool) []string {
	var mine []string
	for i := range all {
		d := &all[i]
		own, key := v.files[d.Pos.File] != nil, keyOf(d)
		if !own && (d.Unresolved != "" || before[key]) {
			continue
		}
		if !own {
			v.doors[d.Pos] = true
		}
		if d.Unresolved == "" {
			mine = append(mine, key)
		} else {
			v.open[d.Pos] = d.Unresolved
		}
		v.program.Doors = append(v.program.Doors, *d)
	}
	return mine
}

// file is a file of the package or, of a door that is judged here, of an
// import; nil for another one.
func (v *view) file(pass *analysis.Pass, at effects.Pos) *token.File {
	if tf := v.files[at.File]; tf != nil || !v.doors[at] {
		return tf
	}
	b, err := os.ReadFile(at.File)
	if err != nil {
		return nil
	}
	var found *token.File
	pass.Fset.Iterate(func(tf *token.File) bool {
		// What an importer of export data makes up has lines of its own.
		if tf.Name() == at.File && tf.Size() == len(b) {
			found = tf
		}
		return found == nil
	})
	if found == nil {
		found = pass.Fset.AddFile(at.File, -1, len(b))
		found.SetLinesForContent(b)
	}
	return found
}

// resolve says what interface methods mean, by the module's lock, or where one
// type alone implements them.
func (v *view) resolve(pass *analysis.Pass, r *summary.Result) {
	for name := range v.files {
		if l, err := findLock(filepath.Dir(name)); err == nil && l != nil {
			l.Apply(v.program)
		}
		break
	}
	read := map[string]bool{r.Path: true}
	for _, f := range r.Imports {
		read[f.Path] = true
	}
	// Of several types, another package that can't be seen from here decides.
	implementations(v.program, [][]*types.Package{within(pass.Pkg, read)})
	v.program.Links = slices.DeleteFunc(v.program.Links, func(l effects.Link) bool { return l.By == "cha" })
}

// within are the packages of those paths that a package is or leads to.
func within(pkg *types.Package, paths map[string]bool) []*types.Package {
	var out []*types.Package
	seen := make(map[*types.Package]bool)
	var visit func(p *types.Package)
	visit = func(p *types.Package) {
		if seen[p] || !paths[gosymbol.Path(p)] {
			return
		}
		seen[p] = true
		out = append(out, p)
		for _, i := range p.Imports() {
			visit(i)
		}
	}
	visit(pkg)
	return out
}

// programAnalyzer is the check of a whole program, over a view of it.
func programAnalyzer(c *check.Program, viewed *analysis.Analyzer) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name: c.Name, Doc: c.Rule.Title + "\n\n" + c.Rule.Help,
		Requires: []*analysis.Analyzer{viewed}, ResultType: reflect.TypeFor[[]check.ProgramSubject](),
	}
	a.Run = func(pass *analysis.Pass) (any, error) {
		v := pass.ResultOf[viewed].(*view)
		var mine []check.ProgramSubject
		if len(v.program.Packages) == 0 {
			return mine, nil
		}
		all, err := c.Run(v.program, v.config)
		if err != nil {
			return nil, err
		}
		for i := range all {
			s := &all[i]
			tf := v.file(pass, s.At)
			if tf == nil {
				continue
			}
			if why := v.open[s.At]; why != "" && s.Outcome != candor.NotApplicable {
				// An importer may put around it whatever it likes.
				s.Outcome, s.Message = candor.Unknown, s.Name+" was not judged: "+why
			}
			mine = append(mine, *s)
			if s.Outcome == candor.Fail {
				pass.Report(v.diagnostic(&c.Rule, s, tf))
			}
		}
		return mine, nil
	}
	return a
}

func (v *view) diagnostic(rule *candor.Rule, s *check.ProgramSubject, tf *token.File) analysis.Diagnostic {
	pos, end := span(tf, s.At)
	d := analysis.Diagnostic{Pos: pos, End: end, Category: rule.ID, Message: s.Message}
	for _, x := range s.Related {
		if tf := v.files[x.At.File]; tf != nil {
			from, to := span(tf, x.At)
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: from, End: to, Message: x.Label})
		}
	}
	return d
}

// span turns a place back into positions of the file that it lies in.
func span(tf *token.File, at effects.Pos) (pos, end token.Pos) {
	place := func(line, col int) token.Pos {
		if line < 1 || line > tf.LineCount() {
			return token.NoPos
		}
		start := tf.LineStart(line)
		return token.Pos(min(int(start)+max(col-1, 0), tf.Base()+tf.Size()))
	}
	pos = place(at.Line, at.Col)
	if at.EndLine > 0 {
		end = place(at.EndLine, at.EndCol)
	}
	return pos, end
}
