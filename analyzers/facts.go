package analyzers

import (
	"fmt"
	"go/types"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/candor-dev/candor"
)

// observe notes a package that was judged.
func (d *driver) observe(p *packages.Package, standIns []string) {
	d.files += len(p.GoFiles)
	mod := ""
	if p.Module != nil {
		mod = p.Module.Path
	}
	var ignored []any
	for _, f := range p.IgnoredFiles {
		if strings.HasSuffix(f, ".go") && !strings.HasSuffix(f, "_test.go") {
			ignored = append(ignored, filepath.Base(f))
			if tags, ok := hidden(f); ok && !d.excluded(relative(d.Dir, f)) {
				d.leaveOut(p, f, tags)
			}
		}
	}
	value := map[string]any{"path": p.PkgPath, "module": mod, "files": len(p.GoFiles)}
	if len(ignored) > 0 {
		value["excluded"] = ignored // by build constraints: these were not judged
	}
	var absent []any
	for _, pattern := range standIns {
		absent = append(absent, pattern)
	}
	if len(absent) > 0 {
		value["embeds_absent"] = absent // files that a build step makes
	}
	d.facts = append(d.facts, d.fact(candor.Fact{
		Subject: p.PkgPath, State: candor.Observed, At: d.folderOf(p), Value: value,
	}))
}

// excluded reports whether the user leaves a file out, or a folder that holds it.
func (d *driver) excluded(p string) bool {
	for ; p != "." && p != "/" && p != ""; p = path.Dir(p) {
		if slices.ContainsFunc(d.Exclude, func(g string) bool { return candor.MatchGlob(g, p) }) {
			return true
		}
	}
	return false
}

// leaveOut notes a file whose code a build tag of the project's hides.
func (d *driver) leaveOut(p *packages.Package, file string, tags []string) {
	at := candor.Location{Path: relative(d.Dir, file), Line: 1}
	why := "it uses cgo, which is switched off; set CGO_ENABLED=1 where a C compiler is at hand"
	if len(tags) > 0 {
		why = "it is built only with -tags " + strings.Join(tags, ",") + "; set GOFLAGS=-tags=" + strings.Join(tags, ",") + " to judge it"
	}
	d.gap(candor.Unresolved, p.PkgPath+"/"+filepath.Base(file), at, why)
}

// gap notes something that could not be read, and says so for every check.
func (d *driver) gap(state candor.State, subject string, at candor.Location, reason string) {
	at.Resource = subject
	d.facts = append(d.facts, d.fact(candor.Fact{Subject: subject, State: state, Reason: reason, At: at}))
	for _, r := range d.rules() {
		d.results = append(d.results, candor.Result{
			Rule: r.ID, Outcome: candor.Unknown, Severity: r.Severity, Control: r.Control,
			Subject: subject, Message: subject + " was not judged: " + reason, At: at,
		})
	}
}

// rules are those of all checks of the run.
func (d *driver) rules() []*candor.Rule {
	var out []*candor.Rule
	for _, c := range d.Checks {
		out = append(out, &c.Rule)
	}
	for _, c := range d.Programs {
		out = append(out, &c.Rule)
	}
	return out
}

func (d *driver) fact(f candor.Fact) candor.Fact {
	f.Kind = KindPackage
	f.From = candor.Provenance{Collector: "go", Version: driverVersion, Source: f.At.Path, At: d.Now}
	return f
}

// folderOf is the place of a package as a whole: its first file.
func (d *driver) folderOf(p *packages.Package) candor.Location {
	files := slices.Sorted(slices.Values(slices.Concat(p.GoFiles, p.IgnoredFiles)))
	if len(files) > 0 {
		return candor.Location{Path: relative(d.Dir, files[0]), Resource: p.PkgPath}
	}
	return candor.Location{Path: path.Join(relative(d.Dir, p.Dir), "go.mod"), Resource: p.PkgPath}
}

