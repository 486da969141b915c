package summary

import (
	"fmt"
	"go/ast"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/candor-dev/candor/analyzers/doors"
	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
	"github.com/candor-dev/candor/internal/redact"
)

// Config says how the analyzer reads packages.
type Config struct {
	// Classify returns what tells the effects of the calls of a package; nil: no
	// call has any.
	Classify func(pkg *types.Package, info *types.Info, files []*ast.File) func(*ast.CallExpr) []effects.Effect
	Doors    doors.Config
	// Own reports whether a package is the program's own; nil: the packages of
	// the module that the pass is in, and of main modules beside it.
	Own func(path string) bool
	// Given are facts that come on another way than through the driver: of
	// packages of another module of the tree. It may be nil.
	Given func() []*Fact

	redact func() *redact.Redactor // one for all packages
}

// Fact is what a package tells its importers: the functions that lead to
// effects, and the doors.
type Fact struct {
	Path      string
	Functions []effects.Function
	Links     []effects.Link
	Doors     doors.Fragment

	once  sync.Once
	index map[effects.Symbol]*effects.Function
}

// AFact marks the type as a fact.
func (*Fact) AFact() {}

func (f *Fact) String() string {
	return fmt.Sprintf("%d functions with effects, %d links", len(f.Functions), len(f.Links))
}

// Function is the summary of one function, or nil.
func (f *Fact) Function(s effects.Symbol) *effects.Function {
	f.once.Do(func() {
		f.index = make(map[effects.Symbol]*effects.Function, len(f.Functions))
		for i := range f.Functions {
			f.index[f.Functions[i].Symbol] = &f.Functions[i]
		}
	})
	return f.index[s]
}

// Result is what the analyzer gives for one package.
type Result struct {
	*Package
	Doors doors.Fragment
	// Own is false for a package that is not summarised.
	Own bool
	// Failed is why a package of the program could not be summarised, or "".
	Failed string
	// Fact is what importers see of the package.
	Fact *Fact
	// Imports are the facts of the packages that it imports, by path, in order.
	Imports []*Fact
}

// New returns the analyzer. Its result is a *Result. Outside of the program's
// own packages it does nothing at all.
func New(cfg Config) *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:       "summary",
		Doc:        "sum up what functions do\n\nGives facts, and no diagnostics: which functions change data, write audit records, check rights.",
		FactTypes:  []analysis.Fact{new(Fact)},
		ResultType: reflect.TypeFor[*Result](),
	}
	cfg.redact = sync.OnceValue(redact.New)
	a.Run = func(pass *analysis.Pass) (res any, _ error) {
		path := gosymbol.Path(pass.Pkg)
		if !cfg.reads(pass, path) {
			return &Result{Package: &Package{Path: path}}, nil
		}
		defer func() {
			if r := recover(); r != nil {
				// An error would keep every importer from being judged.
				res = &Result{Package: &Package{Path: path}, Failed: fmt.Sprintf("its summary stumbled: %v; please report this", r)}
			}
		}()
		return cfg.run(pass, path), nil
	}
	return a
}

// reads reports whether the package is the program's own.
func (c *Config) reads(pass *analysis.Pass, path string) bool {
	if c.Own != nil {
		return c.Own(path)
	}
	return pass.Module != nil && pass.Module.Path != "" && pass.Module.Version == ""
}

func (c *Config) run(pass *analysis.Pass, path string) *Result {
	r := &Result{Own: true}
	facts := make(map[string]*Fact)
	for _, f := range pass.AllPackageFacts() {
		if x, ok := f.Fact.(*Fact); ok && f.Package != pass.Pkg {
			facts[gosymbol.Path(f.Package)] = x
			r.Imports = append(r.Imports, x)
		}
	}
	if c.Given != nil {
		for _, x := range c.Given() {
			if facts[x.Path] == nil && x.Path != path {
				facts[x.Path] = x
			}
		}
	}
	slices.SortFunc(r.Imports, func(a, b *Fact) int { return strings.Compare(a.Path, b.Path) })
	files := slices.DeleteFunc(slices.Clone(pass.Files), func(f *ast.File) bool {
		tf := pass.Fset.File(f.FileStart)
		return tf != nil && strings.HasSuffix(tf.Name(), "_test.go")
	})
	in := Input{Fset: pass.Fset, Files: files, Pkg: pass.Pkg, Info: pass.TypesInfo}
	in.Effects = func(*ast.CallExpr) []effects.Effect { return nil }
	if c.Classify != nil {
		in.Effects = c.Classify(pass.Pkg, pass.TypesInfo, files)
	}
	in.Own = func(p string) bool {
		if c.Own != nil {
			return c.Own(p)
		}
		return facts[p] != nil || pass.Module != nil && within(p, pass.Module.Path)
	}
	in.Known = func(s effects.Symbol) *effects.Function {
		f := facts[s.Package()]
		if f == nil {
			return nil
		}
		return f.Function(s)
	}
	r.Package = Summarize(in)
	r.Doors = doors.Extract(doors.Input{Fset: pass.Fset, Files: files, Pkg: pass.Pkg, Info: pass.TypesInfo, Redact: c.redact(), Literals: r.Literals, Config: c.Doors})
	r.Fact = &Fact{Path: path, Links: r.Links, Doors: r.Doors, Functions: Prune(r.Functions, func(s effects.Symbol) bool {
		f := in.Known(s)
		return f != nil && !idle(f)
	})}
	if pass.ExportPackageFact != nil {
		pass.ExportPackageFact(r.Fact)
	}
	return r
}

func within(path, module string) bool {
	return path == module || strings.HasPrefix(path, module+"/")
}
