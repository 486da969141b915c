// Package unit runs analyzers for the go command on one package, as a vettool.
//
// It differs from the common runner in two ways that decide its cost: types of
// imports come from the export data that the build has made anyway, and a
// package of another module gets no work at all, since no fact of it is wanted.
package unit

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Config is what the go command writes for each package.
type Config struct {
	ID                        string
	Compiler                  string
	Dir                       string
	ImportPath                string
	GoVersion                 string
	GoFiles                   []string
	NonGoFiles                []string
	IgnoredFiles              []string
	ModulePath                string
	ModuleVersion             string
	ImportMap                 map[string]string // import path in the source to package path
	PackageFile               map[string]string // package path to export data
	Standard                  map[string]bool
	PackageVetx               map[string]string // package path to facts
	VetxOnly                  bool
	VetxOutput                string
	Stdout                    string
	SucceedOnTypecheckFailure bool
}

// Read reads a configuration.
func Read(name string) (*Config, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	c := new(Config)
	if err := json.Unmarshal(b, c); err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return c, nil
}

// Foreign reports whether the package is of another module or the standard
// library, and only its facts are wanted.
func (c *Config) Foreign() bool {
	return c.VetxOnly && (c.ModulePath == "" || c.ModuleVersion != "")
}

// Skip writes that there are no facts and nothing to say.
func (c *Config) Skip() error {
	for _, name := range []string{c.VetxOutput, c.Stdout} {
		if name == "" {
			continue
		}
		if err := os.WriteFile(name, nil, 0o666); err != nil {
			return err
		}
	}
	return nil
}

// Report is what the analyzers found in a package.
type Report struct {
	id    string
	fset  *token.FileSet
	order []finding
}

type finding struct {
	analyzer string
	analysis.Diagnostic
}

// Len is the number of findings.
func (r *Report) Len() int { return len(r.order) }

// Run analyzes the package and writes its facts.
func (c *Config) Run(as []*analysis.Analyzer) (*Report, error) {
	if err := analysis.Validate(as); err != nil {
		return nil, err
	}
	p, err := c.load()
	if err != nil {
		if c.SucceedOnTypecheckFailure {
			return &Report{}, c.Skip() // the compiler says it better
		}
		return nil, err
	}
	r := newRun(p, as)
	if err := r.readFacts(c.PackageVetx); err != nil {
		return nil, err
	}
	if err := r.analyze(as); err != nil {
		return nil, err
	}
	if err := r.writeFacts(c.VetxOutput); err != nil {
		return nil, err
	}
	if c.VetxOnly {
		return &Report{}, nil
	}
	return &Report{id: c.ID, fset: p.fset, order: r.found}, nil
}

// loaded is the package with syntax and types.
type loaded struct {
	config *Config
	fset   *token.FileSet
	files  []*ast.File
	pkg    *types.Package
	info   *types.Info
	sizes  types.Sizes
}

func (c *Config) load() (*loaded, error) {
	p := &loaded{config: c, fset: token.NewFileSet(), sizes: types.SizesFor("gc", build.Default.GOARCH)}
	for _, name := range c.GoFiles {
		f, err := parser.ParseFile(p.fset, name, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.files = append(p.files, f)
	}
	p.info = &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Defs: make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object),
		Implicits: make(map[ast.Node]types.Object), Instances: make(map[*ast.Ident]types.Instance), Scopes: make(map[ast.Node]*types.Scope),
		Selections: make(map[*ast.SelectorExpr]*types.Selection), FileVersions: make(map[*ast.File]string),
	}
	exported, err := c.exportData()
	if err != nil {
		return nil, err
	}
	gc := importer.ForCompiler(p.fset, "gc", exported)
	tc := &types.Config{
		Importer: importFunc(func(path string) (*types.Package, error) {
			real, ok := c.ImportMap[path]
			if !ok {
				return nil, fmt.Errorf("can't resolve import %q", path)
			}
			if real == "unsafe" {
				return types.Unsafe, nil
			}
			return gc.Import(real)
		}),
		Sizes: p.sizes, GoVersion: c.GoVersion,
	}
	p.pkg, err = tc.Check(c.ImportPath, p.fset, p.files, p.info)
	return p, err
}

type importFunc func(string) (*types.Package, error)

func (f importFunc) Import(path string) (*types.Package, error) { return f(path) }

// exportData finds the export data of a package. A go command that does not
// say where it lies is asked.
func (c *Config) exportData() (func(string) (io.ReadCloser, error), error) {
	files := c.PackageFile
	var lacking []string
	for _, p := range c.ImportMap {
		if p != "unsafe" && files[p] == "" {
			lacking = append(lacking, p)
		}
	}
	if len(lacking) > 0 {
		more, err := listExports(c.Dir, lacking)
		if err != nil {
			return nil, err
		}
		for p, f := range files {
			more[p] = f
		}
		files = more
	}
	return func(path string) (io.ReadCloser, error) {
		f, ok := files[path]
		if !ok {
			return nil, fmt.Errorf("no export data of %s", path)
		}
		return os.Open(f)
	}, nil
}

func listExports(dir string, paths []string) (map[string]string, error) {
	cmd := exec.Command("go", append([]string{"list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}"}, paths...)...)
	cmd.Dir = dir
	b, err := cmd.Output()
	if err != nil {
		var ee *exec.ExitError
		if errors.As(err, &ee) {
			return nil, fmt.Errorf("go list -export: %s", strings.TrimSpace(string(ee.Stderr)))
		}
		return nil, fmt.Errorf("go list -export: %w", err)
	}
	m := make(map[string]string)
	for line := range strings.Lines(string(b)) {
		if p, f, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && f != "" {
			m[p] = f
		}
	}
	return m, nil
}
