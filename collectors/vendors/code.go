package vendors

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"

	known "github.com/candor-dev/candor/internal/vendors"
)

// goFile reads the imports, the addresses and the settings of Go code.
func (f *finder) goFile(path string, src []byte) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, src, parser.SkipObjectResolution)
	if file == nil || err != nil && len(file.Decls) == 0 {
		f.broken(path, 1, "the Go file can't be parsed")
		return
	}
	for _, imp := range file.Imports {
		name, err := strconv.Unquote(imp.Path.Value)
		if err != nil || f.own(name) {
			continue
		}
		if m, ok := f.catalog.Package(known.Go, name); ok {
			f.add(m, bySDK, name, "", path, fset.Position(imp.Pos()).Line)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.CallExpr:
			if s, ok := x.Fun.(*ast.SelectorExpr); ok && len(x.Args) > 0 && (s.Sel.Name == "Getenv" || s.Sel.Name == "LookupEnv") {
				if l, ok := x.Args[0].(*ast.BasicLit); ok {
					f.setting(strings.Trim(l.Value, "\"`"), path, fset.Position(l.Pos()).Line)
				}
			}
		case *ast.BasicLit:
			if x.Kind == token.STRING && strings.Contains(x.Value, "://") {
				f.addresses(x.Value, path, fset.Position(x.Pos()).Line, false)
			}
		}
		return true
	})
}

// own reports an import path of the tree's own modules.
func (f *finder) own(name string) bool {
	for _, m := range f.modules {
		if name == m || strings.HasPrefix(name, m+"/") {
			return true
		}
	}
	return false
}

// jsImports reads the imports of one line of JavaScript. Imports of types alone
// leave nothing in the program.
func (f *finder) jsImports(line, path string, n int) {
	for _, m := range f.pat.jsImport.FindAllStringSubmatch(line, -1) {
		spec, sure := bare(m[1])
		if spec == "" {
			continue
		}
		v, ok := f.catalog.Package(known.NPM, spec)
		if !ok {
			continue
		}
		run, declared := f.declared[packageOf(spec)]
		if !sure && f.manifest && !strings.HasPrefix(spec, "@") && !declared {
			continue // a module of one's own that has the name by chance
		}
		why := ""
		switch {
		case buildConfig(path):
			why = "the configuration of a build tool imports its SDK, and no other code was read that does"
		case declared && !run:
			why = "manifests ask for its SDK for development alone"
		}
		f.add(v, bySDK, spec, why, path, n)
	}
}

// bare is the package that an import names: without npm:, the address of a
// delivery network, and versions. sure: it can be no file of the tree.
func bare(spec string) (name string, sure bool) {
	switch {
	case strings.HasPrefix(spec, "."), strings.HasPrefix(spec, "/"), strings.HasPrefix(spec, "node:"):
		return "", false
	case strings.HasPrefix(spec, "npm:"), strings.HasPrefix(spec, "jsr:"):
		spec, sure = strings.TrimPrefix(spec[4:], "/"), true
	case strings.HasPrefix(spec, "https://"):
		_, rest, ok := strings.Cut(spec[len("https://"):], "/")
		host := strings.TrimSuffix(spec[len("https://"):], "/"+rest)
		if !ok || host != "esm.sh" && host != "cdn.skypack.dev" && host != "esm.run" {
			return "", false
		}
		spec, sure = rest, true
	}
	parts := strings.Split(spec, "/")
	for i := range parts {
		if at := strings.LastIndexByte(parts[i], '@'); at > 0 {
			parts[i] = parts[i][:at]
		}
	}
	return strings.Join(parts, "/"), sure
}

// packageOf is the package of an import: its first part, or two of a scope.
func packageOf(spec string) string {
	parts := strings.SplitN(spec, "/", 3)
	if strings.HasPrefix(spec, "@") && len(parts) > 1 {
		return parts[0] + "/" + parts[1]
	}
	return parts[0]
}

// pyImports reads the imports of one line of Python.
func (f *finder) pyImports(line, path string, n int) {
	var names []string
	if m := f.pat.pyFrom.FindStringSubmatch(line); m != nil {
		for name := range strings.SplitSeq(strings.Trim(m[2], "( "), ",") {
			what, _, _ := strings.Cut(strings.TrimSpace(name), " ")
			names = append(names, m[1]+"."+what)
		}
	} else if m := f.pat.pyImport.FindStringSubmatch(line); m != nil {
		for name := range strings.SplitSeq(m[1], ",") {
			what, _, _ := strings.Cut(strings.TrimSpace(name), " ")
			names = append(names, what)
		}
	}
	for _, name := range names {
		top, _, _ := strings.Cut(name, ".")
		if m, ok := f.catalog.Package(known.Python, name); ok && !f.local[top] {
			f.add(m, bySDK, strings.TrimSuffix(name, "."), "", path, n)
			return
		}
	}
}
