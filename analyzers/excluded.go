package analyzers

import (
	"go/ast"
	"go/build"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
)

// hidden reports whether build tags of the project keep code of a file from
// being judged, and which tags. A file for another system is another build's,
// a script marked "ignore" is no part of the package, and a file without a
// function body holds nothing to judge.
func hidden(file string) (tags []string, ok bool) {
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.SkipObjectResolution)
	if f == nil || err != nil || !hasBody(f) {
		return nil, false
	}
	tags = ownTags(f)
	ctx := build.Default
	ctx.CgoEnabled = true
	ctx.BuildTags = tags
	match, err := ctx.MatchFile(filepath.Dir(file), filepath.Base(file))
	return tags, match && err == nil
}

func hasBody(f *ast.File) bool {
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			found = found || n.Body != nil
		case *ast.FuncLit:
			found = true
		}
		return !found
	})
	return found
}

// ownTags are the tags of the file's constraint that the project chose, not
// the system, the toolchain or a convention.
func ownTags(f *ast.File) []string {
	var tags []string
	for _, group := range f.Comments {
		if group.Pos() > f.Package {
			break
		}
		for _, c := range group.List {
			expr, err := constraint.Parse(c.Text)
			if err != nil {
				continue
			}
			expr.Eval(func(tag string) bool { // visits every tag
				if !slices.Contains(tags, tag) && !ofSystem(tag) {
					tags = append(tags, tag)
				}
				return true
			})
		}
	}
	return tags
}

func ofSystem(tag string) bool {
	return tag == "ignore" || tag == "tools" || strings.HasPrefix(tag, "go1") ||
		slices.Contains(systems, tag)
}

// systems are tags that say for which system a file is built: the values of
// GOOS and GOARCH, and what the toolchain sets beside them.
var systems = strings.Fields(`aix android darwin dragonfly freebsd illumos ios js linux netbsd openbsd plan9 solaris wasip1 windows
	386 amd64 arm arm64 loong64 mips mips64 mips64le mipsle ppc64 ppc64le riscv64 s390x wasm unix cgo gc gccgo race msan asan purego`)
