package tlsconfig

import (
	"fmt"
	"go/ast"
	"go/version"
	"path/filepath"
	"strings"

	"golang.org/x/mod/modfile"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

// debug finds the settings of a program that lower what TLS gives it without a
// word in a tls.Config: lines "//go:debug" before the package clause of package
// main, and godebug lines of the go.mod above it (go.dev/doc/godebug). Lines of the
// package outrank those of the module.
func (j *judging) debug() check.Population {
	if j.pass.Pkg.Name() != "main" || len(j.pass.Files) == 0 {
		return nil
	}
	var all check.Population
	symbol := j.pass.Pkg.Name()
	set := make(map[string]bool)
	for _, f := range j.pass.Files {
		for _, c := range directives(f) {
			setting := strings.TrimSpace(strings.TrimPrefix(c.Text, "//go:debug "))
			key, _, _ := strings.Cut(setting, "=")
			set[key] = true
			if old := oldServers([]string{setting}); old != "" {
				all = append(all, check.Subject{Name: symbol + ": //go:debug", Symbol: symbol, Outcome: candor.Fail, Pos: c.Pos(), End: c.End(),
					Message: "the program lets servers accept TLS 1.0 (" + old + ")", Fix: "remove " + old})
			}
		}
	}
	if len(all) > 0 || set["tls10server"] {
		return all
	}
	pkg := j.pass.Files[0].Name
	where, old := j.ofModule(filepath.Dir(j.pass.Fset.File(j.pass.Files[0].FileStart).Name()), set["default"])
	if old == "" {
		return nil
	}
	return append(all, check.Subject{Name: symbol + ": godebug", Symbol: symbol, Outcome: candor.Fail, Pos: pkg.Pos(), End: pkg.End(),
		Message: fmt.Sprintf("the program lets servers accept TLS 1.0 (%s in %s)", old, where), Fix: "remove " + old + " from " + where})
}

func directives(f *ast.File) []*ast.Comment {
	var out []*ast.Comment
	for _, g := range f.Comments {
		if g.Pos() > f.Package {
			break
		}
		for _, c := range g.List {
			if strings.HasPrefix(c.Text, "//go:debug ") {
				out = append(out, c)
			}
		}
	}
	return out
}

// ofModule looks for such a setting in the nearest go.mod at or above a folder,
// and says in which line it stands. A go.work above that names settings takes the
// place of those of its modules, so it is looked at, too.
func (j *judging) ofModule(dir string, defaultSet bool) (where, old string) {
	read := j.pass.ReadFile
	if read == nil {
		return "", ""
	}
	for {
		name := filepath.Join(dir, "go.mod")
		if b, err := read(name); err == nil {
			f, err := modfile.Parse(name, b, nil)
			if err != nil {
				return "", "" // the go command says what is wrong with it
			}
			for _, g := range f.Godebug {
				if g.Key == "default" && defaultSet {
					continue
				}
				if old := oldServers([]string{g.Key + "=" + g.Value}); old != "" {
					return fmt.Sprintf("line %d of go.mod", g.Syntax.Start.Line), old
				}
			}
			return "", ""
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", ""
		}
		dir = up
	}
}

// oldServers finds the setting, of several "key=value", by which servers that set
// no minimum accept TLS 1.0: it was so before Go 1.22.
func oldServers(settings []string) string {
	for _, s := range settings {
		switch key, value, _ := strings.Cut(strings.TrimSpace(s), "="); {
		case key == "tls10server" && value == "1":
			return "tls10server=1"
		case key == "default" && version.IsValid(value) && version.Compare(value, "go1.22") < 0:
			return "default=" + value
		}
	}
	return ""
}
