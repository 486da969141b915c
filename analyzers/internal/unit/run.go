package unit

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"errors"
	"fmt"
	"go/types"
	"os"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// run is one pass of all analyzers over one package.
type run struct {
	*loaded
	results map[*analysis.Analyzer]any
	errs    map[*analysis.Analyzer]error
	found   []finding
	wanted  map[*analysis.Analyzer]bool
	objects map[objectKey]analysis.Fact
	facts   map[packageKey]analysis.Fact
	byPath  map[string]*types.Package
}

type objectKey struct {
	obj types.Object
	typ reflect.Type
}

type packageKey struct {
	pkg *types.Package
	typ reflect.Type
}

// stored is a fact as it lies in a file.
type stored struct {
	Package string
	Object  objectpath.Path // "": a fact of the package
	Fact    analysis.Fact
}

func newRun(p *loaded, as []*analysis.Analyzer) *run {
	r := &run{
		loaded: p, results: make(map[*analysis.Analyzer]any), errs: make(map[*analysis.Analyzer]error), wanted: make(map[*analysis.Analyzer]bool),
		objects: make(map[objectKey]analysis.Fact), facts: make(map[packageKey]analysis.Fact), byPath: make(map[string]*types.Package),
	}
	seen := make(map[*analysis.Analyzer]bool)
	var visit func(a *analysis.Analyzer)
	visit = func(a *analysis.Analyzer) {
		if seen[a] {
			return
		}
		seen[a] = true
		for _, f := range a.FactTypes {
			gob.Register(f)
		}
		for _, x := range a.Requires {
			visit(x)
		}
	}
	for _, a := range as {
		visit(a)
		r.wanted[a] = true
	}
	var reach func(p *types.Package)
	reach = func(p *types.Package) {
		if r.byPath[p.Path()] == nil {
			r.byPath[p.Path()] = p
			for _, i := range p.Imports() {
				reach(i)
			}
		}
	}
	reach(p.pkg)
	return r
}

// readFacts reads what the imports tell. A file without a word tells nothing.
func (r *run) readFacts(files map[string]string) error {
	for path, name := range files {
		b, err := os.ReadFile(name)
		if err != nil || len(b) == 0 {
			continue // another tool's, or of a package that has none
		}
		var all []stored
		if err := gob.NewDecoder(bytes.NewReader(b)).Decode(&all); err != nil {
			return fmt.Errorf("read the facts of %s: %w; run go clean -cache", path, err)
		}
		for _, s := range all {
			pkg := r.byPath[s.Package]
			if pkg == nil {
				continue // nothing of it can be seen from here
			}
			t := reflect.TypeOf(s.Fact)
			if s.Object == "" {
				r.facts[packageKey{pkg, t}] = s.Fact
			} else if obj, err := objectpath.Object(pkg, s.Object); err == nil {
				r.objects[objectKey{obj, t}] = s.Fact
			}
		}
	}
	return nil
}

// writeFacts writes all facts, also those that were read: importers read the
// files of their direct imports alone.
func (r *run) writeFacts(name string) error {
	if name == "" {
		return nil
	}
	var all []stored
	for k, f := range r.facts {
		all = append(all, stored{Package: k.pkg.Path(), Fact: f})
	}
	var enc objectpath.Encoder
	for k, f := range r.objects {
		if p, err := enc.For(k.obj); err == nil {
			all = append(all, stored{Package: k.obj.Pkg().Path(), Object: p, Fact: f})
		}
	}
	if len(all) == 0 {
		return os.WriteFile(name, nil, 0o666)
	}
	slices.SortFunc(all, func(a, b stored) int {
		return cmp.Or(cmp.Compare(a.Package, b.Package), cmp.Compare(a.Object, b.Object), cmp.Compare(fmt.Sprintf("%T", a.Fact), fmt.Sprintf("%T", b.Fact)))
	})
	var b bytes.Buffer
	if err := gob.NewEncoder(&b).Encode(all); err != nil {
		return fmt.Errorf("write facts: %w", err)
	}
	return os.WriteFile(name, b.Bytes(), 0o666)
}