// broken says why a package can't be judged, and where; "" if it can.
func (d *driver) broken(p *packages.Package) (string, candor.Location) {
	at := d.folderOf(p)
	if len(p.Errors) > 0 {
		e := worst(p)
		if loc, ok := d.places.parse(e.Pos); ok {
			at = loc
			at.Resource = p.PkgPath
		}
		return d.explain(p, e, at), at
	}
	if p.Types == nil || p.TypesInfo == nil {
		return "the go command gave no types for it", at
	}
	if p.IllTyped {
		if untyped(p) {
			return "does not type-check: a package that it imports is broken", at
		}
		p.IllTyped = false // what is broken in an import is not used here
	}
	return "", at
}

var (
	missingModule = regexp.MustCompile(`(\S+): module lookup disabled by GOPROXY=off`)
	missingEntry  = regexp.MustCompile(`(?:cannot find module providing|no required module provides) package ([^\s:;]+)`)
	badImport     = regexp.MustCompile(`could not import (\S+) \(`)
)

// worst picks the error to show: what keeps a package from being listed comes
// before what follows from it, and an import that fails is shown with the
// reason that the imported package has.
func worst(p *packages.Package) packages.Error {
	for _, e := range p.Errors {
		m := badImport.FindStringSubmatch(e.Msg)
		if m == nil {
			continue
		}
		if dep := p.Imports[m[1]]; dep != nil && len(dep.Errors) > 0 {
			e.Msg, e.Kind = m[1]+": "+dep.Errors[0].Msg, dep.Errors[0].Kind
		}
		return e
	}
	for _, kind := range []packages.ErrorKind{packages.ListError, packages.ParseError, packages.TypeError} {
		for _, e := range p.Errors {
			if e.Kind == kind && !strings.HasPrefix(e.Msg, "# ") {
				return e
			}
		}
	}
	return p.Errors[0]
}

// explain puts an error of the go command into one line that says what to do.
func (d *driver) explain(p *packages.Package, e packages.Error, at candor.Location) string {
	msg := oneLine(e.Msg)
	where := ""
	if at.Line > 0 {
		where = fmt.Sprintf("%s:%d: ", at.Path, at.Line)
	}
	if m := missingModule.FindStringSubmatch(e.Msg); m != nil {
		return "does not load: " + where + m[1] + " is not in the module cache; run go mod download"
	}
	if m := missingEntry.FindStringSubmatch(e.Msg); m != nil {
		return "does not load: " + where + "go.mod requires no module that provides " + m[1] + "; run go mod tidy"
	}
	switch {
	case strings.Contains(msg, "build constraints exclude all Go files"):
		return "excluded by build constraints"
	case strings.Contains(msg, `could not import C`) || strings.Contains(msg, "cgo"):
		return "uses cgo, which is switched off; set CGO_ENABLED=1 where a C compiler is at hand"
	case e.Kind == packages.ParseError:
		return "does not parse: " + where + msg
	case e.Kind == packages.TypeError:
		return "does not type-check: " + where + msg
	}
	return "does not load: " + where + msg
}

// untyped reports whether any expression of the package has no valid type.
func untyped(p *packages.Package) bool {
	for _, tv := range p.TypesInfo.Types {
		if invalid(tv.Type, 0) {
			return true
		}
	}
	return false
}

func invalid(t types.Type, depth int) bool {
	if depth > 3 {
		return false
	}
	switch t := t.(type) {
	case *types.Basic:
		return t.Kind() == types.Invalid
	case *types.Pointer:
		return invalid(t.Elem(), depth+1)
	case *types.Slice:
		return invalid(t.Elem(), depth+1)
	case *types.Tuple:
		for v := range t.Variables() {
			if invalid(v.Type(), depth+1) {
				return true
			}
		}
	case *types.Signature:
		return invalid(t.Params(), depth) || invalid(t.Results(), depth)
	}
	return false
}

// oneLine keeps the first line of a message that says something.
func oneLine(s string) string {
	for line := range strings.Lines(s) {
		line = strings.TrimSpace(line)
		line = strings.TrimPrefix(line, "err: exit status 1: stderr: ")
		if line == "" || strings.HasPrefix(line, "# ") || line == "go: errors parsing go.mod:" {
			continue
		}
		return strings.TrimSuffix(strings.TrimSuffix(line, ":"), "; to add") // the command that the go command proposes stands on the next line
	}
	return strings.TrimSpace(s)
}