// analyze runs the analyzers that matter: all, or for facts alone those that
// give some. Findings come in the order of their places.
func (r *run) analyze(as []*analysis.Analyzer) error {
	var errs []error
	for _, a := range as {
		if r.config.VetxOnly && !usesFacts(a) {
			continue
		}
		if err := r.exec(a); err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", a.Name, err))
		}
	}
	slices.SortStableFunc(r.found, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(a.Message, b.Message))
	})
	return errors.Join(errs...)
}

func usesFacts(a *analysis.Analyzer) bool {
	return len(a.FactTypes) > 0 || slices.ContainsFunc(a.Requires, usesFacts)
}

func (r *run) exec(a *analysis.Analyzer) error {
	if _, done := r.results[a]; done || r.errs[a] != nil {
		return r.errs[a]
	}
	inputs := make(map[*analysis.Analyzer]any)
	for _, req := range a.Requires {
		if err := r.exec(req); err != nil {
			r.errs[a] = err
			return err
		}
		inputs[req] = r.results[req]
	}
	c := r.config
	pass := &analysis.Pass{
		Analyzer: a, Fset: r.fset, Files: r.files, OtherFiles: c.NonGoFiles, IgnoredFiles: c.IgnoredFiles,
		Pkg: r.pkg, TypesInfo: r.info, TypesSizes: r.sizes, ResultOf: inputs, ReadFile: os.ReadFile,
		Report: func(d analysis.Diagnostic) {
			if r.wanted[a] {
				r.found = append(r.found, finding{a.Name, d})
			}
		},
		ImportObjectFact: func(obj types.Object, f analysis.Fact) bool {
			return fill(f, r.objects[objectKey{obj, reflect.TypeOf(f)}])
		},
		ImportPackageFact: func(pkg *types.Package, f analysis.Fact) bool {
			return fill(f, r.facts[packageKey{pkg, reflect.TypeOf(f)}])
		},
		ExportObjectFact:  func(obj types.Object, f analysis.Fact) { r.objects[objectKey{obj, reflect.TypeOf(f)}] = f },
		ExportPackageFact: func(f analysis.Fact) { r.facts[packageKey{r.pkg, reflect.TypeOf(f)}] = f },
		AllObjectFacts:    func() []analysis.ObjectFact { return r.objectFacts(a) },
		AllPackageFacts:   func() []analysis.PackageFact { return r.packageFacts(a) },
		Module:            &analysis.Module{Path: c.ModulePath, Version: c.ModuleVersion, GoVersion: c.GoVersion},
	}
	res, err := a.Run(pass)
	if err != nil {
		r.errs[a] = err
		return err
	}
	r.results[a] = res
	return nil
}

// fill copies a fact into one of the same type.
func fill(to, from analysis.Fact) bool {
	if from == nil {
		return false
	}
	reflect.ValueOf(to).Elem().Set(reflect.ValueOf(from).Elem())
	return true
}

func (r *run) objectFacts(a *analysis.Analyzer) []analysis.ObjectFact {
	var out []analysis.ObjectFact
	for k, f := range r.objects {
		if gives(a, k.typ) {
			out = append(out, analysis.ObjectFact{Object: k.obj, Fact: f})
		}
	}
	return out
}

func (r *run) packageFacts(a *analysis.Analyzer) []analysis.PackageFact {
	var out []analysis.PackageFact
	for k, f := range r.facts {
		if gives(a, k.typ) {
			out = append(out, analysis.PackageFact{Package: k.pkg, Fact: f})
		}
	}
	return out
}

func gives(a *analysis.Analyzer, t reflect.Type) bool {
	return slices.ContainsFunc(a.FactTypes, func(f analysis.Fact) bool { return reflect.TypeOf(f) == t })
}
